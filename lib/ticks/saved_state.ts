/**
 * What training goes on from, as a safetensors file:
 *
 *     value.NAME, gradient.NAME, lost.NAME   of each parameter; lost where rounding errors are kept
 *     STATE.NAME                             of each state of the optimizer, such as exp_avg.NAME
 *     ticks.counts                           u32 [2]: steps applied and skipped
 *     ticks.numbers                          f64 [7]: see `numbersOf`
 *     ticks.loss                             the sum of the window's losses, where they are tensors
 *
 * and in the metadata `format`, `optimizer` and `loss`, the kind of the window's losses.
 *
 * @module
 */

import type { Layout } from "../device/arena.ts";
import { arrayOf, type FloatDType } from "../device/dtype.ts";
import type { Parameters } from "../device/parameters.ts";
import { equalShapes, formatShape } from "../device/shape.ts";
import type { Tensor } from "../device/tensor.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import type { OptimizerStep } from "../optim/step.ts";
import type { LossKind, LossSum } from "./loss_sum.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  type StoredTensor,
  type StoredTensors,
} from "./safetensors.ts";
import type { Sums } from "./sums.ts";
import type { WindowLength } from "./window.ts";

const format = "ticks 1";

/** What a `Ticks` is made of. */
export interface StateParts {
  readonly parameters: Parameters;
  readonly layout: Layout;
  readonly values: Tensor;
  readonly sums: Sums;
  readonly optimizerStep: OptimizerStep;
  readonly optimizer: Optimizer;
  readonly loss: LossSum;
  readonly step: number;
  readonly lastCount: number;
  readonly ticks: number;
  readonly count: number;
  readonly length: WindowLength | null;
}

/** A file that fits the parameters and options. */
export interface CheckedState {
  readonly tensors: StoredTensors["tensors"];
  readonly lossKind: LossKind;
  readonly lossNumber: number;
  readonly step: number;
  readonly lastCount: number;
  readonly ticks: number;
  readonly count: number;
  readonly length: WindowLength | null;
}

/** The bytes of everything as it is now: what is recorded later does not change them. */
export async function encodeState(
  parts: StateParts,
): Promise<Uint8Array<ArrayBuffer>> {
  const { layout, loss, optimizer, optimizerStep } = parts;
  const numbers = numbersOf(parts), { kind } = loss;
  // Every read copies when it is called: so no wait may come before the last.
  const reads = Object.entries(arenasOf(parts)).map(([prefix, arena]) =>
    [prefix, arena.read()] as const
  );
  const counts = optimizerStep.counts.read<Uint32Array>();
  const lossRead = kind === "tensor" ? loss.tensor.read() : null;

  const tensors: Record<string, StoredTensor> = {};
  const dtype = parts.parameters.dtype;
  for (const [prefix, read] of reads) {
    const arena = await read;
    for (const { name, shape, start, size } of layout.places) {
      const data = arena.subarray(start, start + size);
      tensors[`${prefix}.${name}`] = { dtype, shape, data };
    }
  }
  tensors["ticks.counts"] = { dtype: "u32", shape: [2], data: await counts };
  tensors["ticks.numbers"] = {
    dtype: "f64",
    shape: [numbers.length],
    data: numbers,
  };
  if (lossRead) {
    tensors["ticks.loss"] = { dtype, shape: [], data: await lossRead };
  }
  return encodeSafetensors(tensors, {
    format,
    optimizer: optimizer.name,
    loss: kind,
  });
}

/** Bytes, or those of a file, as tensors. */
export async function readSource(
  source: string | URL | Uint8Array,
): Promise<StoredTensors> {
  if (source instanceof Uint8Array) return decode(source);
  if (typeof source === "string" || source instanceof URL) {
    try {
      return decode(await Deno.readFile(source));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      throw new Deno.errors.NotFound(
        `Ticks.load: there is no file ${source}, expected what ticks.save wrote`,
      );
    }
  }
  throw new TypeError(
    `Ticks.load: source is ${
      source === null ? "null" : typeof source
    }, expected a path or a Uint8Array`,
  );
}

/** Tensors from bytes; errors are those of whoever loads. */
function decode(bytes: Uint8Array): StoredTensors {
  try {
    return decodeSafetensors(bytes);
  } catch (error) {
    (error as Error).message = (error as Error).message.replace(
      /^decodeSafetensors: /,
      "Ticks.load: ",
    );
    throw error;
  }
}

/** Refuses a file that is not of these parameters and this optimizer; changes nothing. */
export function checkState(
  { tensors, metadata }: StoredTensors,
  parameters: Parameters,
  { optimizer, compensated = false }: {
    readonly optimizer: Optimizer;
    readonly compensated?: boolean;
  },
): CheckedState {
  const expected: Record<string, [FloatDType | "u32", readonly number[]]> = {};
  if (metadata.format !== format) {
    throw new TypeError(
      `Ticks.load: the file's format is ${
        JSON.stringify(metadata.format) ?? "missing"
      }, expected ${JSON.stringify(format)}, as ticks.save writes it`,
    );
  }
  if (metadata.optimizer !== optimizer.name) {
    throw new TypeError(
      `Ticks.load: the file's optimizer is ${
        JSON.stringify(metadata.optimizer) ?? "missing"
      }, expected ${JSON.stringify(optimizer.name)}`,
    );
  }
  const lossKind = metadata.loss as LossKind;
  if (!["number", "tensor", "none", "unknown"].includes(lossKind)) {
    throw new TypeError(
      `Ticks.load: the file's loss is ${
        JSON.stringify(lossKind) ?? "missing"
      }, expected number, tensor, none or unknown`,
    );
  }
  const prefixes = [
    "value",
    "gradient",
    ...(compensated ? ["lost"] : []),
    ...optimizer.state,
  ];
  for (const prefix of prefixes) {
    for (const { name, shape } of parameters) {
      expected[`${prefix}.${name}`] = [parameters.dtype, shape];
    }
  }
  expected["ticks.counts"] = ["u32", [2]];
  expected["ticks.numbers"] = ["f64", [numberNames.length]];
  if (lossKind === "tensor") expected["ticks.loss"] = [parameters.dtype, []];
  checkTensors(tensors, expected);
  return { tensors, lossKind, ...checkNumbers(tensors, lossKind) };
}

/** Puts what was saved in place. */
export function restoreState(parts: StateParts, state: CheckedState): void {
  const { tensors, lossKind, lossNumber } = state;
  for (const [prefix, arena] of Object.entries(arenasOf(parts))) {
    const data = new arrayOf[parts.parameters.dtype](parts.layout.length);
    for (const { name, start } of parts.layout.places) {
      data.set(tensors[`${prefix}.${name}`].data, start);
    }
    arena.write(data);
  }
  parts.optimizerStep.counts.write(tensors["ticks.counts"].data);
  parts.loss.restart(lossKind, lossNumber);
  if (lossKind === "tensor") {
    parts.loss.tensor.write(tensors["ticks.loss"].data);
  }
}

/** The arenas by what their tensors' names begin with. */
function arenasOf(
  { values, sums, optimizerStep }: StateParts,
): Record<string, Tensor> {
  return {
    value: values,
    gradient: sums.values,
    ...(sums.lost && { lost: sums.lost }),
    ...optimizerStep.state,
  };
}

const numberNames = [
  "closed windows",
  "count of the last window",
  "ticks of the open window",
  "count of the open window",
  "ticks that close it, or 0",
  "count that closes it, or 0",
  "sum of its losses where they are numbers, or 0",
] as const;

function numbersOf(
  { step, lastCount, ticks, count, length, loss }: StateParts,
): Float64Array {
  return new Float64Array([
    step,
    lastCount,
    ticks,
    count,
    length && "ticks" in length ? length.ticks : 0,
    length && "count" in length ? length.count : 0,
    loss.number,
  ]);
}

function checkNumbers(
  tensors: StoredTensors["tensors"],
  lossKind: LossKind,
): Omit<CheckedState, "tensors" | "lossKind"> {
  const { data } = tensors["ticks.numbers"];
  const [step, lastCount, ticks, count, lengthTicks, lengthCount, lossNumber] =
    data;
  const [applied, skipped] = tensors["ticks.counts"].data;
  const whole = (value: number) => Number.isSafeInteger(value) && value >= 0;
  const positive = (value: number) => value > 0 && Number.isFinite(value);
  const checks = [
    whole(step) && step === applied + skipped,
    positive(lastCount),
    whole(ticks),
    count === 0 || positive(count),
    lengthTicks === 0 || (whole(lengthTicks) && lengthTicks > ticks),
    lengthCount === 0 ||
    (positive(lengthCount) && lengthCount > count && lengthTicks === 0),
    lossKind === "number" || lossNumber === 0,
  ];
  const wrong = checks.indexOf(false);
  if (wrong >= 0) {
    throw new RangeError(
      `Ticks.load: ticks.numbers[${wrong}], the ${numberNames[wrong]}, is ${
        data[wrong]
      }, which no training gives`,
    );
  }
  const length = lengthTicks > 0
    ? { ticks: lengthTicks }
    : lengthCount > 0
    ? { count: lengthCount }
    : null;
  const empty = ticks === 0 &&
    (count !== 0 || lossNumber !== 0 || lossKind !== "unknown");
  if (empty || (ticks > 0 && lossKind === "unknown")) {
    throw new RangeError(
      `Ticks.load: the open window has ${ticks} ticks, a count of ${count} and losses of kind ${lossKind}, which no training gives`,
    );
  }
  if ((length === null) !== (ticks === 0)) {
    throw new RangeError(
      `Ticks.load: the open window has ${ticks} ticks and ${
        length ? "a" : "no"
      } length, which no training gives`,
    );
  }
  return { step, lastCount, ticks, count, length, lossNumber };
}

function checkTensors(
  tensors: StoredTensors["tensors"],
  expected: Record<string, [string, readonly number[]]>,
): void {
  for (const name of Object.keys(tensors)) {
    if (!Object.hasOwn(expected, name)) {
      throw new TypeError(
        `Ticks.load: the file has ${name}, expected only ${
          Object.keys(expected).join(", ")
        }`,
      );
    }
  }
  for (const [name, [dtype, shape]] of Object.entries(expected)) {
    const tensor = tensors[name];
    if (!tensor) {
      throw new TypeError(
        `Ticks.load: the file lacks ${name}, expected it of shape ${
          formatShape(shape)
        }; it was saved from other parameters or with other options`,
      );
    }
    if (tensor.dtype !== dtype || !equalShapes(tensor.shape, shape)) {
      throw new TypeError(
        `Ticks.load: ${name} is ${
          formatShape(tensor.shape)
        } of ${tensor.dtype} in the file, expected ${
          formatShape(shape)
        } of ${dtype}`,
      );
    }
  }
}
