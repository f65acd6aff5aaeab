/**
 * Live figures: one output of a notebook that a loop keeps up to date.
 *
 * @module
 */

import {
  checkComposedOptions,
  checkFigure,
} from "../figure/composed_options.ts";
import type { Figure } from "../figure/figure.ts";
import { isKernel } from "../jupyter.ts";
import { notebookSender } from "./live_figure_message.ts";
import { type LivePlace, LiveStates } from "./live_figure_states.ts";
import { describe } from "../parts/options.ts";

/** Options of {@linkcode liveFigure}. */
export interface LiveFigureOptions {
  /** How often the figure is redrawn at most, from above 0 to 10; 10 if left out. */
  updatesPerSecond?: number;
}

/** A figure that is shown once and changes in place. */
export interface LiveFigure<T> extends AsyncDisposable {
  /**
   * Gives the figure a new state. It is shown at once or, where the state before is younger than a
   * tenth of a second, a little later, unless a newer one has taken its place by then.
   *
   * @param data a figure, or what the figure is made from
   * @throws {TypeError} what should be a figure is not, or the live figure has ended
   */
  update(data: T): Promise<void>;
  /** Shows the last state, with its picture, and ends. Outside a notebook: as text in the console. */
  end(): Promise<void>;
}

/**
 * Makes a figure that a loop keeps up to date: one output, changed in place, at most ten times a
 * second. States that come faster take the place of those that wait, and the last is always shown.
 *
 * Give it a function and its figure is made when it is drawn, not for states that nobody sees; give
 * it a figure to show that at once and later ones by `update(figure)`. While it changes, only the
 * interactive figure and its words are sent; `end()` sends the picture too, without which committed
 * notebooks show none. Outside a notebook nothing is shown until `end()`, which writes the text to
 * the console.
 *
 * @param make makes the figure from what `update` is given
 * @param options how often it is redrawn
 * @throws {TypeError} neither a function nor a figure, an unknown option
 * @throws {RangeError} `updatesPerSecond` is not above 0 and at most 10
 *
 * @example The loss while it is trained
 * ```ts
 * import { line, liveFigure } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * const losses: number[] = [];
 * const live = liveFigure(() => line(losses, { title: "Loss", point: "step" }));
 * for (let step = 0; step < 100; step++) {
 *   losses.push(1 / (1 + step));
 *   await live.update();
 * }
 * await live.end();
 * ```
 *
 * @example Ended by leaving a block
 * ```ts
 * import { heatmap, liveFigure } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * {
 *   await using live = liveFigure((weights: number[][]) => heatmap(weights));
 *   for (let step = 1; step <= 3; step++) await live.update([[step, -step], [0, 1]]);
 * }
 * ```
 */
export function liveFigure<T = void>(
  make: (data: T) => Figure,
  options?: LiveFigureOptions,
): LiveFigure<T>;
/** The same for figures that are made before. */
export function liveFigure(
  figure: Figure,
  options?: LiveFigureOptions,
): LiveFigure<Figure>;
export function liveFigure<T>(
  make: ((data: T) => Figure) | Figure,
  options: LiveFigureOptions = {},
): LiveFigure<T> {
  return liveFigureOn(placeHere(), make, options);
}

/** The same in a place; for `liveFigure` and its tests only. */
export function liveFigureOn<T>(
  place: LivePlace,
  make: ((data: T) => Figure) | Figure,
  options: LiveFigureOptions,
): LiveFigure<T> {
  checkComposedOptions("liveFigure", options, ["updatesPerSecond"]);
  const { updatesPerSecond = 10 } = options;
  checkRate(updatesPerSecond);
  if (typeof make === "function") {
    return new LiveStates(place, make, 1000 / updatesPerSecond);
  }
  checkFigure("make", make);
  const live = new LiveStates<Figure>(
    place,
    (figure) => figure,
    1000 / updatesPerSecond,
  );
  live.begin(make);
  return live as unknown as LiveFigure<T>;
}

function placeHere(): LivePlace {
  return {
    sender: isKernel() ? notebookSender() : null,
    now: () => performance.now(),
    after(milliseconds, call) {
      const timer = setTimeout(call, milliseconds);
      return () => clearTimeout(timer);
    },
    print: (text) => console.log(text),
  };
}

function checkRate(rate: unknown): void {
  if (typeof rate !== "number") {
    throw new TypeError(
      `options.updatesPerSecond is ${describe(rate)}, expected a number`,
    );
  }
  if (!(rate > 0 && rate <= 10)) {
    throw new RangeError(
      `options.updatesPerSecond is ${rate}, expected a number above 0 and at most 10`,
    );
  }
}
