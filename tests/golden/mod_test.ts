import { assert, assertEquals } from "@std/assert";
import { goldenLayerNorm } from "./mod.ts";

Deno.test("golden cases of layer norm hold whole arrays of float32 inputs", () => {
  assertEquals(goldenLayerNorm.length, 21);
  for (const golden of goldenLayerNorm) {
    const { name, shape, normalizedShape } = golden;
    const product = (sizes: number[]) => sizes.reduce((a, b) => a * b, 1);
    for (const values of [golden.x, golden.dy, golden.y, golden.dx]) {
      assertEquals(values.length, product(shape), name);
      assert(values.every(Number.isFinite), name);
    }
    assertEquals(shape.slice(-normalizedShape.length), normalizedShape, name);
    const { weight, dweight, bias, dbias } = golden;
    for (const [values, gradient] of [[weight, dweight], [bias, dbias]]) {
      assertEquals(values?.length, gradient?.length, name);
      if (values) assertEquals(values.length, product(normalizedShape), name);
    }
    for (const values of [golden.x, golden.dy, weight ?? [], bias ?? []]) {
      assert(values.every((value) => Math.fround(value) === value), name);
    }
  }
});
