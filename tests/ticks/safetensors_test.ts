import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { arrayOf, type DType } from "../../lib/device/dtype.ts";
import { sizeOfShape } from "../../lib/device/shape.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  type StoredTensor,
} from "../../lib/ticks/safetensors.ts";
import { assertMessage } from "../assert_message.ts";
import { fileOf, hex, python } from "./safetensors_files.ts";

const numRuns = Deno.env.get("TICKS_LONG") === "1" ? 5000 : 300;

const name = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom("__proto__", "constructor", "10", "9", "", '"\\', "\u0000"),
).filter((text) => text !== "__metadata__");

const tensor: fc.Arbitrary<StoredTensor> = fc.record({
  dtype: fc.constantFrom<DType>("f32", "f64", "u32"),
  shape: fc.array(fc.nat(4), { maxLength: 4 }),
  seed: fc.nat(),
}).map(({ dtype, shape, seed }) => {
  const bytesEach = arrayOf[dtype].BYTES_PER_ELEMENT;
  const bytes = Uint8Array.from(
    { length: sizeOfShape(shape) * bytesEach },
    // Any bits: NaNs with a payload among them.
    (_, i) => Math.imul(seed + i, 0x9e3779b1) >>> 24,
  );
  return { dtype, shape, data: new arrayOf[dtype](bytes.buffer) };
});

const text = fc.string({ unit: "binary", maxLength: 12 });
const records = {
  tensors: fc.dictionary(name, tensor, { maxKeys: 8, noNullPrototype: true }),
  metadata: fc.dictionary(text, text, { maxKeys: 4, noNullPrototype: true }),
};

/** What can be compared to the bit. */
const bits = (tensors: Record<string, StoredTensor>) =>
  Object.entries(tensors).map(([name, { dtype, shape, data }]) =>
    [name, dtype, [...shape], hex(data)] as const
  ).sort(([a], [b]) => a < b ? -1 : 1);

Deno.test("what is written is read, to the bit, aligned and as copies", () => {
  fc.assert(
    fc.property(fc.record(records), fc.nat(9), (saved, shift) => {
      const bytes = encodeSafetensors(saved.tensors, saved.metadata);
      // A view into a larger buffer, at any alignment.
      const file = new Uint8Array(bytes.length + 20)
        .subarray(shift, shift + bytes.length);
      file.set(bytes);
      const { tensors, metadata } = decodeSafetensors(file);
      const again = encodeSafetensors(tensors, metadata);
      file.fill(0);
      assertEquals(bits(tensors), bits(saved.tensors));
      assertEquals(
        Object.entries(metadata).sort(),
        Object.entries(saved.metadata).sort(),
      );
      assertEquals(hex(again), hex(bytes));
      assertEquals(
        (8 + new DataView(bytes.buffer).getUint32(0, true)) % 8,
        0,
      );
    }),
    { numRuns, seed: 1 },
  );
});

Deno.test("the same tensors give the same bytes in any order of names", () => {
  fc.assert(
    fc.property(fc.record(records), ({ tensors, metadata }) => {
      const reversed = <T>(record: Record<string, T>) =>
        Object.fromEntries(Object.entries(record).reverse());
      assertEquals(
        hex(encodeSafetensors(reversed(tensors), reversed(metadata))),
        hex(encodeSafetensors(tensors, metadata)),
      );
    }),
    { numRuns, seed: 2 },
  );
});

Deno.test("the bytes are those of the format", () => {
  const header =
    '{"__metadata__":{"a":"1","b":"2"},"z":{"dtype":"F64","shape":[],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]}}';
  assertEquals(
    hex(encodeSafetensors({
      w: { dtype: "f32", shape: [2, 1], data: Float32Array.of(1, -2) },
      z: { dtype: "f64", shape: [], data: Float64Array.of(0.5) },
    }, { b: "2", a: "1" })),
    hex(fileOf(
      header.padEnd(144),
      [0, 0, 0, 0, 0, 0, 0xe0, 0x3f, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0],
    )),
  );
  assertEquals(hex(encodeSafetensors({})), hex(fileOf("{}      ")));
});

Deno.test("a name that the file does not hold finds nothing", () => {
  const { tensors, metadata } = decodeSafetensors(fileOf("{}"));
  assertEquals(
    [tensors.constructor, metadata.toString, tensors.__proto__],
    // deno-lint-ignore no-explicit-any
    [undefined, undefined, undefined] as any,
  );
});

const golden = new URL(
  "../golden/safetensors_python.safetensors",
  import.meta.url,
);

/** As `golden()` in tests/golden/safetensors_check.py has them. */
const goldenTensors: Record<string, StoredTensor> = {
  "norm.weight": {
    dtype: "f32",
    shape: [2, 3],
    data: Float32Array.of(1.5, -0, Infinity, 1e-45, -2.25, 3.4028235e38),
  },
  "norm.bias": { dtype: "f32", shape: [2], data: Float32Array.of(0.1, NaN) },
  "adam.variance": {
    dtype: "f64",
    shape: [3],
    data: Float64Array.of(0.1, 5e-324, -Infinity),
  },
  step: { dtype: "u32", shape: [], data: Uint32Array.of(4294967295) },
  classes: { dtype: "u32", shape: [1, 2, 1], data: Uint32Array.of(0, 7) },
  empty: { dtype: "f32", shape: [0, 4], data: new Float32Array(0) },
  ...Object.fromEntries(
    ["10", "9", 'a "quoted\\name"\n', "\uff5e", "\u{1f600}", "__proto__"]
      .map((name, i) => [name, {
        dtype: "f32" as const,
        shape: [1],
        data: Float32Array.of([10, 9, 1, 2, 3, 4][i]),
      }]),
  ),
};
const goldenMetadata: Record<string, string> = {
  "written by": "Python’s safetensors\t✓",
};

Deno.test("a file of Python's safetensors is read, and written again byte for byte", async () => {
  const file = await Deno.readFile(golden);
  const { tensors, metadata } = decodeSafetensors(file);
  assertEquals(bits(tensors), bits(goldenTensors));
  assertEquals({ ...metadata }, goldenMetadata);
  assertEquals(
    hex(encodeSafetensors(goldenTensors, goldenMetadata)),
    hex(file),
  );
});

Deno.test({
  name: "Python's safetensors reads what is written",
  ignore: python === null,
  fn: async () => {
    const path = await Deno.makeTempFile();
    try {
      const metadata = { ...goldenMetadata, epoch: "3", "": "\u0001" };
      await Deno.writeFile(path, encodeSafetensors(goldenTensors, metadata));
      const read = await python!("read", path) as {
        tensors: Record<
          string,
          { dtype: string; shape: number[]; hex: string }
        >;
        metadata: Record<string, string>;
      };
      const dtypes = { f32: "float32", f64: "float64", u32: "uint32" };
      assertEquals(
        Object.entries(read.tensors)
          .map(([name, { dtype, shape, hex }]) => [name, dtype, shape, hex])
          .sort(([a], [b]) => a < b ? -1 : 1),
        bits(goldenTensors).map((
          [name, dtype, shape, hex],
        ) => [name, dtypes[dtype], shape, hex]),
      );
      assertEquals(read.metadata, metadata);
    } finally {
      await Deno.remove(path);
    }
  },
});

Deno.test("encoding names what it cannot write", () => {
  const one = { dtype: "f32", shape: [1], data: new Float32Array(1) } as const;
  // deno-lint-ignore no-explicit-any
  const encode = (tensors: any, metadata?: any) => () =>
    encodeSafetensors(tensors, metadata);
  assertMessage(
    encode({ w: { ...one, dtype: "f64" } }),
    TypeError,
    'encodeSafetensors: tensor "w": dtype is "f64" and data holds f32, expected "f64", "f32" or "u32" for both',
  );
  assertMessage(
    encode({ w: { ...one, dtype: "f16", data: [1] } }),
    TypeError,
    'encodeSafetensors: tensor "w": dtype is "f16" and data holds no dtype, expected "f64", "f32" or "u32" for both',
  );
  assertMessage(
    encode({ w: { ...one, shape: [2, 3] } }),
    TypeError,
    'encodeSafetensors: tensor "w": data has length 1, expected 6 for shape [2, 3]',
  );
  assertMessage(
    encode({ w: { ...one, shape: [-1] } }),
    RangeError,
    'encodeSafetensors: tensor "w": shape is [-1], expected whole lengths of 0 or more',
  );
  assertMessage(
    encode({ __metadata__: one }),
    RangeError,
    'encodeSafetensors: a tensor\'s name is "__metadata__", expected well-formed Unicode other than "__metadata__"',
  );
  assertMessage(
    encode({ "\ud800": one }),
    RangeError,
    'encodeSafetensors: a tensor\'s name is "\\ud800", expected well-formed Unicode other than "__metadata__"',
  );
  assertMessage(
    encode({}, { step: 3 }),
    TypeError,
    'encodeSafetensors: metadata "step" is number, expected a string: use String or JSON.stringify',
  );
  assertMessage(
    encode({}, { step: "\udc00" }),
    RangeError,
    'encodeSafetensors: metadata "step" has half of a surrogate pair, expected Unicode',
  );
  assertMessage(
    encode({}, { long: "x".repeat(1e8) }),
    RangeError,
    "encodeSafetensors: the header is 100000032 bytes, expected at most 100000000: use fewer or shorter names and metadata",
  );
});
