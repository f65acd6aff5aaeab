/**
 * Errors are compared whole: class and message.
 *
 * @module
 */

import { assertEquals, assertThrows } from "@std/assert";

/** Fails unless `fn` throws an error of exactly this class and with exactly this message. */
export function assertMessage(
  fn: () => unknown,
  // deno-lint-ignore no-explicit-any
  ErrorClass: new (argument: any) => Error,
  message: string,
): void {
  const error = assertThrows(fn);
  assertEquals([error.constructor.name, error.message], [
    ErrorClass.name,
    message,
  ]);
}
