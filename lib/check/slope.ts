/**
 * The slope of the loss along a line, from central differences of many step sizes.
 *
 * @module
 */

import type { FloatArray } from "../device/dtype.ts";

/** A line through the point that is checked. */
export interface Line {
  /** The values at a distance. */
  at(distance: number): FloatArray;
  /** The distance that was really gone, after rounding. */
  gone(values: FloatArray, distance: number): number;
}

/** Central differences with one step. */
export interface Sample {
  /** The step. */
  readonly h: number;
  /** The distance between the two points. */
  readonly width: number;
  /** (L(h) - L(-h)) / 2h, NaN where an output is not finite. */
  readonly slope: number;
  /** The difference of the slopes ahead and behind: h L'' where L is smooth, a constant at a kink. */
  readonly bend: number;
  /** The slope with the absolute values of its terms, which shows what cancels. */
  readonly size: number;
}

/** A slope from some of the samples, and how far it may be off. */
export interface Estimate {
  /** The slope. */
  readonly value: number;
  /** By the finite step, as far as neighbours in the table tell. */
  readonly truncation: number;
  /** By rounding, as far as outputs and finer samples show. */
  readonly noise: number;
  /** By the rounding of outputs alone. */
  readonly own: number;
  /** How much of the rounding of a difference of losses is in it, over the width. */
  readonly gain: number;
  /** The smallest step that it was made of. */
  readonly h: number;
}

/** Outputs around a point: what slopes are made of. */
export interface Surroundings {
  /** The outputs for values of the variable. */
  readonly evaluate: (values: FloatArray) => Promise<readonly FloatArray[]>;
  /** The outputs at the point. */
  readonly outputs: readonly FloatArray[];
  /** What the outputs are multiplied with. */
  readonly dy: readonly FloatArray[];
  /** How far the rounding of its own value may move each output. */
  readonly noise: readonly Float64Array[];
}

/**
 * Measures slopes along one line. Differences are taken output by output before they are added up: outputs
 * that do not respond then add no rounding error of their own.
 */
export class Probe {
  /** All samples so far. */
  readonly samples: Sample[] = [];
  readonly #around: Surroundings;
  readonly #line: Line;
  /** For each output, 1 once it has responded. */
  readonly #responded: readonly Uint8Array[];

  /** Makes a probe that has measured nothing. */
  constructor(around: Surroundings, line: Line) {
    this.#around = around;
    this.#line = line;
    this.#responded = around.outputs.map(({ length }) =>
      new Uint8Array(length)
    );
  }

  /** Measures with one step. */
  async sample(h: number): Promise<Sample> {
    const sample = await this.slopeAt(0, h);
    this.samples.push(sample);
    return sample;
  }

  /** Measures with one step, somewhere else on the line. */
  async slopeAt(place: number, h: number): Promise<Sample> {
    const { dy, evaluate } = this.#around;
    const line = this.#line;
    const centre = line.at(place);
    const middle = place === 0 ? this.#around.outputs : await evaluate(centre);
    const right = line.at(place + h), left = line.at(place - h);
    const above = await evaluate(right), below = await evaluate(left);
    const here = line.gone(centre, place);
    const ahead = line.gone(right, place + h) - here;
    const behind = here - line.gone(left, place - h);
    let upper = 0, lower = 0, rise = 0, size = 0;
    dy.forEach((weights, k) => {
      for (let i = 0; i < weights.length; i++) {
        const up = above[k][i] - middle[k][i];
        const down = middle[k][i] - below[k][i];
        if (up === 0 && down === 0) continue;
        if (place === 0) this.#responded[k][i] = 1;
        rise += weights[i] * (above[k][i] - below[k][i]);
        upper += weights[i] * up;
        lower += weights[i] * down;
        size += Math.abs(weights[i]) * (Math.abs(up) + Math.abs(down));
      }
    });
    const width = ahead + behind;
    return {
      h,
      width,
      slope: rise / width,
      bend: upper / ahead - lower / behind,
      size: size / width,
    };
  }

  /** How far the rounding of outputs that respond may move a difference of losses. */
  get noise(): number {
    return this.#noiseOf((k, i) => this.#responded[k][i] === 1);
  }

  /**
   * The same for outputs that depend on the variable and yet have never responded: with a much larger step they
   * do. Their response was lost in their rounding.
   */
  async hiddenNoise(step: number): Promise<number> {
    const { outputs, evaluate } = this.#around;
    const depends = this.#responded.map((one) => new Uint8Array(one.length));
    for (const distance of [4, -4, 64, -64, 1024, -1024]) {
      const far = await evaluate(this.#line.at(distance * step));
      outputs.forEach((output, k) => {
        for (let i = 0; i < output.length; i++) {
          if (far[k][i] !== output[i]) depends[k][i] = 1;
        }
      });
    }
    return this.#noiseOf((k, i) =>
      this.#responded[k][i] === 0 && depends[k][i] === 1
    );
  }

  #noiseOf(counts: (output: number, element: number) => boolean): number {
    const { dy, noise } = this.#around;
    const parts = dy.flatMap((weights, k) =>
      Array.from(
        weights,
        (weight, i) => counts(k, i) ? weight * noise[k][i] : 0,
      )
    );
    return Math.SQRT2 * rootOfSquares(parts);
  }
}

/** The root of the sum of squares, scaled so that none vanishes or overflows. */
export function rootOfSquares(parts: readonly number[]): number {
  const largest = parts.reduce((max, part) => Math.max(max, Math.abs(part)), 0);
  if (!(largest > 0 && largest < Infinity)) return largest;
  return largest *
    Math.sqrt(parts.reduce((sum, part) => sum + (part / largest) ** 2, 0));
}

/**
 * All slopes that samples give whose steps shrink: Richardson's extrapolation, as C. J. F. Ridders arranged it
 * (1982). With the ratio r of two steps the table
 *
 *     T(j, 0) = slope(h_j)
 *     T(j, k) = (r^2k T(j, k-1) - T(j-1, k-1)) / (r^2k - 1)
 *
 * loses the errors of h², h⁴, ... one by one. How far an entry is off by truncation is told by its neighbours
 * in the table. Neighbours can agree by chance, so an entry has to answer for all finer samples as well: what
 * they differ by must be rounding, and that much rounding it has itself.
 */
export function extrapolations(
  samples: readonly Sample[],
  lossNoise: number,
): Estimate[] {
  const all: Estimate[] = [];
  let previous: Estimate[] = [];
  samples.forEach((sample, j) => {
    const { slope, width, h } = sample;
    if (!Number.isFinite(slope)) {
      previous = [];
      return;
    }
    const deviation = (value: number) =>
      samples.slice(j + 1).reduce((max, finer) => {
        const moved = Math.abs(finer.slope - value) * finer.width;
        return moved > max ? moved : max;
      }, 0);
    const entry = (value: number, truncation: number, gain: number) => ({
      value,
      truncation,
      gain,
      own: gain * lossNoise / width,
      noise: gain * Math.max(lossNoise, deviation(value)) / width,
      h,
    });
    const row = [
      entry(
        slope,
        previous.length > 0 ? Math.abs(slope - previous[0].value) : Infinity,
        1,
      ),
    ];
    const ratio = j > 0 ? samples[j - 1].h / h : 1;
    for (let k = 1; k <= Math.min(3, previous.length); k++) {
      const power = ratio ** (2 * k);
      const fine = row[k - 1], coarse = previous[k - 1];
      const value = (power * fine.value - coarse.value) / (power - 1);
      const truncation = Math.max(
        Math.abs(value - fine.value),
        Math.abs(value - coarse.value),
      );
      // Rounding of the finer sample counts most: the coarser has a larger width.
      const gain = Math.hypot(power * fine.gain, coarse.gain / ratio) /
        (power - 1);
      row.push(entry(value, truncation, gain));
    }
    all.push(...row);
    previous = row;
  });
  return all;
}

/** How far the finer samples say that rounding moves a difference of losses. */
export function seenNoise(
  { value, h }: Estimate,
  samples: readonly Sample[],
): number {
  return samples.reduce((max, { slope, width, h: step }) => {
    const moved = step < h ? Math.abs(slope - value) * width : 0;
    return moved > max ? moved : max;
  }, 0);
}

/** How far an estimate may be off in all. */
export function total({ truncation, noise }: Estimate): number {
  return truncation + noise;
}
