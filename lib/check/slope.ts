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

/** A slope, and how far it may be off. */
export interface Estimate {
  /** The slope. */
  readonly value: number;
  /** By the finite step, as far as neighbours in the table tell. */
  readonly truncation: number;
  /** By rounding. */
  readonly noise: number;
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
  /** How far rounding may move each output. */
  readonly noise: readonly Float64Array[];
}

/** Whether an output has responded along a line; "ended" once it has stopped, and it is known why. */
type Response = "none" | "seen" | "ended";

/**
 * Measures slopes along one line. Differences are taken output by output before they are added up: outputs
 * that never respond then add no rounding error of their own.
 */
export class Probe {
  /** All samples so far. */
  readonly samples: Sample[] = [];
  readonly #around: Surroundings;
  readonly #line: Line;
  readonly #responses: readonly Response[][];
  /** For each output, the smallest change that was seen. */
  readonly #smallest: readonly Float64Array[];
  /** For each output, how far it is rounded, as far as is known. */
  readonly #noise: readonly Float64Array[];

  /** Makes a probe that has measured nothing. */
  constructor(around: Surroundings, line: Line) {
    const { outputs, noise } = around;
    this.#around = around;
    this.#line = line;
    this.#responses = outputs.map(({ length }) =>
      new Array<Response>(length).fill("none")
    );
    this.#smallest = outputs.map(({ length }) =>
      new Float64Array(length).fill(Infinity)
    );
    this.#noise = noise.map((own) => own.slice());
  }

  /** Measures with one step, smaller than those before. */
  async sample(h: number): Promise<Sample> {
    const { outputs, dy } = this.#around;
    const right = this.#line.at(h), left = this.#line.at(-h);
    const above = await this.#around.evaluate(right);
    const below = await this.#around.evaluate(left);
    const ahead = this.#line.gone(right, h);
    const behind = -this.#line.gone(left, -h);
    let upper = 0, lower = 0, rise = 0, size = 0;
    const ended: [output: number, element: number][] = [];
    dy.forEach((weights, k) => {
      for (let i = 0; i < weights.length; i++) {
        const up = above[k][i] - outputs[k][i];
        const down = outputs[k][i] - below[k][i];
        if (up === 0 && down === 0) {
          if (this.#responses[k][i] === "seen") ended.push([k, i]);
          continue;
        }
        if (this.#responses[k][i] === "none") this.#responses[k][i] = "seen";
        const change = Math.max(Math.abs(up), Math.abs(down));
        if (change < this.#smallest[k][i]) this.#smallest[k][i] = change;
        rise += weights[i] * (above[k][i] - below[k][i]);
        upper += weights[i] * up;
        lower += weights[i] * down;
        size += Math.abs(weights[i]) * (Math.abs(up) + Math.abs(down));
      }
    });
    if (ended.length > 0) await this.#learnWhy(ended, h);
    const width = ahead + behind;
    const sample = {
      h,
      width,
      slope: rise / width,
      bend: upper / ahead - lower / behind,
      size: size / width,
    };
    this.samples.push(sample);
    return sample;
  }

  /** How far rounding may move a difference of losses. */
  get noise(): number {
    let squares = 0;
    this.#around.dy.forEach((weights, k) => {
      for (let i = 0; i < weights.length; i++) {
        if (this.#responses[k][i] === "none") continue;
        squares += (weights[i] * this.#noise[k][i]) ** 2;
      }
    });
    return Math.sqrt(2 * squares);
  }

  /**
   * Outputs have stopped responding. Either they are flat here, as ReLU is left of 0; or they are rounded in
   * steps, and then respond to a tiny change nowhere on the way from here to where they responded last: so
   * coarse is their rounding.
   */
  async #learnWhy(
    ended: readonly (readonly [output: number, element: number])[],
    h: number,
  ): Promise<void> {
    const far = this.samples.at(-1)!.h, tiny = h / 1024;
    const smooth = new Set<readonly [number, number]>();
    const parts = [0, 1, 2, 3, 4, 5].map((j) => (h / far) ** (j / 6));
    for (const part of [...parts, ...parts.map((part) => -part)]) {
      const here = this.#line.at(part * far);
      const there = this.#line.at(part * far + tiny);
      const before = await this.#around.evaluate(here);
      const after = await this.#around.evaluate(there);
      for (const place of ended) {
        const [k, i] = place;
        if (before[k][i] !== after[k][i]) smooth.add(place);
      }
    }
    for (const place of ended) {
      const [k, i] = place;
      this.#responses[k][i] = "ended";
      if (smooth.has(place)) continue;
      this.#noise[k][i] = Math.max(this.#noise[k][i], this.#smallest[k][i]);
    }
  }
}

/**
 * The best slope from samples whose steps shrink by one ratio: Richardson's extrapolation, as C. J. F.
 * Ridders arranged it (1982). With the ratio r the table
 *
 *     T(j, 0) = slope(h_j)
 *     T(j, k) = (r^2k T(j, k-1) - T(j-1, k-1)) / (r^2k - 1)
 *
 * loses the errors of h², h⁴, ... one by one. How far an entry is off is told by its neighbours in the
 * table and, because they may agree by chance and below the noise, by the noise of its samples as well:
 * the entry with the smallest sum of both wins.
 */
export function extrapolate(
  samples: readonly Sample[],
  lossNoise: number,
): Estimate | null {
  let best: Estimate | null = null;
  let previous: Estimate[] = [];
  samples.forEach((sample, j) => {
    const { slope, width, h } = sample;
    const noise = lossNoise / width;
    if (!Number.isFinite(slope)) {
      previous = [];
      return;
    }
    const row: Estimate[] = [{
      value: slope,
      truncation: previous.length > 0
        ? Math.abs(slope - previous[0].value)
        : Infinity,
      noise,
      h,
    }];
    const ratio = j > 0 ? samples[j - 1].h / h : 1;
    for (let k = 1; k <= Math.min(3, previous.length); k++) {
      const power = ratio ** (2 * k),
        fine = row[k - 1],
        coarse = previous[k - 1];
      const value = (power * fine.value - coarse.value) / (power - 1);
      row.push({
        value,
        truncation: Math.max(
          Math.abs(value - fine.value),
          Math.abs(value - coarse.value),
        ),
        noise: Math.hypot(power * fine.noise, coarse.noise) / (power - 1),
        h,
      });
    }
    for (const entry of row) {
      if (best === null || total(entry) < total(best)) best = entry;
    }
    previous = row;
  });
  return best;
}

/** How far an estimate may be off in all. */
export function total({ truncation, noise }: Estimate): number {
  return truncation + noise;
}
