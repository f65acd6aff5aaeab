/**
 * Finding the step: wide at first, then a few steps around the best.
 *
 * @module
 */

import {
  type Estimate,
  extrapolations,
  type Line,
  Probe,
  type Sample,
  seenNoise,
  type Surroundings,
  total,
} from "./slope.ts";

/** The slope along a line, and what was noticed on the way. */
export interface Slope {
  /** The slope. */
  readonly estimate: Estimate;
  /** The slope with the absolute values of its terms. */
  readonly size: number;
  /** Whether the loss has a kink here: its slopes ahead and behind stay apart however small the step. */
  readonly kink: boolean;
  /** The samples, largest step first. */
  readonly samples: readonly Sample[];
  /** How far rounding may move a difference of losses along the line. */
  readonly lossNoise: number;
}

/** From one wide step to the next. */
const WIDE = 8;
/** From one narrow step to the next. */
const NARROW = 2;

/** Three steps, each half of the last: six evaluations. */
export async function narrowSearch(
  around: Surroundings,
  line: Line,
  h: number,
): Promise<Slope> {
  return await halve(new Probe(around, line), h);
}

/**
 * Steps from the largest to the smallest that make sense, each an eighth of the last, then three narrow
 * ones where it was best.
 */
export async function wideSearch(
  around: Surroundings,
  line: Line,
  largest: number,
  smallest: number,
): Promise<Slope> {
  const probe = new Probe(around, line);
  for (let h = largest; h >= smallest; h /= WIDE) await probe.sample(h);
  const wide = slopeOf([...probe.samples], probe.noise);
  if (!Number.isFinite(total(wide.estimate))) return wide;
  const narrow = await halve(probe, wide.estimate.h * NARROW);
  // The narrow samples have few finer ones to answer to: they have to agree with the wide ones.
  const agrees = Math.abs(narrow.estimate.value - wide.estimate.value) <=
    10 * total(wide.estimate);
  let estimate = agrees && total(narrow.estimate) < total(wide.estimate)
    ? narrow.estimate
    : wide.estimate;
  const doubts = contradictions(wide, estimate);
  for (const [coarse, fine] of doubts) {
    if (
      !await isPlateau(probe, coarse, fine) ||
      await isStair(probe, coarse, fine)
    ) {
      estimate = coarse;
    } else {
      estimate = fine;
    }
  }
  // All samples that are finer, the wide and the narrow ones.
  const seen = estimate.gain * seenNoise(estimate, probe.samples) /
    (2 * estimate.h);
  const hidden = await probe.hiddenNoise(2 * largest) / (2 * largest);
  const noise = Math.max(estimate.noise, seen) + hidden;
  const samples = probe.samples.toSorted((a, b) => b.h - a.h);
  return {
    ...wide,
    estimate: { ...estimate, noise },
    size: sizeAt(samples, estimate.h),
    samples,
  };
}

/**
 * Slopes with larger and smaller steps that contradict the one that was found, and could each be right: the best
 * with larger steps, and the one with the smallest steps that is a plateau.
 */
function contradictions(
  { samples, lossNoise }: Slope,
  found: Estimate,
): [coarse: Estimate, fine: Estimate][] {
  const own = (entry: Estimate) => entry.truncation + entry.own;
  const others = extrapolations(samples, lossNoise).filter((entry) =>
    Math.abs(entry.value - found.value) >
      3 * own(entry) + 10 * (found.truncation + found.own)
  );
  const convincing = others.filter((entry) =>
    entry.h > WIDE * found.h &&
    own(entry) <= 0.01 * Math.abs(entry.value - found.value)
  );
  const coarse = bestOf(convincing, own);
  const plateaus = others.filter((entry) =>
    entry.h < found.h && own(entry) <= 0.01 * Math.abs(entry.value)
  );
  const fine = bestOf(plateaus, ({ h }) => h);
  return [
    ...fine === null ? [] : [[found, fine] as [Estimate, Estimate]],
    ...coarse === null ? [] : [[coarse, found] as [Estimate, Estimate]],
  ];
}

/** Whether steps of about the same size give the same slope, as noise would not. */
async function isPlateau(
  probe: Probe,
  coarse: Estimate,
  { value, h }: Estimate,
): Promise<boolean> {
  const apart = Math.abs(coarse.value - value);
  for (const part of [0.6, 0.85, 1.4]) {
    const { slope } = await probe.slopeAt(0, part * h);
    if (!(Math.abs(slope - value) <= 0.2 * apart)) return false;
  }
  return true;
}

/**
 * Whether a slope with small steps is only that of a stair: values that are rounded inside a function move in
 * steps, and between two of them they do not move, or only a part does. A slope with larger steps is then the
 * right one. It is told by small steps elsewhere: on stairs they give the small slope nearly everywhere, in a
 * function that really varies they do not.
 */
async function isStair(
  probe: Probe,
  coarse: Estimate,
  fine: Estimate,
): Promise<boolean> {
  const apart = Math.abs(coarse.value - fine.value), places = 12;
  let alike = 0;
  for (let j = 0; j < places; j++) {
    // Spread without a period of their own (the golden ratio).
    const place = ((j * 0.6180339887498949 + 0.3) % 1) * 2 - 1;
    const { slope } = await probe.slopeAt(place * coarse.h, fine.h);
    if (Math.abs(slope - fine.value) <= 0.3 * apart) alike++;
  }
  return alike >= 2 / 3 * places;
}

async function halve(probe: Probe, h: number): Promise<Slope> {
  const samples: Sample[] = [];
  for (let k = 0; k < 3; k++) samples.push(await probe.sample(h / NARROW ** k));
  return slopeOf(samples, probe.noise);
}

function slopeOf(samples: readonly Sample[], lossNoise: number): Slope {
  const estimate = bestOf(extrapolations(samples, lossNoise), total) ?? {
    value: NaN,
    truncation: Infinity,
    noise: 0,
    own: 0,
    gain: 1,
    h: samples.at(-1)?.h ?? 0,
  };
  const size = sizeAt(samples, estimate.h);
  const seen = Math.max(lossNoise, seenNoise(estimate, samples));
  const kink = hasKink(samples, seen);
  return { estimate, size, kink, samples, lossNoise };
}

/** The size of the slope with larger steps than one, which shows what cancels; 0 where nothing ever responded. */
function sizeAt(samples: readonly Sample[], step: number): number {
  const largest = (part: readonly Sample[]) =>
    part.reduce((max, { size }) => size > max ? size : max, 0);
  return largest(samples.filter(({ h }) => h >= step)) || largest(samples);
}

function bestOf(
  entries: readonly Estimate[],
  cost: (entry: Estimate) => number,
): Estimate | null {
  let best: Estimate | null = null;
  for (const entry of entries) {
    if (best === null || cost(entry) < cost(best)) best = entry;
  }
  return best;
}

/**
 * Slopes ahead and behind differ by h L'' where a loss is smooth, which shrinks with the step; at a kink
 * the difference stays, over all steps that are small and large enough to see it.
 */
function hasKink(samples: readonly Sample[], lossNoise: number): boolean {
  const finite = samples.filter(({ slope }) => Number.isFinite(slope));
  const seen = finite.filter(({ bend, width, size }) =>
    Math.abs(bend) > Math.max(20 * lossNoise / width, 1e-3 * size)
  );
  const largest = Math.max(...seen.map(({ bend }) => Math.abs(bend)));
  const bends = finite.filter(({ width }) =>
    20 * lossNoise / width < largest / 2
  )
    .slice(-3).map(({ bend }) => Math.abs(bend));
  // Over three steps that halve, a smooth loss is left with a quarter of the difference.
  return bends.length === 3 && Math.min(...bends) > 0.75 * Math.max(...bends);
}
