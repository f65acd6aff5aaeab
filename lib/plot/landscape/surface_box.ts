/** The box that holds a surface: what its sides are worth, and where their ticks stand. */

import type { Place } from "./landscape.ts";
import type { LandscapeChart } from "./landscape_options.ts";
import { type Ticks, ticksWithin } from "./landscape_ticks.ts";
import { finiteRange, joinRanges } from "../parts/numbers.ts";
import { BOX, type Vector } from "./surface_view.ts";

/** The ends of a side, and its ticks. */
export interface Side {
  readonly ends: readonly [number, number];
  readonly ticks: Ticks;
}

/** The three sides. */
export interface SurfaceBox {
  readonly x: Side;
  readonly y: Side;
  readonly z: Side;
  /** How far above the ground a path is drawn, so that it is not drawn within. */
  readonly lift: number;
}

/** The box around a landscape and its path. */
export function boxOf({ drawn, path, zScale }: LandscapeChart): SurfaceBox {
  const heights = joinRanges([
    ...drawn.rows.map((row) => finiteRange(row)),
    finiteRange((path?.places ?? []).map(({ z }) => z)),
  ]) ?? [0, 1];
  const span = heights[1] - heights[0] || Math.abs(heights[0]) || 1;
  const z = [heights[0], heights[0] + 1.03 * span] as const;
  const ground = (values: readonly number[]): Side => {
    const ends = [values[0], values.at(-1)!] as const;
    return { ends, ticks: ticksWithin(ends, "linear", 5) };
  };
  return {
    x: ground(drawn.x),
    y: ground(drawn.y),
    z: { ends: z, ticks: ticksWithin(z, zScale, 5) },
    lift: 0.02 * span,
  };
}

/** Where a place lies in the box, whose middle is the origin. */
export function inBox({ x, y, z }: SurfaceBox): (place: Place) => Vector {
  const along = ({ ends: [low, high] }: Side, value: number, size: number) =>
    size * ((value - low) / (high - low) - 0.5);
  return (place) => [
    along(x, place.x, BOX[0]),
    along(y, place.y, BOX[1]),
    along(z, place.z, BOX[2]),
  ];
}
