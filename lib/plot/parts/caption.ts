/** Captions: the caller's sentence, what a point is, and notes on what is not shown as it is. */

import { scaled } from "./axis.ts";
import { type Numbers, writeCount } from "./numbers.ts";
import type { ChartOptions, Scale } from "./options.ts";

/** How many values have no place in a chart. */
export interface Gaps {
  /** NaN and infinities. */
  readonly notFinite: number;
  /** What a log scale cannot show. */
  readonly notPositive: number;
}

/** What a chart makes of values that are not finite, of one and of several. */
export type Fate = readonly [one: string, several: string];

/** The usual fates. */
export const fates = {
  gap: ["left as a gap", "left as gaps"],
  out: ["left out", "left out"],
  greyCell: ["left as a grey cell", "left as grey cells"],
  orangeCell: ["left as an orange cell", "left as orange cells"],
} as const;

/** What a point of each kind is in training. */
const kinds = {
  tick: "one micro-batch",
  step: "one update of the parameters",
} as const;

/** The caption of a chart: its own sentence first, then what one `noun` is, then the notes. */
export function writeCaption(
  { caption = "", point }: ChartOptions,
  noun: string,
  notes: readonly string[],
): string {
  const kind = point === undefined
    ? ""
    : `Each ${noun} is of one ${point} (${kinds[point]}).`;
  return joinSentences([caption, kind, ...notes]);
}

/** Sentences in one text, empty ones left out. */
export function joinSentences(sentences: readonly string[]): string {
  return sentences.filter((text) => text !== "").join(" ");
}

/** Counts what has no place on a scale. */
export function countGaps(all: readonly Numbers[], scale: Scale): Gaps {
  let notFinite = 0, notPositive = 0;
  for (const values of all) {
    for (let i = 0; i < values.length; i++) {
      if (!Number.isFinite(values[i])) notFinite++;
      else if (Number.isNaN(scaled(values[i], scale))) notPositive++;
    }
  }
  return { notFinite, notPositive };
}

/** The gaps of several series together. */
export function sumGaps(all: readonly Gaps[]): Gaps {
  return {
    notFinite: all.reduce((sum, one) => sum + one.notFinite, 0),
    notPositive: all.reduce((sum, one) => sum + one.notPositive, 0),
  };
}

/** Notes on gaps: "2 points are not finite and left as gaps." */
export function gapNotes(noun: string, gaps: Gaps, fate: Fate): string[] {
  const note = (count: number, [one, several]: Fate) =>
    count === 0 ? [] : [
      `${writeCount(count, noun)} ${
        count === 1 ? `is ${one}` : `are ${several}`
      }.`,
    ];
  const [one, several] = fate;
  const never = "not positive and cannot be drawn on a log scale";
  return [
    ...note(gaps.notFinite, [
      `not finite and ${one}`,
      `not finite and ${several}`,
    ]),
    ...note(gaps.notPositive, [never, never]),
  ];
}
