/**
 * The segments of an arena as the kernels of a step see them: where each lies, what its parameter's
 * group says, and what a step finds out about it.
 *
 * @module
 */

import type { Layout } from "../device/arena.ts";
import type { Adapter } from "../device/backend.ts";
import type { Device } from "../device/device.ts";
import { arrayOf, type FloatArray, type FloatDType } from "../device/dtype.ts";
import type { Dispatch } from "../device/kernel.ts";
import type { Tensor } from "../device/tensor.ts";

/** What differs between parameters in a step. */
export interface PlaceOptions {
  /** Multiplies the learning rate. */
  readonly learningRateFactor: number;
  /** Weight decay. */
  readonly weightDecay: number;
  /** Whether value and state stay as they are. */
  readonly frozen: boolean;
}

/** Numbers in a row of the table: start / 64 (exact in f32), size, factor (-1 where frozen), decay. */
const columns = 4;

/** Rows of `stats` before those of the segments: what `decide` writes for the step as a whole. */
export const headRows = 2;

/** The table of an arena's segments, `[segments, 4]`; starts count from that of the bindable range. */
export function segmentTable(
  device: Device,
  dtype: FloatDType,
  layout: Layout,
  optionsOf: (place: number) => PlaceOptions,
): Tensor {
  const rows = layout.segments.flatMap(({ place, start, size }) => {
    const { learningRateFactor, weightDecay, frozen } = optionsOf(place);
    return [start / 64, size, frozen ? -1 : learningRateFactor, weightDecay];
  });
  const shape = [layout.segments.length, columns];
  return device.unscoped(() => device.tensor(arrayOf[dtype].from(rows), shape));
}

/**
 * The first element of a segment in its range, and one past its last. As integers: from a float V8 counts a
 * loop in floating point, and a step takes a third longer.
 */
export function segmentBounds(table: FloatArray, s: number): [number, number] {
  const from = (table[4 * s] * 64) | 0;
  return [from, from + (table[4 * s + 1] | 0)];
}

type Sizes = Readonly<Record<string, number>>;

/** The shape of the table, for kernels. */
export const tableShape = ({ segments }: Sizes): number[] => [
  segments,
  columns,
];

/** The shape of `stats`, for kernels. */
export const statsShape = ({ segments }: Sizes): number[] => [
  headRows + segments,
  columns,
];

/** The length of a bindable range of an arena, for kernels. */
export const rangeShape = ({ length }: Sizes): number[] => [length];

/** The arguments that say which segments a dispatch goes over: all of them, and from `first` before `end`. */
export const segmentArguments = {
  segments: "u32",
  first: "u32",
  end: "u32",
  length: "u32",
} as const;

/**
 * How segments are shared out. A software adapter runs barriers slowly and loops well, so an invocation
 * takes a segment there: a step of 10 million parameters takes 46 ms on llvmpipe and 122 on SwiftShader, with
 * 64 invocations for a segment 140 and 340. On a GPU those read memory side by side.
 */
export function segmentDispatch(
  { first, end }: Sizes,
  { software }: Adapter,
): Dispatch {
  const constants = software
    ? { WORKGROUP: 8, LANES: 1 }
    : { WORKGROUP: 64, LANES: 64 };
  const shared = constants.WORKGROUP / constants.LANES;
  return { constants, workgroups: Math.ceil((end - first) / shared) };
}

/** The parts of a dispatch on the CPU device: its segments. */
export const segmentParts = ({ first, end }: Sizes): number => end - first;
