/** The points and roofs that people hand to a roofline, read into one form. */

import { describe } from "../parts/options.ts";
import type { RooflineOptions } from "./roofline.ts";

/** What a kernel did in a run. */
export interface Operation {
  /** Bytes moved to and from memory. */
  bytes: number;
  /** Arithmetic operations. */
  flops: number;
  /** How long it took. */
  seconds: number;
}

/** The two roofs. */
export interface Roofs {
  /** GB/s. */
  readonly bandwidth: number;
  /** GFLOP/s. */
  readonly peak: number;
}

/** A point with its place; NaN where it has none. */
export interface PlacedOperation {
  readonly name: string;
  /** Operations for each byte. */
  readonly intensity: number;
  /** GFLOP/s. */
  readonly rate: number;
  /** GB/s. */
  readonly traffic: number;
  /** Which roof is above it. */
  readonly under: "memory" | "arithmetic";
  /** The part of that roof that it reaches. */
  readonly share: number;
}

/** Checks the roofs. */
export function readRoofs({ bandwidth, peak }: RooflineOptions): Roofs {
  const units = { bandwidth: "GB/s", peak: "GFLOP/s" };
  for (const [name, value] of Object.entries({ bandwidth, peak })) {
    const unit = units[name as keyof typeof units];
    if (typeof value !== "number") {
      throw new TypeError(
        `options.${name} is ${describe(value)}, expected a number of ${unit}`,
      );
    }
    if (!(value > 0 && value < Infinity)) {
      throw new RangeError(
        `options.${name} is ${value}, expected a finite number of ${unit} above 0`,
      );
    }
  }
  return { bandwidth, peak };
}

/** Reads a record of name to bytes, operations and seconds. */
export function readOperations(
  points: unknown,
  roofs: Roofs,
): PlacedOperation[] {
  if (
    typeof points !== "object" || points === null || Array.isArray(points) ||
    ArrayBuffer.isView(points)
  ) {
    throw new TypeError(
      `points is ${
        describe(points)
      }, expected a record of name to { bytes, flops, seconds }`,
    );
  }
  const entries = Object.entries(points);
  if (entries.length === 0) {
    throw new RangeError(
      "points is an empty record, expected at least one name with { bytes, flops, seconds }",
    );
  }
  return entries.map(([name, value]) => place(name, value, roofs));
}

function place(
  name: string,
  value: unknown,
  { bandwidth, peak }: Roofs,
): PlacedOperation {
  const { bytes, flops, seconds } = (value ?? {}) as Operation;
  for (const [key, number] of Object.entries({ bytes, flops, seconds })) {
    const argument = `points[${JSON.stringify(name)}].${key}`;
    if (typeof number !== "number") {
      throw new TypeError(
        `${argument} is ${describe(number)}, expected a number`,
      );
    }
    // NaN is a measurement that failed, and told in the caption.
    const least = key === "flops" ? "of at least 0" : "above 0";
    if (number < 0 || (number === 0 && key !== "flops")) {
      throw new RangeError(
        `${argument} is ${number}, expected a number ${least}`,
      );
    }
  }
  const intensity = flops / bytes;
  const rate = flops / seconds / 1e9, traffic = bytes / seconds / 1e9;
  const under = bandwidth * intensity < peak ? "memory" : "arithmetic";
  const share = under === "memory" ? traffic / bandwidth : rate / peak;
  const isFinite = [bytes, flops, seconds].every(Number.isFinite);
  return isFinite
    ? { name, intensity, rate, traffic, under, share }
    : { name, intensity: NaN, rate: NaN, traffic: NaN, under, share: NaN };
}
