/**
 * Which tensors outlive a scope: those in its result, and those that a returned function keeps.
 *
 * @module
 */

import { Tensor } from "./tensor.ts";

const kept = new WeakMap<object, readonly unknown[]>();

/**
 * Says what a function uses when it is called later, so that returning the function from
 * {@linkcode Device.scope} keeps that alive too. Gives the function back.
 *
 * Use it in a module of your own, for the `backward` that its `forward` returns.
 *
 * @example
 * ```ts
 * import { keeping, openDevice } from "jsr:@ticks/ticks@^0.1";
 * import { assertEquals } from "@std/assert";
 *
 * const device = await openDevice("cpu");
 * const later = device.scope(() => {
 *   const x = device.tensor([1, 2]);
 *   return keeping([x], () => x.read());
 * });
 * assertEquals(await later(), new Float32Array([1, 2]));
 * ```
 */
export function keeping<F extends (...args: never[]) => unknown>(
  values: readonly unknown[],
  fn: F,
): F {
  kept.set(fn, values);
  return fn;
}

/** Every tensor that can be reached from a value through arrays, objects, maps, sets and kept values. */
export function tensorsIn(value: unknown): Set<Tensor> {
  const found = new Set<Tensor>();
  const seen = new Set<object>();
  const visit = (item: unknown): void => {
    if (item === null || !["object", "function"].includes(typeof item)) return;
    const object = item as object;
    if (seen.has(object) || ArrayBuffer.isView(object)) return;
    seen.add(object);
    if (object instanceof Tensor) {
      found.add(object);
      return;
    }
    kept.get(object)?.forEach(visit);
    if (object instanceof Map || object instanceof Set) {
      for (const entry of object) visit(entry);
    }
    Object.values(object).forEach(visit);
  };
  visit(value);
  return found;
}
