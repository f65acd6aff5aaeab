/** Heights as they are written, on axes, on colour bars and by the pointer. */

import { roundStep, writeNumber } from "../parts/numbers.ts";
import type { Scale } from "../parts/options.ts";

/** What the pointer shows of a height, as plotly.js takes it. */
export function heightHover(scale: Scale): string {
  return scale === "log" ? "10<sup>%{z:.3~f}</sup>" : "%{z}";
}

/** Where ticks stand, and what is written at them. */
export interface Ticks {
  readonly tickvals: number[];
  /** HTML of plotly.js. */
  readonly ticktext: string[];
}

/** About `count` round numbers within a range that is on a scale, as plotly.js takes them. */
export function ticksWithin(
  [low, high]: readonly [number, number],
  scale: Scale,
  count: number,
): Ticks {
  const values = scale === "log"
    ? powersWithin(low, high, count)
    : multiplesWithin(low, high, count);
  const decimals = scale === "log" && high - low >= 2;
  return {
    tickvals: values,
    ticktext: values.map((value) =>
      decimals
        ? `10<sup>${String(value).replace("-", "−")}</sup>`
        : writeTick(scale === "log" ? 10 ** value : value)
    ),
  };
}

function multiplesWithin(low: number, high: number, count: number): number[] {
  if (!(high > low)) return [low];
  const step = roundStep((high - low) / count);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from(
    { length: last - first + 1 },
    (_, i) => Number(((first + i) * step).toPrecision(12)),
  );
}

/** Whole powers of ten; within two of them, the logarithms of 1, 2 and 5 times these. */
function powersWithin(low: number, high: number, count: number): number[] {
  if (high - low >= 2) {
    const step = Math.max(1, Math.ceil((high - low) / count));
    return multiplesWithin(low, high, (high - low) / step);
  }
  const powers = [Math.floor(low), Math.floor(low) + 1, Math.floor(low) + 2];
  const fine = powers.flatMap((power) =>
    [1, 2, 5].map((digit) => power + Math.log10(digit))
  ).filter((value) => value >= low - 1e-9 && value <= high + 1e-9);
  return fine.length > 1 ? fine : [low, high];
}

function writeTick(value: number): string {
  const [digits, power] = writeNumber(value).replace("-", "−").split("e");
  if (power === undefined) return digits;
  const ten = `10<sup>${power.replace("-", "−")}</sup>`;
  return digits === "1" ? ten : `${digits}×${ten}`;
}
