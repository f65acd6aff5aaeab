/** The way of a descent over a landscape. */

import { scaled } from "../parts/axis.ts";
import { heightAt, type Landscape, type Place } from "./landscape.ts";
import type { Numbers } from "../parts/numbers.ts";
import { describe, type Scale } from "../parts/options.ts";
import { checkNumbers } from "../parts/series.ts";

/** The points of a descent, in the order in which it came by. */
export interface DescentPath {
  /** The horizontal coordinates. */
  x: Numbers;
  /** The coordinates along the rows, as many. */
  y: Numbers;
  /** The heights, as many; those of the landscape if left out. */
  z?: Numbers;
}

/** A path that was read. */
export interface ReadPath {
  /** The points that can be drawn. */
  readonly places: readonly Place[];
  /** How many points lie outside of the landscape, in a gap of it, or are not finite. */
  readonly leftOut: number;
  /** Whether the heights are the landscape's, so that the path lies on it between points too. */
  readonly onGround: boolean;
}

/** Reads `options.path`, null where there is none. */
export function readPath(
  path: unknown,
  landscape: Landscape,
  zScale: Scale,
): ReadPath | null {
  if (path === undefined) return null;
  if (typeof path !== "object" || path === null || Array.isArray(path)) {
    throw new TypeError(
      `options.path is ${describe(path)}, expected { x, y } or { x, y, z }`,
    );
  }
  const { x, y, z } = path as DescentPath;
  checkNumbers("options.path.x", x);
  checkNumbers("options.path.y", y);
  if (z !== undefined) checkNumbers("options.path.z", z);
  if (x.length !== y.length || (z !== undefined && z.length !== x.length)) {
    throw new TypeError(
      `options.path has ${x.length} x, ${y.length} y${
        z === undefined ? "" : ` and ${z.length} z`
      }, expected as many of each`,
    );
  }
  const places: Place[] = [];
  for (let i = 0; i < x.length; i++) {
    const ground = heightAt(landscape, x[i], y[i]);
    const height = z === undefined ? ground : z[i];
    const inside = x[i] >= landscape.x[0] && x[i] <= landscape.x.at(-1)! &&
      y[i] >= landscape.y[0] && y[i] <= landscape.y.at(-1)!;
    if (inside && !Number.isNaN(scaled(height, zScale))) {
      places.push({ x: x[i], y: y[i], z: height });
    }
  }
  return {
    places,
    leftOut: x.length - places.length,
    onGround: z === undefined,
  };
}

/** Steps shorter than this part of the landscape cannot be seen. */
const PART = 1 / 250;

/** Of many points those that can be told from the one before, and the last. */
export function visiblePlaces(
  places: readonly Place[],
  { x, y }: Landscape,
): readonly Place[] {
  if (places.length <= 200) return places;
  const [wide, deep] = [x.at(-1)! - x[0], y.at(-1)! - y[0]];
  const kept: Place[] = [];
  places.forEach((place, i) => {
    const before = kept.at(-1);
    const far = before === undefined ||
      Math.hypot((place.x - before.x) / wide, (place.y - before.y) / deep) >=
        PART;
    if (far || i === places.length - 1) kept.push(place);
  });
  return kept;
}

/** The points with more of them between, so that the lines that join them follow the ground. */
export function followGround(
  places: readonly Place[],
  landscape: Landscape,
): Place[] {
  const { x, y } = landscape;
  const [wide, deep] = [x.at(-1)! - x[0], y.at(-1)! - y[0]];
  return places.flatMap((place, i) => {
    const next = places[i + 1];
    if (next === undefined) return [place];
    const [dx, dy] = [next.x - place.x, next.y - place.y];
    const part = Math.max(Math.abs(dx) / wide, Math.abs(dy) / deep);
    const parts = Math.max(1, Math.ceil(80 * part));
    return Array.from({ length: parts }, (_, part) => {
      const [px, py] = [
        place.x + dx * part / parts,
        place.y + dy * part / parts,
      ];
      return part === 0
        ? place
        : { x: px, y: py, z: heightAt(landscape, px, py) };
    }).filter(({ z }) => !Number.isNaN(z));
  });
}

/** At most some forty of the points, evenly spread, the first and the last among them. */
export function markedPlaces(
  places: readonly Place[],
): (Place & { isEnd: boolean })[] {
  const step = Math.max(1, Math.ceil((places.length - 1) / 40));
  const last = places.length - 1;
  return places.map((place, i) => ({ ...place, isEnd: i === 0 || i === last }))
    .filter(({ isEnd }, i) => isEnd || i % step === 0);
}

/** The ends with what is written at them. */
export function endsOf(
  places: readonly Place[],
): (Place & { text: "start" | "end" })[] {
  const [start, end] = [places[0], places.at(-1)!];
  if (places.length === 0) return [];
  return [
    { ...start, text: "start" },
    ...(places.length > 1 ? [{ ...end, text: "end" as const }] : []),
  ];
}
