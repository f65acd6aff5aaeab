/**
 * Gradient accumulation: ticks, windows and steps.
 *
 * @module
 */

import type { Joined } from "../device/parameter.ts";
import { arenas, type Parameters } from "../device/parameters.ts";
import { partsOf, type Tensor } from "../device/tensor.ts";
import type { Optimizer } from "../optim/optimizer.ts";
import { OptimizerStep } from "../optim/step.ts";
import { checkCompensates } from "./compensates.ts";
import { type GradientTree, leavesOf } from "./gradient_tree.ts";
import { optionsByPlace } from "./groups.ts";
import { LossSum } from "./loss_sum.ts";
import { makeReport, type Report } from "./report.ts";
import {
  checkState,
  encodeState,
  readSource,
  restoreState,
  type StateParts,
} from "./saved_state.ts";
import { makeStep, showWindow } from "./show.ts";
import { Sums } from "./sums.ts";
import {
  checkOptions,
  type TicksOptions,
  windowLength,
} from "./ticks_options.ts";
import { checkCount, checkTotal, Window, type WindowLength } from "./window.ts";
import { writeAtomically } from "./write_atomically.ts";

/** What {@linkcode Ticks.tick} can be told. */
export interface TickOptions<Loss extends number | Tensor | undefined> {
  /** The loss of the tick, a sum over its samples as the gradients are: a number, or a tensor of one value. */
  readonly loss?: Loss;
}

/** A step that was taken. */
export interface Step<Loss> {
  /** Its number, from 1. */
  readonly step: number;
  /** The sum of the window's counts. */
  readonly count: number;
  /** The mean loss of the window: a number for numbers, an unread tensor of one value, the caller's, for tensors. */
  readonly loss: Loss;
}

/** Windows whose steps may be recorded and not yet done. */
const maxInFlight = 2;

/**
 * Gradient accumulation: zero, compute, accumulate, update. A *tick* is one micro-batch whose gradients are
 * added; a *step* is one update of the parameters, after a window of ticks.
 *
 * Gradients are sums over samples or tokens, counts are counted, and the step divides once:
 *
 *     mean gradient = sum(gradients) / sum(counts)
 *
 * so a window of uneven micro-batches gives the gradient of the one big batch. Clipping, weight decay, bias
 * correction and the schedule's clock act once a step. A step whose gradients are not all finite is skipped
 * on the device: parameters, optimizer state and applied steps stay as they are, to the bit.
 *
 * The window is empty at first: gradients that the parameters hold are set to zero. Of several `Ticks` of the
 * same parameters only the last one goes on.
 *
 * @example
 * ```ts
 * import { adamw, LayerNorm, openDevice, Parameters, Ticks } from "jsr:@ticks/ticks@^0.1";
 * import { assertEquals } from "@std/assert";
 *
 * const device = await openDevice();
 * const norm = new LayerNorm(4, { device });
 * const ticks = new Ticks(Parameters.of({ norm }), {
 *   every: 2,
 *   optimizer: adamw({ learningRate: 0.01 }),
 *   clipNorm: 1,
 * });
 * const micro = [[1, 2, 3, 4], [5, 6, 7, 9, 8, 6, 4, 1]];
 * for (const values of micro) {
 *   const rows = values.length / 4;
 *   device.scope(() => {
 *     const { y, backward } = norm.forward(device.tensor(values, [rows, 4]));
 *     backward(y); // the gradient of sum(y²) / 2, summed over the rows
 *   });
 *   const step = await ticks.tick(rows);
 *   if (step) assertEquals([step.step, step.count], [1, 3]);
 * }
 * assertEquals(ticks.step, 1);
 * ```
 */
export class Ticks implements Disposable {
  /** The parameters that it trains. */
  readonly parameters: Parameters;
  /** The optimizer. */
  readonly optimizer: Optimizer;
  readonly #options: TicksOptions;
  readonly #joined: Joined;
  readonly #sums: Sums;
  readonly #optimizerStep: OptimizerStep;
  readonly #window = new Window();
  readonly #loss: LossSum;
  #length: WindowLength | null = null;
  #step = 0;
  /** The count of the last window, which norms in a report are divided by. */
  #lastCount = 1;
  /** Waits for windows in flight, oldest first. */
  #inFlight: (() => Promise<void>)[] = [];

  /**
   * Makes an empty window and the optimizer's state, all zeros.
   *
   * @throws {TypeError} when `parameters` are none, an option is of another type, or `compensated` is asked for where the device's compiler breaks it
   * @throws {RangeError} when a number is out of range, or a group matches no parameter
   */
  constructor(parameters: Parameters, options: TicksOptions) {
    checkOptions(parameters, options);
    const { optimizer, groups = [], compensated = false } = options;
    const { device, dtype } = parameters, joined = arenas(parameters);
    if (compensated) checkCompensates("Ticks", device);
    const places = optionsByPlace(
      joined.layout.places,
      groups,
      optimizer.weightDecay,
    );
    const lost = compensated
      ? joined.layout.zeros(device, dtype, "Ticks")
      : null;
    this.parameters = parameters;
    this.optimizer = optimizer;
    this.#options = { ...options };
    this.#joined = joined;
    this.#sums = new Sums(joined.layout, joined.gradients, lost);
    this.#optimizerStep = new OptimizerStep(
      { ...joined, lost },
      optimizer,
      places,
    );
    this.#loss = new LossSum(device, dtype);
    // Nothing fails from here on.
    joined.lost?.dispose();
    joined.lost = lost;
    joined.owner = this;
    parameters.zeroGrad();
  }

  /** Closed windows, skipped ones included: the clock of `every` and of the schedules. */
  get step(): number {
    return this.#step;
  }

  /** Ticks in the open window. */
  get pending(): number {
    return this.#window.ticks;
  }

  /** The sum of the counts in the open window. */
  get count(): number {
    return this.#window.count;
  }

  /**
   * Adds gradients from elsewhere to the open tick: `scale * gradients`, by the names of the parameters,
   * nested or joined with dots. A parameter that is left out gets none. `scale` is 1 by default, for
   * gradients that are sums; the gradient of a mean has the count of the tick.
   *
   * @throws {TypeError} when a name is unknown, or shape, dtype or device do not fit
   * @throws {RangeError} when `scale` is not finite
   */
  add(
    gradients: GradientTree,
    options: { readonly scale?: number } = {},
  ): void {
    const caller = "ticks.add";
    this.#checkOwner(caller);
    this.#sums.add(caller, leavesOf(caller, gradients), options.scale ?? 1);
  }

  /**
   * Closes a tick that counts so many samples or tokens, 1 by default. Where that closes the window, it
   * records the step and gives what it was; else null. It waits for the GPU only where more than two windows
   * are in flight.
   *
   * @throws {RangeError} when `count` is negative or not finite, when the counts of a window that would close sum to zero, or `every` or the schedule give something else than they should; nothing has changed then
   * @throws {TypeError} when `loss` is no loss, or the window's other ticks had another kind
   * @throws {GpuError} when the GPU reported an error since the last awaited call
   */
  async tick<Loss extends number | Tensor | undefined = undefined>(
    count = 1,
    options: TickOptions<Loss> = {},
  ): Promise<Step<Loss extends number ? number : Loss> | null> {
    const caller = "ticks.tick";
    this.#checkOwner(caller);
    checkCount(caller, count);
    this.#loss.check(caller, options.loss);
    const length = this.#length ??
      windowLength(caller, this.#options.every ?? 1, this.#step);
    const ticks = this.#window.ticks + 1, total = this.#window.count + count;
    const closes = "ticks" in length
      ? ticks >= length.ticks
      : total >= length.count;
    const learningRate = closes ? this.#checkClose(caller, total) : 0;
    this.#length = length;
    this.#window.tick(count);
    this.#loss.add(options.loss);
    return closes ? await this.#close(learningRate) as Step<never> : null;
  }

  /**
   * Closes the window as it is, divided by its own count; null where it has no tick.
   *
   * @throws {RangeError} when its counts sum to zero; it stays open
   */
  async flush(): Promise<Step<number | Tensor | undefined> | null> {
    this.#checkOwner("ticks.flush");
    if (this.#window.ticks === 0) return null;
    return await this.#close(this.#checkClose("ticks.flush", this.count));
  }

  /** Empties the open window: gradients, counts and loss. */
  reset(): void {
    this.#checkOwner("ticks.reset");
    this.#sums.zero();
    this.#loss.restart();
    this.#window.restart();
    this.#length = null;
  }

  /**
   * Waits for the GPU, and gives what the last step did: norms, skipped steps, update-to-weight ratios. After
   * {@linkcode Ticks.load} norms and changes are 0 until the next step.
   */
  async report(): Promise<Report> {
    this.#checkOwner("ticks.report");
    const count = this.#lastCount, step = this.#step;
    const [stats, valueNorms] = await Promise.all([
      this.#optimizerStep.read(),
      this.#optimizerStep.valueNorms(),
    ]);
    const { applied, skipped, gradientNorm, places } = stats;
    const parameters = this.parameters.names.map((name, i) => ({
      name,
      gradientNorm: places[i].gradientSumNorm / count,
      nonFinite: places[i].nonFinite,
      valueNorm: valueNorms[i],
      updateNorm: places[i].updateNorm,
      updateRatio: places[i].updateNorm === 0
        ? 0
        : places[i].updateNorm / valueNorms[i],
    }));
    return makeReport({ step, applied, skipped, gradientNorm, parameters });
  }

  /**
   * Saves everything that training goes on from, in mid-window too: values, gradients, optimizer state,
   * counts and step, as safetensors, which Python's `safetensors` reads. With a path it is written
   * there, atomically (needs `--allow-read` and `--allow-write`); without one the bytes are given.
   */
  save(): Promise<Uint8Array<ArrayBuffer>>;
  /** Saves into a file. */
  save(path: string | URL): Promise<void>;
  async save(path?: string | URL): Promise<Uint8Array<ArrayBuffer> | void> {
    this.#checkOwner("ticks.save");
    const bytes = await encodeState(this.#stateParts());
    if (path === undefined) return bytes;
    await writeAtomically(path, bytes, "ticks.save");
  }

  /**
   * Goes on from what {@linkcode Ticks.save} saved: with the same optimizer and options every bit that
   * follows is that of never having stopped. Names, shapes, dtype, the optimizer's name and
   * `compensated` must be those that were saved; learning rate, `every` and the rest may change, but for the
   * length of an open window.
   *
   * @param source A path, or the bytes
   * @throws {SyntaxError} when it is no safetensors file
   * @throws {RangeError} when a number in it cannot be, or an option is out of range
   * @throws {TypeError} when it is of something else than these parameters and options; in each case nothing has changed
   */
  static async load(
    source: string | URL | Uint8Array,
    parameters: Parameters,
    options: TicksOptions,
  ): Promise<Ticks> {
    checkOptions(parameters, options);
    const file = await readSource(source);
    const state = checkState(file, parameters, options);
    const ticks = new Ticks(parameters, options);
    restoreState(ticks.#stateParts(), state);
    ticks.#step = state.step;
    ticks.#lastCount = state.lastCount;
    ticks.#window.restart(state.ticks, state.count);
    ticks.#length = state.length;
    return ticks;
  }

  /** Frees the optimizer's state; the parameters stay. A second call does nothing. */
  dispose(): void {
    this.#optimizerStep.dispose();
    this.#loss.tensor.dispose();
    this.#sums.lost?.dispose();
    if (this.#joined.owner !== this) return;
    this.#joined.owner = null;
    this.#joined.lost = null;
  }

  /** The same as {@linkcode dispose}, for `using`. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Step, open window and optimizer in a line. */
  toString(): string {
    return `Ticks(step ${this.step}, ${this.pending} pending ticks, count ${this.count}, ${this.optimizer.name}, ${this.parameters.device.kind})`;
  }

  /** What `console.log` shows. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  /** What a notebook shows: step, open window, optimizer and device. */
  [Symbol.for("Jupyter.display")](): Record<string, unknown> {
    return showWindow("Ticks", {
      step: this.step,
      "pending ticks": this.pending,
      count: this.count,
      optimizer: String(this.optimizer),
      device: this.parameters.device.kind,
    });
  }

  /** Of several `Ticks` of the same parameters only the last one goes on. */
  #checkOwner(caller: string): void {
    const { owner } = this.#joined;
    if (owner === this) return;
    throw new TypeError(
      `${caller}: ${
        owner
          ? "another Ticks trains these parameters now, expected the last one that was made"
          : "this Ticks is disposed, expected one in use"
      }`,
    );
  }

  /** The learning rate of the step that would close a window of this count. */
  #checkClose(caller: string, count: number): number {
    checkTotal(caller, count);
    const { learningRate } = this.optimizer;
    if (typeof learningRate === "number") return learningRate;
    const rate = learningRate(this.#step);
    if (!(rate >= 0 && Number.isFinite(Math.fround(rate)))) {
      throw new RangeError(
        `${caller}: learningRate(${this.#step}) is ${rate}, expected a finite number of at least 0`,
      );
    }
    return rate;
  }

  async #close(
    learningRate: number,
  ): Promise<Step<number | Tensor | undefined>> {
    const { count } = this.#window;
    const { clipNorm = 0, clipValue = 0 } = this.#options;
    this.#optimizerStep.record(this.#step, {
      count,
      learningRate,
      clipNorm,
      clipValue,
    });
    const loss = this.#loss.mean(count);
    const step = ++this.#step;
    this.#lastCount = count;
    this.#loss.restart();
    this.#window.restart();
    this.#length = null;
    this.#inFlight.push(partsOf(this.#sums.values).backend.fence());
    if (this.#inFlight.length > maxInFlight) {
      // In Deno a wait for one is a wait for all, and takes 10 ms: so all are asked for together.
      const [oldest, ...others] = this.#inFlight.map((wait) => wait());
      this.#inFlight = others.map((promise) => {
        promise.catch(() => {}); // told by whoever awaits it below
        return () => promise;
      });
      await oldest;
    }
    return makeStep({ step, count, loss });
  }

  #stateParts(): StateParts {
    return {
      parameters: this.parameters,
      layout: this.#sums.layout,
      values: this.#joined.values,
      sums: this.#sums,
      optimizerStep: this.#optimizerStep,
      optimizer: this.optimizer,
      loss: this.#loss,
      step: this.#step,
      lastCount: this.#lastCount,
      ticks: this.#window.ticks,
      count: this.#window.count,
      length: this.#length,
    };
  }
}
