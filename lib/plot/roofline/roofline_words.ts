/** Rooflines in words. */

import { joinSentences } from "../parts/caption.ts";
import { writeCount, writeNumber } from "../parts/numbers.ts";
import type { PlacedOperation, Roofs } from "./roofline_points.ts";

/** Notes for the caption: the ridge, and points that stand out or are not drawn. */
export function rooflineNotes(
  points: readonly PlacedOperation[],
  { bandwidth, peak }: Roofs,
): string[] {
  const names = (some: readonly PlacedOperation[]) =>
    some.map(({ name }) => name).join(", ");
  const above = points.filter(({ share }) => share > 1);
  const idle = points.filter(({ intensity }) => intensity === 0);
  const broken = points.filter(({ share }) => Number.isNaN(share));
  const ridge = writeNumber(Number((peak / bandwidth).toPrecision(3)));
  return [
    `The roofs meet at ${ridge} operations per byte.`,
    above.length === 0
      ? ""
      : `Above the roof, so the data came from a cache or the roof is too low: ${
        names(above)
      }.`,
    ...idle.map((point) =>
      `Without operations, not drawn: ${point.name}, ${shareText(point)}.`
    ),
    broken.length === 0
      ? ""
      : `${writeCount(broken.length, "point")} ${
        broken.length === 1 ? "is" : "are"
      } not finite and left out: ${names(broken)}.`,
  ];
}

/** What the chart shows, in sentences: the roofs, and the share that each point reaches. */
export function describeRoofline(
  points: readonly PlacedOperation[],
  { bandwidth, peak }: Roofs,
  title: string | undefined,
  caption: string,
): string {
  return joinSentences([
    `Roofline${title ? ` “${title}”` : ""} (log scales): memory ${
      writeNumber(bandwidth)
    } GB/s, arithmetic ${writeNumber(peak)} GFLOP/s.`,
    ...points.filter(({ intensity }) => intensity > 0)
      .map((point) => `${rateText(point)}.`),
    caption,
  ]);
}

/** A point in words. */
export function rateText(point: PlacedOperation): string {
  const { name, intensity, rate } = point;
  const each = writeNumber(intensity);
  return `${name} reaches ${shareText(point)}: ${
    writeNumber(rate)
  } GFLOP/s at ${each} operation${each === "1" ? "" : "s"} per byte`;
}

function shareText({ share, under, traffic }: PlacedOperation): string {
  const rounded = Math.round(100 * share);
  const percent = rounded === 0 ? "under 1" : String(rounded);
  return `${percent} % of the ${under} roof${
    under === "memory" ? ` (${writeNumber(traffic)} GB/s)` : ""
  }`;
}
