import { assert, assertEquals } from "@std/assert";
import { randomNormal } from "../../lib/check/random.ts";
import {
  LayerNorm,
  Parameter,
  Parameters,
  type ParameterTree,
} from "../../mod.ts";
import { assertMessage } from "../assert_message.ts";
import { cpu, testOnEachDevice } from "../devices.ts";

testOnEachDevice(
  "joining keeps values and gradients, and the module goes on",
  async (device) => {
    const norm = new LayerNorm(5, { device }),
      other = new LayerNorm(5, { device });
    const x = device.tensor(Float32Array.from(randomNormal(350, 1)), [70, 5]);
    norm.weight!.value.write(new Float32Array([1, -2, 3, -4, 5]));
    norm.weight!.grad.write(new Float32Array([5, 4, 3, 2, 1]));
    const before = await norm.infer(x).read();
    const parameters = Parameters.of({ block: { norm, other } });
    assertEquals(parameters.names, [
      "block.norm.weight",
      "block.norm.bias",
      "block.other.weight",
      "block.other.bias",
    ]);
    assertEquals([...parameters].map(({ name }) => name), parameters.names);
    assert(parameters.get("block.norm.weight") === norm.weight);
    assertEquals(await norm.infer(x).read(), before);
    assertEquals(
      await norm.weight!.grad.read(),
      new Float32Array([5, 4, 3, 2, 1]),
    );

    parameters.zeroGrad();
    norm.forward(x).backward(x);
    assert((await norm.weight!.grad.read()).some((value) => value !== 0));
    assertEquals(await other.weight!.grad.read(), new Float32Array(5));
    assertEquals(
      await norm.weight!.value.read(),
      new Float32Array([1, -2, 3, -4, 5]),
    );
  },
);

testOnEachDevice("one's own gradient is added, scaled", async (device) => {
  const parameters = new Parameters(device, {
    weight: { shape: [2, 2], init: 1 },
    bias: { shape: [3], init: (i) => i },
  });
  const weight = parameters.get("weight");
  weight.addGradient(new Float32Array([1, 2, 3, 4]));
  weight.addGradient(device.tensor([1, 1, 1, 1], [2, 2]), { scale: 0.5 });
  assertEquals(
    await weight.grad.read(),
    new Float32Array([1.5, 2.5, 3.5, 4.5]),
  );
  assertEquals(
    await parameters.get("bias").value.read(),
    new Float32Array([0, 1, 2]),
  );
  assertEquals(await parameters.get("bias").grad.read(), new Float32Array(3));
  assertMessage(
    () => weight.addGradient(device.zeros([4])),
    TypeError,
    "weight.addGradient: gradient has shape [4], expected [2, 2]",
  );
});

Deno.test("bad collections are refused", () => {
  const norm = new LayerNorm(2, { device: cpu });
  const parameters = Parameters.of({ norm });
  assertMessage(
    () => Parameters.of({ again: norm }),
    TypeError,
    "Parameters: again.weight has joined a collection already, as norm.weight; a parameter joins one only",
  );
  const one = new Parameter(cpu, { shape: [1] });
  assertMessage(
    () => Parameters.of({ a: one, b: one }),
    TypeError,
    "Parameters: b and a are the same parameter, expected each once",
  );
  assertMessage(
    () => Parameters.of({ a: 3 as unknown as ParameterTree }),
    TypeError,
    "Parameters.of: a is 3, expected a module, a Parameter or a record of them",
  );
  assertMessage(
    () => Parameters.of({}),
    TypeError,
    "Parameters.of: there is no parameter, expected at least one",
  );
  assertMessage(
    () => parameters.get("norm.gamma"),
    RangeError,
    'parameters.get: name is "norm.gamma", expected one of norm.weight, norm.bias',
  );
  assertMessage(
    () =>
      new Parameters(cpu, {
        a: { shape: [1] },
        b: { shape: [1], dtype: "f64" },
      }),
    TypeError,
    "Parameters: b has dtype f64, expected f32 as the others",
  );
});

testOnEachDevice("joining keeps every bit, -0 and NaN too", async (device) => {
  const values = new Float32Array([-0, 0, NaN, Infinity, 1e-40, 3]);
  const parameter = new Parameter(device, { shape: [6], init: values });
  const parameters = new Parameters(device, { parameter });
  const joined = await parameters.get("parameter").value.read();
  assertEquals(new Uint32Array(joined.buffer), new Uint32Array(values.buffer));
});

testOnEachDevice(
  "a parameter without values is read as such",
  async (device) => {
    const parameters = new Parameters(device, {
      full: { shape: [64], init: 1 },
      empty: { shape: [0, 4] },
    });
    assertEquals(
      await parameters.get("empty").value.read(),
      new Float32Array(),
    );
    assertEquals(
      await parameters.get("full").value.read(),
      new Float32Array(64).fill(1),
    );
  },
);

testOnEachDevice(
  "a module may join between forward and backward",
  async (device) => {
    const x = device.tensor([1, 2, 4, 10, 20, 40], [2, 3]);
    const alone = new LayerNorm(3, { device }),
      norm = new LayerNorm(3, { device });
    const expected = await alone.forward(x).backward(x).read();
    const { backward } = norm.forward(x);
    Parameters.of({ norm });
    assertEquals(await backward(x).read(), expected);
    assertEquals(
      await norm.weight!.grad.read(),
      await alone.weight!.grad.read(),
    );
  },
);

Deno.test("two parameters of one path, and modules without Parameters.of, are refused", () => {
  const parameter = () => new Parameter(cpu, { shape: [1] });
  assertMessage(
    () => Parameters.of({ a: { b: parameter() }, "a.b": parameter() }),
    TypeError,
    "Parameters.of: a.b stands twice, expected each name once",
  );
  const norm = new LayerNorm(2, { device: cpu });
  assertMessage(
    () => new Parameters(cpu, { norm: norm as never }),
    TypeError,
    "Parameters: norm is LayerNorm, expected a Parameter or { shape, init }; for modules use Parameters.of({ norm })",
  );
});

Deno.test("addGradient refuses what does not fit, and changes nothing", async () => {
  const parameters = new Parameters(cpu, { w: { shape: [2] } });
  const w = parameters.get("w");
  assertMessage(
    () => w.addGradient(new Float32Array(3)),
    TypeError,
    "w.addGradient: gradient has 3 values, expected 2 for shape [2]",
  );
  assertMessage(
    () => w.addGradient(new Float64Array(2)),
    TypeError,
    "w.addGradient: gradient is Float64Array of 2 values, expected a Float32Array as the values have dtype f32",
  );
  assertMessage(
    () => w.addGradient(new Float32Array(2), { scale: NaN }),
    RangeError,
    "w.addGradient: scale is NaN, expected a finite number in f32",
  );
  assertEquals(await w.grad.read(), new Float32Array(2));
});
