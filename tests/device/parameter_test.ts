import { assertEquals } from "@std/assert";
import { Parameter } from "../../mod.ts";
import { assertMessage } from "../assert_message.ts";
import { cpu, testOnEachDevice } from "../devices.ts";

testOnEachDevice(
  "a parameter starts from an array, a number or a function",
  async (device) => {
    const values = async (init?: number | number[] | ((i: number) => number)) =>
      await new Parameter(device, { shape: [3], init }).value.read();
    assertEquals(await values(), new Float32Array(3));
    assertEquals(await values(2), new Float32Array([2, 2, 2]));
    assertEquals(await values([1, 2, 3]), new Float32Array([1, 2, 3]));
    assertEquals(await values((i) => i * i), new Float32Array([0, 1, 4]));
  },
);

testOnEachDevice("zeroGrad sets the gradient to zero", async (device) => {
  const parameter = new Parameter(device, { shape: [2, 2], init: 1 });
  assertEquals(await parameter.grad.read(), new Float32Array(4));
  parameter.grad.write(new Float32Array([1, 2, 3, 4]));
  parameter.zeroGrad();
  assertEquals(await parameter.grad.read(), new Float32Array(4));
  assertEquals(await parameter.value.read(), new Float32Array(4).fill(1));
  assertEquals(String(parameter), `Parameter([2, 2], f32, ${device.kind})`);
});

Deno.test("bad parameters are refused", () => {
  assertMessage(
    () => new Parameter(cpu, { shape: [3], init: [1, 2] }),
    TypeError,
    "Parameter: init has 2 values, expected 3 for shape [3]",
  );
  assertMessage(
    () => new Parameter(cpu, { shape: [-3] }),
    RangeError,
    "Parameter: shape is [-3], expected whole lengths of 0 or more",
  );
});
