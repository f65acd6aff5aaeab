import { assert, assertEquals } from "@std/assert";
import { randomUniform } from "../../lib/check/random.ts";
import { arrayOf } from "../../lib/device/dtype.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  type StoredTensors,
} from "../../lib/ticks/safetensors.ts";
import { assertMessage } from "../assert_message.ts";
import { fileOf, hex, python } from "./safetensors_files.ts";

/** A tensor's entry in a header, F32 of shape [2] at 0 to 8 but for what is given. */
const entry = (fields: Record<string, unknown> = {}) =>
  JSON.stringify({
    dtype: "F32",
    shape: [2],
    data_offsets: [0, 8],
    ...fields,
  });

/** Fails unless the file is refused so; without "decodeSafetensors: ". */
function assertRefused(
  file: Uint8Array,
  // deno-lint-ignore no-explicit-any
  ErrorClass: new (argument: any) => Error,
  message: string,
): void {
  assertMessage(
    () => decodeSafetensors(file),
    ErrorClass,
    `decodeSafetensors: ${message}`,
  );
}

Deno.test("what is no safetensors file is a SyntaxError that says why", () => {
  assertRefused(
    new Uint8Array(7),
    SyntaxError,
    "the file has 7 bytes, expected 8 for the header's length and then the header: it is empty or cut short",
  );
  for (const length of [3n, 2n ** 53n + 1n, 2n ** 64n - 1n]) {
    assertRefused(
      fileOf("{}", [], length),
      SyntaxError,
      `the header's length is ${length}, expected at most 2, the bytes that follow it: the file is cut short or no safetensors file`,
    );
  }
  assertRefused(
    fileOf(Uint8Array.of(0x7b, 0xff, 0x7d)),
    SyntaxError,
    "the header is not UTF-8, expected JSON in UTF-8: the file is damaged or no safetensors file",
  );
  const cases: Record<string, string> = {
    "":
      "header: character 0 is beyond the end, expected { as the first character",
    " {}": 'header: character 0 is " ", expected { as the first character',
    "\ufeff{}":
      'header: character 0 is "\ufeff", expected { as the first character',
    "[]": 'header: character 0 is "[", expected { as the first character',
    "{":
      "header: character 1 is beyond the end, expected a key in quotation marks",
    "{} 1": 'header: character 3 is "1", expected nothing but spaces',
    "{}\0": 'header: character 2 is "\\u0000", expected nothing but spaces',
    '{"a" 1}': 'header: character 5 is "1", expected :',
    '{"a"': "header: character 4 is beyond the end, expected :",
    '{"a':
      "header: the string at character 1 has no end, expected a quotation mark",
    '{"a\\"}':
      "header: the string at character 1 has no end, expected a quotation mark",
    '{"\\x":{}}':
      "header: the string at character 1 has a bad escape or a control character, expected a string as JSON has it",
    '{"\n":{}}':
      "header: the string at character 1 has a bad escape or a control character, expected a string as JSON has it",
    '{"\\ud800":{}}':
      "header: the string at character 1 has half of a surrogate pair, expected Unicode",
    '{"a":1}': 'tensor "a": character 5 is "1", expected {',
    '{"a":{}}':
      'tensor "a": dtype is missing, expected dtype, shape and data_offsets',
    '{"a":{"dtype":"F32"}}':
      'tensor "a": shape is missing, expected dtype, shape and data_offsets',
    '{"a":{"dtype":"F32","shape":[]}}':
      'tensor "a": data_offsets is missing, expected dtype, shape and data_offsets',
    '{"a":{"dtype":3}}':
      'tensor "a": character 14 is "3", expected a string such as F32',
    '{"a":{"shape":2}}': 'tensor "a": character 14 is "2", expected [',
    '{"a":{"shape":[[2]]}}':
      'tensor "a": character 15 is "[", expected a number',
    '{"a":{"shape":[2,]}}':
      'tensor "a": character 17 is "]", expected a number',
    '{"a":{"shape":[02]}}':
      'tensor "a": character 15 is "0", expected a number',
    '{"a":{"shape":[2 2]}}': 'tensor "a": character 17 is "2", expected , or ]',
    '{"a":{"bits":8}}':
      'tensor "a": the key "bits" is unknown, expected dtype, shape and data_offsets',
    '{"a":{"shape":[],"shape":[2]}}':
      'tensor "a": the key "shape" stands twice, expected it once',
    '{"__metadata__":{"step":3}}':
      '__metadata__: character 24 is "3", expected a string',
    '{"__metadata__":[]}': '__metadata__: character 16 is "[", expected {',
    '{"__metadata__":{"\u{1f600}":"","\\ud83d\\ude00":""}}':
      '__metadata__: the key "\u{1f600}" stands twice, expected it once',
    '{"__metadata__":{},"__metadata__":{}}':
      'header: the key "__metadata__" stands twice, expected it once',
    [`{"a":${entry()},"\\u0061":${entry()}}`]:
      'header: the key "a" stands twice, expected it once',
    [`{"a":${entry({ data_offsets: [0, 8, 16] })}}`]:
      'tensor "a": data_offsets has 3 numbers, expected two, begin and end',
    [`{"${"long".repeat(1000)}":0}`]: `tensor "${
      "long".repeat(16).slice(0, 61)
    }...": character 4004 is "0", expected {`,
    ["[".repeat(1e6)]:
      'header: character 0 is "[", expected { as the first character',
    [`{"a":{"shape":${"[".repeat(1e6)}`]:
      'tensor "a": character 15 is "[", expected a number',
  };
  for (const [header, message] of Object.entries(cases)) {
    assertRefused(fileOf(header, new Uint8Array(8)), SyntaxError, message);
  }
});

Deno.test("a wrong number is a RangeError that names the tensor", () => {
  const refuse = (
    header: string,
    message: string,
    bytes = 8,
  ) =>
    assertRefused(fileOf(header, new Uint8Array(bytes)), RangeError, message);
  const digits = "9".repeat(1e6);
  for (const number of ["-1", "-0", "2.0", "1.5", "2e0", "9007199254740992"]) {
    refuse(
      `{"a":{"shape":[${number}]}}`,
      `tensor "a": shape has ${number}, expected whole numbers from 0 to 2^53 - 1`,
    );
    refuse(
      `{"a":{"data_offsets":[0, ${number}]}}`,
      `tensor "a": data_offsets has ${number}, expected whole numbers from 0 to 2^53 - 1`,
    );
  }
  refuse(
    `{"a":{"shape":[${digits}]}}`,
    `tensor "a": shape has ${
      digits.slice(0, 29)
    }..., expected whole numbers from 0 to 2^53 - 1`,
  );
  const huge = 2 ** 53 - 1;
  refuse(
    `{"a":${entry({ shape: [2 ** 30, 2 ** 30] })}}`,
    'tensor "a": shape is [1073741824, 1073741824], expected fewer than 2^53 bytes',
  );
  refuse(
    `{"a":${entry({ shape: Array(30).fill(huge).concat(0) })}}`,
    `tensor "a": shape is [${
      Array(8).fill(huge).join(", ")
    }, ...], expected fewer than 2^53 bytes`,
  );
  refuse(
    `{"a":${entry({ shape: [2 ** 50], data_offsets: [0, 2 ** 52] })}}`,
    `tensor "a": data_offsets are [0, ${
      2 ** 52
    }], expected an end of at most 8, the bytes of data in the file: it is cut short or damaged`,
  );
  refuse(
    `{"a":${entry({ shape: [3, 1] })}}`,
    'tensor "a": data_offsets are [0, 8], expected 12 bytes between them for F32 of shape [3, 1]',
  );
  refuse(
    `{"a":${entry({ data_offsets: [8, 0] })}}`,
    'tensor "a": data_offsets are [8, 0], expected 8 bytes between them for F32 of shape [2]',
  );
  refuse(
    `{"a":${entry()}}`,
    'tensor "a": data_offsets are [0, 8], expected an end of at most 7, the bytes of data in the file: it is cut short or damaged',
    7,
  );
  refuse(
    `{"a":${entry()}}`,
    "the file has 9 bytes of data, expected 8, where the last tensor ends",
    9,
  );
  refuse(
    "{}",
    "the file has 1 bytes of data, expected 0, where the last tensor ends",
    1,
  );
  refuse(
    `{"a":${entry()},"b":${entry({ data_offsets: [4, 12] })}}`,
    'tensor "b": data_offsets are [4, 12], expected a begin of 8, where the tensor before it ends: there is an overlap',
    12,
  );
  refuse(
    `{"b":${entry()},"a":${entry()}}`,
    'tensor "a": data_offsets are [0, 8], expected a begin of 8, where the tensor before it ends: there is an overlap',
    16,
  );
  refuse(
    `{"b":${entry({ data_offsets: [12, 20] })},"a":${entry()}}`,
    'tensor "b": data_offsets are [12, 20], expected a begin of 8, where the tensor before it ends: there is a hole',
    20,
  );
  refuse(
    `{"a":${entry()},"b":${entry({ shape: [0], data_offsets: [4, 4] })}}`,
    'tensor "b": data_offsets are [4, 4], expected a begin of 8, where the tensor before it ends: there is an overlap',
  );
  assertRefused(
    fileOf(new Uint8Array(100_000_008)),
    RangeError,
    "the header's length is 100000008, expected at most 100000000",
  );
});

Deno.test("another dtype is a TypeError, and so is what is no bytes", () => {
  for (const dtype of ["F16", "f32", "", "constructor", "\n"]) {
    assertRefused(
      fileOf(`{"a":${entry({ dtype })}}`, new Uint8Array(8)),
      TypeError,
      `tensor "a": dtype is ${
        JSON.stringify(dtype)
      }, expected "F64", "F32" or "U32": convert it before saving`,
    );
  }
  assertRefused(
    // deno-lint-ignore no-explicit-any
    "state.safetensors" as any,
    TypeError,
    "bytes is string, expected a Uint8Array of the whole file",
  );
});

Deno.test("what other writers may write is read: spaces, any order, tensors unaligned", () => {
  const header = ` {
    "b": {"shape": [ ], "data_offsets": [8, 12], "dtype": "U32"},
    "__metadata__": { },
    "a": {"dtype": "\\u004632", "shape": [2, 0], "data_offsets": [ 8,8 ]},
    "c": {"dtype": "F64", "shape": [1], "data_offsets": [0, 8]}\r\n}\t `
    .trimStart();
  const data = [0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 7, 0, 0, 0];
  const { tensors, metadata } = decodeSafetensors(fileOf(header, data));
  assertEquals(Object.entries(tensors), [
    ["c", { dtype: "f64", shape: [1], data: Float64Array.of(1) }],
    ["a", { dtype: "f32", shape: [2, 0], data: new Float32Array(0) }],
    ["b", { dtype: "u32", shape: [], data: Uint32Array.of(7) }],
  ]);
  assertEquals(Object.keys(metadata), []);
});

const whole = Deno.env.get("TICKS_LONG") === "1" ? 100_000 : 4_000;
const uniform = randomUniform(whole * 64, 20260101);
let drawn = 0;
const below = (n: number) => Math.floor(uniform[drawn++ % uniform.length] * n);
const one = <T>(of: readonly T[]): T => of[below(of.length)];

/** A file of a few small tensors, with metadata or without. */
function validFile(): Uint8Array<ArrayBuffer> {
  const tensors = Object.fromEntries(
    Array.from({ length: 1 + below(5) }, (_, i) => {
      const dtype = one(["f32", "f64", "u32"] as const);
      const shape = Array.from({ length: below(4) }, () => below(4));
      const size = shape.reduce((a, b) => a * b, 1);
      const data = new arrayOf[dtype](size).map(() => below(2 ** 32));
      return [one(["layer.", "m", "é"]) + i, { dtype, shape, data }];
    }),
  );
  return encodeSafetensors(tensors, below(2) ? { step: `${below(99)}` } : {});
}

/** A file of this one's data under a header changed by `change`. */
function reheaded(
  file: Uint8Array,
  change: (header: string) => string,
): Uint8Array {
  const end = 8 + new DataView(file.buffer).getUint32(0, true);
  const header = new TextDecoder().decode(file.subarray(8, end));
  return fileOf(change(header), file.subarray(end));
}

const numbers = ["0", "1", "-1", "0.5", "1e3", "8", "16", "4294967296"]
  .concat("9007199254740991", "9007199254740993", "1".repeat(40), '"0"', "[]");
const words = ['"dtype"', '"shape"', '"data_offsets"', "F32", "F64", "U32"]
  .concat("BF16", "__metadata__", "{", "}", "[", "]", ",", ":", '"', "\\", " ")
  .concat("null", "true", "\n", "\0", "\u{1f600}", "{}", '"":{},');

const mutations: ((file: Uint8Array<ArrayBuffer>) => Uint8Array)[] = [
  // A bit, a byte or a few anywhere.
  (file) => {
    for (let left = 1 + below(3); left > 0; left--) {
      file[below(file.length)] ^= below(2) ? 1 << below(8) : below(256);
    }
    return file;
  },
  // Cut short, or with more behind it.
  (file) => file.subarray(0, below(file.length)),
  (file) => Uint8Array.of(...file, ...new Uint8Array(1 + below(16))),
  // Another length of the header: near, or anything at all.
  (file) => {
    const view = new DataView(file.buffer);
    const near = BigInt(view.getUint32(0, true) + below(33) - 16);
    const length = one([near, 0n, 2n ** 31n, 2n ** 53n, 2n ** 64n - 1n]);
    view.setBigUint64(0, length, true);
    return file;
  },
  // Another number, two numbers swapped, a word written over or put in or taken out.
  (file) =>
    reheaded(file, (header) => {
      const found = [...header.matchAll(/\b\d+\b/g)];
      const { 0: { length }, index } = one(found);
      return header.slice(0, index) + one(numbers) +
        header.slice(index + length);
    }),
  (file) =>
    reheaded(file, (header) => {
      const found = header.match(/\[[\d,]*\]/g)!;
      const [a, b] = [one(found), one(found)];
      return header.replace(/\[[\d,]*\]/g, (text) =>
        text === a ? b : text === b ? a : text);
    }),
  (file) =>
    reheaded(file, (header) => {
      const at = below(header.length), skip = one([0, 1, 5, 20]);
      return header.slice(0, at) + one(words) + header.slice(at + skip);
    }),
  (file) =>
    reheaded(file, (header) => {
      const names = [
        "F32",
        "F64",
        "U32",
        "layer.",
        "m",
        "é",
        "shape",
        "0",
        "1",
      ];
      return header.replaceAll(one(names), one(names));
    }),
  // An entry once more, or gone, or two in the other order.
  (file) =>
    reheaded(file, (header) => {
      const found = header.match(/"[^"]*":\{[^}]*\}/g)!;
      const change = below(3);
      if (change === 0) found.push(one(found));
      if (change === 1) found.splice(below(found.length), 1);
      if (change === 2) found.reverse();
      return `{${found.join(",")}}`;
    }),
];

/** Checks what was read against the file by other means: `JSON.parse`, and the bytes themselves. */
function assertHeldByFile(
  { tensors, metadata }: StoredTensors,
  file: Uint8Array,
) {
  const end = 8 +
    Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const { __metadata__ = {}, ...entries } = JSON.parse(
    new TextDecoder().decode(file.subarray(8, end)),
  );
  assertEquals({ ...metadata }, __metadata__);
  assertEquals(Object.keys(tensors).sort(), Object.keys(entries).sort());
  let total = 0;
  for (const [name, { dtype, shape, data }] of Object.entries(tensors)) {
    const { data_offsets: [begin, stop], ...rest } = entries[name];
    assertEquals({ dtype: dtype.toUpperCase(), shape: [...shape] }, rest);
    assertEquals(data.length, shape.reduce((a, b) => a * b, 1));
    assertEquals(hex(data), hex(file.slice(end + begin, end + stop)));
    total += data.byteLength;
  }
  assertEquals(total, file.length - end);
}

Deno.test(`${whole} mutated files are read for what they hold, or refused by meaning`, async (t) => {
  const files = Array.from(
    { length: whole },
    (_, i) => mutations[i % mutations.length](validFile()),
  );
  const outcomes = files.map((file) => {
    let read: StoredTensors;
    try {
      read = decodeSafetensors(file);
    } catch (error) {
      const { constructor: { name }, message } = error as Error;
      assert(/^(Syntax|Range|Type)Error$/.test(name), `${name}: ${message}`);
      assert(
        /^decodeSafetensors: .+, expected .*[^.]$/s.test(message),
        message,
      );
      assert(message.length < 400, message);
      return name;
    }
    assertHeldByFile(read, file);
    return "read";
  });
  const counts = Object.groupBy(outcomes, (outcome) => outcome);
  console.log(
    Object.entries(counts).map(([o, { length } = []]) => `${o}: ${length}`)
      .join(", "),
  );
  for (const outcome of ["read", "SyntaxError", "RangeError", "TypeError"]) {
    assert((counts[outcome]?.length ?? 0) > whole / 100, `too few: ${outcome}`);
  }
  await t.step({
    name: "Python's safetensors reads all that is read",
    ignore: python === null,
    fn: async () => {
      const folder = await Deno.makeTempDir();
      try {
        for (const [i, file] of files.entries()) {
          Deno.writeFileSync(`${folder}/${i}`, file);
        }
        const accepted = new Set(await python!("accepts", folder) as string[]);
        const ours = outcomes.flatMap((o, i) => o === "read" ? [`${i}`] : []);
        assertEquals(ours.filter((i) => !accepted.has(i)), []);
        console.log(`Python reads ${accepted.size}, we ${ours.length}`);
        for (const i of accepted) {
          if (outcomes[+i] !== "read") {
            try {
              decodeSafetensors(files[+i]);
            } catch (e) {
              console.log((e as Error).message);
            }
          }
        }
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
});
