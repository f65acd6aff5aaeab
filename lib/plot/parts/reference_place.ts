/** Where the label of a reference line has room. */

import { scaled } from "./axis.ts";
import type { Numbers } from "./numbers.ts";
import type { Scale } from "./options.ts";

/** Points that are drawn, joined by lines or not. */
export interface Drawn {
  readonly x: Numbers;
  readonly y: Numbers;
  readonly joined: boolean;
}

/** The area between the axes. */
export interface Room {
  readonly drawn: readonly Drawn[];
  /** The axes, their ranges on their scale. */
  readonly x: { readonly scale: Scale; readonly range: [number, number] };
  readonly y: { readonly scale: Scale; readonly range: [number, number] };
  /** The size in pixels, about. */
  readonly width: number;
  readonly height: number;
}

/** The place of a label: at an end of its line, above or under it. */
export interface Place {
  readonly end: "left" | "right";
  readonly side: "above" | "under";
}

type Box = readonly [left: number, top: number, right: number, bottom: number];

const CHARACTER = 6.9, HEIGHT = 17;
const places: readonly Place[] = [
  { end: "right", side: "above" },
  { end: "left", side: "above" },
  { end: "right", side: "under" },
  { end: "left", side: "under" },
];

/**
 * A place for each label where it covers nothing, null where there is none. What lies out of view
 * has no need of one.
 */
export function placeLabels(
  references: readonly { readonly y: number; readonly label: string }[],
  room: Room,
): (Place | null)[] {
  const { width, height } = room;
  const toY = pixels(room.y, height, true);
  const levels = references.map(({ y }) => toY(y));
  const segments = room.drawn.flatMap((one) => segmentsOf(one, room));
  const taken: Box[] = [];
  return references.map(({ label }, index) => {
    if (levels[index] < 0 || levels[index] > height) return places[0];
    const long = CHARACTER * label.length + 4;
    for (const place of places) {
      const left = place.end === "left" ? 0 : width - long;
      const top = place.side === "above"
        ? levels[index] - HEIGHT
        : levels[index];
      const box: Box = [left, top, left + long, top + HEIGHT];
      const inside = long <= width && top >= 0 && top + HEIGHT <= height;
      const free = inside &&
        !taken.some((other) => overlap(box, other)) &&
        !levels.some((level, other) =>
          other !== index && level > top - 1 && level < top + HEIGHT + 1
        ) &&
        !segments.some((segment) => crosses(segment, box));
      if (free) {
        taken.push(box);
        return place;
      }
    }
    return null;
  });
}

/** From values to pixels, for an axis that may count them from the top. */
function pixels(
  { scale, range: [low, high] }: Room["x"],
  length: number,
  fromTop: boolean,
): (value: number) => number {
  return (value) => {
    const part = (scaled(value, scale) - low) / (high - low);
    return length * (fromTop ? 1 - part : part);
  };
}

/** What is drawn as segments; a point alone is a segment without a length. */
function segmentsOf({ x, y, joined }: Drawn, room: Room): Box[] {
  const toX = pixels(room.x, room.width, false);
  const toY = pixels(room.y, room.height, true);
  const segments: Box[] = [];
  let before: readonly [number, number] = [NaN, NaN];
  for (let i = 0; i < x.length; i++) {
    const point = [toX(x[i]), toY(y[i])] as const;
    if (Number.isNaN(point[0] + point[1])) {
      before = [NaN, NaN];
      continue;
    }
    const alone = !joined || Number.isNaN(before[0]);
    segments.push([...(alone ? point : before), ...point]);
    before = point;
  }
  return segments;
}

function overlap(a: Box, b: Box): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

/** Whether a segment enters a box and the few pixels around it (Liang and Barsky 1984). */
function crosses([x0, y0, x1, y1]: Box, box: Box): boolean {
  const margin = 4;
  let from = 0, to = 1;
  for (
    const [start, step, low, high] of [
      [x0, x1 - x0, box[0] - margin, box[2] + margin],
      [y0, y1 - y0, box[1] - margin, box[3] + margin],
    ]
  ) {
    if (step === 0) {
      if (start < low || start > high) return false;
      continue;
    }
    const ends = [(low - start) / step, (high - start) / step];
    from = Math.max(from, Math.min(...ends));
    to = Math.min(to, Math.max(...ends));
  }
  return from <= to;
}
