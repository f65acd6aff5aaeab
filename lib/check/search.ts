/**
 * Finding the step: wide at first, then a few steps around the best.
 *
 * @module
 */

import {
  type Estimate,
  extrapolate,
  type Line,
  Probe,
  type Sample,
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
 * ones where it was best. It ends early when rounding alone is worse than what was found.
 */
export async function wideSearch(
  around: Surroundings,
  line: Line,
  largest: number,
  smallest: number,
): Promise<Slope> {
  const probe = new Probe(around, line);
  for (let h = largest; h >= smallest; h /= WIDE) {
    const { width } = await probe.sample(h);
    const found = extrapolate(probe.samples, probe.noise);
    const { length } = probe.samples;
    if (found && length > 4 && probe.noise / width > 100 * total(found)) break;
  }
  const wide = slopeOf(probe.samples, probe.noise);
  if (wide.samples.length === 0 || wide.estimate.truncation === Infinity) {
    return wide;
  }
  const narrow = await halve(probe, wide.estimate.h * NARROW);
  const better = total(narrow.estimate) < total(wide.estimate) ? narrow : wide;
  const samples = probe.samples.toSorted((a, b) => b.h - a.h);
  return { ...better, kink: wide.kink, size: wide.size, samples };
}

async function halve(probe: Probe, h: number): Promise<Slope> {
  const samples: Sample[] = [];
  for (let k = 0; k < 3; k++) samples.push(await probe.sample(h / NARROW ** k));
  return slopeOf(samples, probe.noise);
}

function slopeOf(samples: readonly Sample[], lossNoise: number): Slope {
  const estimate = extrapolate(samples, lossNoise) ??
    { value: NaN, truncation: Infinity, noise: 0, h: samples.at(-1)?.h ?? 0 };
  // 0 only where nothing ever responded.
  const size = samples.find(({ h }) => h === estimate.h)?.size ||
    Math.max(0, ...samples.map((one) => one.size || 0));
  const kink = hasKink(samples, lossNoise);
  return { estimate, size, kink, samples: [...samples], lossNoise };
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
