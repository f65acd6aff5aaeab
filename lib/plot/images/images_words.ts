/** Images in words. */

import { joinSentences } from "../parts/caption.ts";
import type { ImagesOptions } from "./images.ts";
import {
  finiteRange,
  joinRanges,
  type Numbers,
  writeCount,
  writeNumber,
} from "../parts/numbers.ts";

/** Up to so many labels are read out. */
const READ_OUT = 20;

/** What the figure shows, in sentences: how many images of which size, their range and labels. */
export function describeImages(
  images: readonly (readonly Numbers[])[],
  { title, colorLabel, labels }: ImagesOptions,
  caption: string,
): string {
  const size = `${images[0].length} by ${images[0][0].length}`;
  const start = `Images${
    title ? ` “${title}”` : ""
  }: ${images.length} of ${size}.`;
  const range = joinRanges(images.flat().map((row) => finiteRange(row)));
  const what = colorLabel ?? "Values";
  const values = range === null
    ? "No value is finite."
    : `${what} from ${writeNumber(range[0], range)} to ${
      writeNumber(range[1], range)
    }.`;
  const read = labels?.slice(0, Math.min(READ_OUT, images.length)) ?? [];
  const more = Math.min(labels?.length ?? 0, images.length) - read.length;
  const names = read.length === 0
    ? ""
    : `Labels: ${read.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
  return joinSentences([start, values, names, caption]);
}

/** A note on images that are not shown. */
export function firstNote(shown: number, all: number): string {
  return shown === all
    ? ""
    : `The first ${shown} of ${writeCount(all, "image")} are shown.`;
}
