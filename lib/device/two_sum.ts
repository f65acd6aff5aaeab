/**
 * Whether a device keeps what a sum rounds away.
 *
 * @module
 */

import { addScaledKernel } from "./add_scaled.ts";
import type { Backend, View } from "./backend.ts";
import { makeView } from "./tensor.ts";

/**
 * Adds 2^-30 to 1, a few times, and looks whether it is kept. By the rules of real numbers what two-sum
 * keeps is 0, and a shader's compiler may use them.
 */
export async function keepsTwoSum(backend: Backend): Promise<boolean> {
  const length = 64, tiny = 2 ** -30;
  const array = (value: number): View => {
    const view = makeView(backend.allocate(4 * length), [length], "f32");
    backend.upload(view, new Float32Array(length).fill(value));
    return view;
  };
  const views = { values: array(tiny), sum: array(1), lost: array(0) };
  try {
    for (let k = 0; k < 3; k++) {
      backend.run(addScaledKernel, views, { length, scale: 1 });
    }
    const lost = await backend.download(views.lost);
    return lost.every((value) => value === 3 * tiny);
  } catch {
    return false; // what is wrong with the device, its first use tells
  } finally {
    for (const { slab } of Object.values(views)) backend.release(slab);
  }
}
