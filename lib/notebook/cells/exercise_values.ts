/**
 * What functions take and give, read into one form: numbers with a shape, records of parts, or something else.
 *
 * @module
 */

/** A value that was read. */
export type Value = Numbers | Parts | Other;

/** Numbers: a number, an array of any kind, nested arrays of one length, a tensor. */
export interface Numbers {
  readonly kind: "numbers";
  /** What it came as. */
  readonly name: string;
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
  /** A typed array says nothing of its shape. */
  readonly flat: boolean;
  /** The distance from 1 to the next number: of f32 for a Float32Array, else of f64. */
  readonly spacing: number;
}

/** An object or a list with parts. */
export interface Parts {
  readonly kind: "parts";
  readonly name: string;
  readonly parts: ReadonlyMap<string, Value>;
}

/** Whatever is compared as a whole. */
export interface Other {
  readonly kind: "other";
  readonly name: string;
  readonly value: unknown;
}

/**
 * Reads a value; tensors are waited for.
 *
 * @throws {TypeError} when a tensor is disposed
 */
export async function readValue(value: unknown): Promise<Value> {
  if (typeof value === "number") return numbers("number", [value], []);
  if (isNumberArray(value)) {
    const name = value.constructor.name;
    return { ...numbers(name, value, [value.length]), flat: true };
  }
  if (isTensor(value)) {
    return numbers(nameOf(value), await value.read(), value.shape);
  }
  if (Array.isArray(value)) return await readList(value);
  if (isRecord(value)) {
    return await readParts("object", Object.entries(value));
  }
  return { kind: "other", name: nameOf(value), value };
}

/** A copy that a function may change; tensors and what is no plain data are handed on. */
export function copyValue<T>(value: T): T {
  if (isNumberArray(value)) return value.slice() as T;
  if (Array.isArray(value)) return value.map(copyValue) as T;
  if (isRecord(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [key, copyValue(part)]),
    ) as T;
  }
  return value;
}

/** A numeric typed array, other than those of bigints. */
export function isNumberArray(value: unknown): value is Float64Array {
  return ArrayBuffer.isView(value) && !(value instanceof DataView) &&
    !(value instanceof BigInt64Array) && !(value instanceof BigUint64Array);
}

/** A plain object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null &&
    [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

function numbers(
  name: string,
  data: ArrayLike<number>,
  shape: readonly number[],
): Numbers {
  const spacing = data instanceof Float32Array ? 2 ** -23 : 2 ** -52;
  return { kind: "numbers", name, data, shape, flat: false, spacing };
}

/** Nested arrays of one length are numbers with a shape; others are lists of parts. */
async function readList(list: readonly unknown[]): Promise<Value> {
  if (list.every((item) => typeof item === "number")) {
    return numbers("Array", list as number[], [list.length]);
  }
  const parts = await readParts(
    "Array",
    Array.from(list, (item, i) => [String(i), item] as const),
  );
  const rows = [...parts.parts.values()];
  const isMatrix = rows.every((row): row is Numbers =>
    row.kind === "numbers" && row.shape.length > 0 && row.name !== "Tensor" &&
    String(row.shape) === String((rows[0] as Numbers).shape)
  );
  if (!isMatrix) return parts;
  const data = rows.flatMap((row) => Array.from(row.data));
  return {
    ...numbers("Array", data, [list.length, ...rows[0].shape]),
    spacing: Math.max(...rows.map(({ spacing }) => spacing)),
  };
}

async function readParts(
  name: string,
  entries: readonly (readonly [string, unknown])[],
): Promise<Parts> {
  const parts = new Map<string, Value>();
  for (const [key, part] of entries) parts.set(key, await readValue(part));
  return { kind: "parts", name, parts };
}

/** What has a shape and gives its values when asked. */
interface TensorLike {
  readonly shape: readonly number[];
  read(): Promise<ArrayLike<number>>;
}

function isTensor(value: unknown): value is TensorLike {
  const tensor = value as Partial<TensorLike> | null;
  return typeof value === "object" && Array.isArray(tensor?.shape) &&
    typeof tensor?.read === "function";
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value !== "object") return typeof value;
  return value.constructor?.name ?? "object";
}
