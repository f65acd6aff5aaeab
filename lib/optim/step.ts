/**
 * One step of an optimizer over an arena: norm, decision, update and zeroing, recorded together.
 *
 * @module
 */

import type { Layout, Range } from "../device/arena.ts";
import type { Device } from "../device/device.ts";
import { arrayOf, type FloatArray, type FloatDType } from "../device/dtype.ts";
import type { Joined } from "../device/parameter.ts";
import type { Tensor } from "../device/tensor.ts";
import { applied, decideKernel, skipped } from "./decide.ts";
import type { Optimizer } from "./optimizer.ts";
import { headRows, type PlaceOptions, segmentTable } from "./segments.ts";
import { normOf, squaresKernel } from "./squares.ts";

/** The numbers of a step. */
export interface StepNumbers {
  /** What the sum of the gradients is divided by. */
  readonly count: number;
  readonly learningRate: number;
  /** The norm that the mean gradient is clipped to; 0 for none. */
  readonly clipNorm: number;
  /** The size that each of its values is clipped to; 0 for none. */
  readonly clipValue: number;
}

/** What a step found out about one parameter. */
export interface PlaceStats {
  /** The norm of the gradients' sum. */
  readonly gradientSumNorm: number;
  /** The norm of the change of the values. */
  readonly updateNorm: number;
  /** Values of the gradient that were NaN or infinite, in a step that was skipped. */
  readonly nonFinite: number;
}

/** The tensors of one range that a dispatch binds. */
interface Bound {
  readonly range: Range;
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly lost: Tensor | null;
}

/** The step of an optimizer, with its state on the device. */
export class OptimizerStep {
  /** The optimizer's state by its names, an arena each. */
  readonly state: Readonly<Record<string, Tensor>>;
  /** Steps applied and skipped, `[2]` of u32. */
  readonly counts: Tensor;
  readonly #device: Device;
  readonly #dtype: FloatDType;
  readonly #layout: Layout;
  readonly #optimizer: Optimizer;
  readonly #table: Tensor;
  readonly #stats: Tensor;
  readonly #bound: readonly Bound[];
  /** Optional state that these settings do not need. */
  readonly #absent: Readonly<Record<string, null>>;
  #corrections: Tensor;
  /** The table in which nothing is frozen, for the norms of values; made when it is first asked for. */
  #valueTable: Tensor | null = null;

  constructor(
    { layout, values, gradients, lost }: Joined,
    optimizer: Optimizer,
    options: readonly PlaceOptions[],
  ) {
    const { device } = values, dtype = values.dtype as FloatDType;
    this.#device = device;
    this.#dtype = dtype;
    this.#layout = layout;
    this.#optimizer = optimizer;
    this.state = Object.fromEntries(
      optimizer.state.map((
        name,
      ) => [name, layout.zeros(device, dtype, "Ticks")]),
    );
    this.#table = segmentTable(device, dtype, layout, (i) => options[i]);
    [this.counts, this.#stats] = device.unscoped(() => [
      device.zeros([2], { dtype: "u32" }),
      device.zeros([headRows + layout.segments.length, 4], { dtype }),
    ]);
    this.#corrections = this.#makeCorrections(
      Math.min(1024, optimizer.correctionSteps),
    );
    this.#absent = Object.fromEntries(
      Object.keys(optimizer.kernel.tensors)
        .filter((name) => !optimizer.state.includes(name))
        .map((name) => [name, null]),
    );
    const arenas = { values, gradients, ...this.state };
    this.#bound = layout.ranges.map((range) => ({
      range,
      tensors: Object.fromEntries(
        Object.entries(arenas).map((
          [name, arena],
        ) => [name, layout.range(arena, range)]),
      ),
      lost: lost && layout.range(lost, range),
    }));
  }

  /**
   * Records a step: the `closed`th window, from 0. Whether it is applied is decided on the device; the
   * gradients are zero afterwards.
   */
  record(closed: number, numbers: StepNumbers): void {
    const { count, learningRate, clipNorm, clipValue } = numbers;
    const { kernel, hyper } = this.#optimizer;
    const table = this.#table, stats = this.#stats;
    this.#ensureCorrections(closed + 1);
    for (const { range, tensors, lost } of this.#bound) {
      this.#device.run(
        squaresKernel,
        { table, values: tensors.gradients, lost, stats },
        this.#sizes(range),
      );
    }
    this.#device.run(
      decideKernel,
      { corrections: this.#corrections, counts: this.counts, stats },
      {
        segments: this.#layout.segments.length,
        steps: this.#corrections.shape[0],
        count,
        clipNorm,
      },
    );
    for (const { range, tensors, lost } of this.#bound) {
      this.#device.run(
        kernel,
        { ...this.#absent, ...tensors, table, stats, lost },
        {
          ...this.#sizes(range),
          count,
          learningRate,
          clipValue,
          reserved: 0,
          ...hyper,
        },
      );
    }
  }

  /** Waits, and gives what the last step found out. */
  async read(): Promise<{
    applied: number;
    skipped: number;
    gradientNorm: number;
    places: PlaceStats[];
  }> {
    const [counts, stats] = await Promise.all([
      this.counts.read<Uint32Array>(),
      this.#stats.read(),
    ]);
    const [, , norm, outcome] = stats;
    const places = this.#sumByPlace(stats).map(
      ([big, middle, small, last]): PlaceStats => ({
        gradientSumNorm: outcome === skipped && last > 0
          ? NaN
          : normOf(big, middle, small),
        updateNorm: outcome === applied ? Math.sqrt(last) : 0,
        nonFinite: outcome === skipped ? last : 0,
      }),
    );
    return {
      applied: counts[0],
      skipped: counts[1],
      gradientNorm: outcome === skipped ? NaN : norm,
      places,
    };
  }

  /** Waits, and gives the norm of each parameter's value. */
  async valueNorms(): Promise<number[]> {
    const all = { learningRateFactor: 1, weightDecay: 0, frozen: false };
    const table = this.#valueTable ??= segmentTable(
      this.#device,
      this.#dtype,
      this.#layout,
      () => all,
    );
    using stats = this.#device.unscoped(() =>
      this.#device.empty(this.#stats.shape, { dtype: this.#dtype })
    );
    for (const { range, tensors } of this.#bound) {
      this.#device.run(
        squaresKernel,
        { table, values: tensors.values, lost: null, stats },
        this.#sizes(range),
      );
    }
    return this.#sumByPlace(await stats.read()).map(
      ([big, middle, small, notFinite]) =>
        notFinite > 0 ? NaN : normOf(big, middle, small),
    );
  }

  /** Frees the state. */
  dispose(): void {
    const { state, counts } = this;
    for (const tensor of Object.values(state)) tensor.dispose();
    for (
      const tensor of [counts, this.#table, this.#stats, this.#corrections]
    ) {
      tensor.dispose();
    }
    this.#valueTable?.dispose();
  }

  #sizes({ first, end, length }: Range): Record<string, number> {
    return { segments: this.#layout.segments.length, first, end, length };
  }

  #sumByPlace(stats: FloatArray): number[][] {
    const sums = this.#layout.places.map(() => [0, 0, 0, 0]);
    this.#layout.segments.forEach(({ place }, s) => {
      for (let k = 0; k < 4; k++) {
        sums[place][k] += stats[4 * (headRows + s) + k];
      }
    });
    return sums;
  }

  /** Rows for at least so many steps: applied steps are never more than closed windows. */
  #ensureCorrections(steps: number): void {
    const { correctionSteps } = this.#optimizer;
    const rows = this.#corrections.shape[0];
    if (rows >= Math.min(steps, correctionSteps)) return;
    const old = this.#corrections;
    this.#corrections = this.#makeCorrections(
      Math.min(Math.max(2 * rows, steps), correctionSteps),
    );
    old.dispose();
  }

  #makeCorrections(rows: number): Tensor {
    const { corrections } = this.#optimizer;
    const data = new arrayOf[this.#dtype](2 * rows);
    for (let i = 0; i < rows; i++) data.set(corrections(i + 1), 2 * i);
    return this.#device.unscoped(() => this.#device.tensor(data, [rows, 2]));
  }
}
