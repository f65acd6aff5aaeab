/**
 * A stand-in for `jsr:@std/assert` over `node:assert`, for machines that cannot reach JSR: the
 * functions that this project uses, with the names, signatures and semantics of the real ones.
 * `links` in `deno.json` puts it in place; whoever reaches JSR deletes that line.
 *
 * @module
 */

import nodeAssert from "node:assert/strict";

/** What every function here throws. */
export class AssertionError extends Error {
  /** Makes the error with its message. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}

// deno-lint-ignore no-explicit-any
type Constructor<T> = abstract new (...args: any[]) => T;

const suffix = (msg?: string) => msg ? `: ${msg}` : ".";

/** Fails unless `expr` is truthy. */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}

/** Fails always. */
export function fail(msg?: string): never {
  throw new AssertionError(`Failed assertion${suffix(msg)}`);
}

/** Fails unless the two are deeply equal. */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  try {
    nodeAssert.deepStrictEqual(actual, expected);
  } catch (error) {
    throw new AssertionError(
      `Values are not equal${suffix(msg)}\n${(error as Error).message}`,
    );
  }
}

/** Fails when the two are deeply equal. */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  try {
    nodeAssert.notDeepStrictEqual(actual, expected);
  } catch {
    throw new AssertionError(`Expected values to differ${suffix(msg)}`);
  }
}

/** Fails unless `Object.is(actual, expected)`. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  if (!Object.is(actual, expected)) {
    throw new AssertionError(
      `Values are not strictly equal${suffix(msg)}\n${String(actual)} is not ${
        String(expected)
      }`,
    );
  }
}

/** Fails unless the two differ by `tolerance` at most; NaN equals NaN only. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  msg?: string,
): void {
  if (Object.is(actual, expected)) return;
  const bound = tolerance ??
    (Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  if (!(Math.abs(expected - actual) <= bound)) {
    throw new AssertionError(
      `Expected actual: "${actual}" to be close to "${expected}": delta "${
        Math.abs(expected - actual)
      }" is greater than "${bound}"${suffix(msg)}`,
    );
  }
}

/** Fails unless `actual` is an instance of `expectedType`. */
export function assertInstanceOf<T>(
  actual: unknown,
  expectedType: Constructor<T>,
  msg?: string,
): asserts actual is T {
  if (!(actual instanceof expectedType)) {
    throw new AssertionError(
      `Expected object to be an instance of "${expectedType.name}" but was "${
        actual === null ? "null" : typeof actual
      }"${suffix(msg)}`,
    );
  }
}

/** Fails unless `actual` holds `expected`. */
export function assertStringIncludes(
  actual: string,
  expected: string,
  msg?: string,
): void {
  if (!actual.includes(expected)) {
    throw new AssertionError(
      `Expected actual: "${actual}" to contain: "${expected}"${suffix(msg)}`,
    );
  }
}

/** Fails unless `actual` matches `expected`. */
export function assertMatch(
  actual: string,
  expected: RegExp,
  msg?: string,
): void {
  if (!expected.test(actual)) {
    throw new AssertionError(
      `Expected actual: "${actual}" to match: "${expected}"${suffix(msg)}`,
    );
  }
}

function assertIsError<E extends Error>(
  error: unknown,
  ErrorClass?: Constructor<E>,
  msgIncludes?: string,
  msg?: string,
): asserts error is E {
  if (!(error instanceof Error)) {
    throw new AssertionError(
      `Expected "error" to be an Error object${suffix(msg)}`,
    );
  }
  if (ErrorClass && !(error instanceof ErrorClass)) {
    throw new AssertionError(
      `Expected error to be instance of "${ErrorClass.name}", but was "${error.constructor.name}"${
        suffix(msg)
      }`,
      { cause: error },
    );
  }
  if (msgIncludes !== undefined && !error.message.includes(msgIncludes)) {
    throw new AssertionError(
      `Expected error message to include "${msgIncludes}", but got "${error.message}"${
        suffix(msg)
      }`,
    );
  }
}

/** Fails unless `fn` throws, an error of the class and with the text where they are given. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  // deno-lint-ignore no-explicit-any
  ErrorClass: abstract new (...args: any[]) => E = Error as never,
  msgIncludes?: string,
  msg?: string,
): E {
  let thrown: unknown;
  try {
    fn();
  } catch (error) {
    thrown = error;
    assertIsError(thrown, ErrorClass, msgIncludes, msg);
    return thrown as E;
  }
  throw new AssertionError(`Expected function to throw${suffix(msg)}`);
}

/** Fails unless the promise of `fn` is rejected, with an error of the class and text given. */
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  // deno-lint-ignore no-explicit-any
  ErrorClass: abstract new (...args: any[]) => E = Error as never,
  msgIncludes?: string,
  msg?: string,
): Promise<E> {
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch {
    throw new AssertionError(
      `Function throws when expected to reject${suffix(msg)}`,
    );
  }
  try {
    await promise;
  } catch (error) {
    assertIsError(error, ErrorClass, msgIncludes, msg);
    return error as E;
  }
  throw new AssertionError(`Expected function to reject${suffix(msg)}`);
}
