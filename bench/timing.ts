/**
 * Timing things that compute the same, in turn: A B C A B C, so that whatever slows the machine down for
 * a moment meets them all.
 *
 * @module
 */

/** Something to time. */
export interface Contender {
  /** Does the work so many times and returns when the last is done. */
  run(repeats: number): void | Promise<void>;
  /** Makes ready for the work done once. Where it is given the repeats are timed one by one, without it. */
  prepare?(): void;
}

/** How long to measure. */
export interface Effort {
  /** Samples of each contender. */
  readonly samples: number;
  /** Seconds that a sample takes, at least: as many repeats as that needs. */
  readonly seconds: number;
}

/** Milliseconds a repeat: the median of the samples, and the quartiles beside it. */
export interface Time {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

/** The value below which a part of the values lies, between neighbours by a straight line. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = part * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.ceil(position);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/** Times the contenders in turn, after a warm-up of each, and gives their times in the same order. */
export async function timeInTurn(
  contenders: readonly Contender[],
  { samples, seconds }: Effort,
): Promise<Time[]> {
  const repeats: number[] = [];
  for (const contender of contenders) {
    repeats.push(await enoughRepeats(contender, 1000 * seconds));
  }
  const times = contenders.map((): number[] => []);
  for (let sample = 0; sample < samples; sample++) {
    for (const [index, contender] of contenders.entries()) {
      const elapsed = await elapsedOf(contender, repeats[index]);
      times[index].push(elapsed / repeats[index]);
    }
  }
  return times.map((values) => ({
    median: quantile(values, 0.5),
    lower: quantile(values, 0.25),
    upper: quantile(values, 0.75),
  }));
}

/** The one whose best of a few short samples is the shortest: where there are ways of doing a thing, time that. */
export async function fastestOf(
  candidates: readonly Contender[],
): Promise<Contender> {
  const least = candidates.map(() => Infinity);
  const repeats: number[] = [];
  for (const candidate of candidates) {
    repeats.push(await enoughRepeats(candidate, 60));
  }
  for (let round = 0; round < 3; round++) {
    for (const [index, candidate] of candidates.entries()) {
      const elapsed = await elapsedOf(candidate, repeats[index]);
      least[index] = Math.min(least[index], elapsed / repeats[index]);
    }
  }
  return candidates[least.indexOf(Math.min(...least))];
}

/** Milliseconds that so many repeats take. */
async function elapsedOf(
  contender: Contender,
  repeats: number,
): Promise<number> {
  const timed = async (repeats: number) => {
    const start = performance.now();
    await contender.run(repeats);
    return performance.now() - start;
  };
  if (!contender.prepare) return await timed(repeats);
  let elapsed = 0;
  for (let k = 0; k < repeats; k++) {
    contender.prepare();
    elapsed += await timed(1);
  }
  return elapsed;
}

/** Warms up, and says how many repeats take that many milliseconds. */
async function enoughRepeats(
  contender: Contender,
  milliseconds: number,
): Promise<number> {
  await elapsedOf(contender, 1); // compiles and allocates
  let repeats = 1;
  while (true) {
    const elapsed = await elapsedOf(contender, repeats);
    const enough = Math.ceil(repeats * milliseconds / elapsed);
    // The first tries are short, and a wait of their own spoils them.
    if (enough <= 2 * repeats) return Math.max(1, enough);
    repeats = Math.min(enough, 8 * repeats);
  }
}
