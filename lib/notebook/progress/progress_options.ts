/**
 * What progress can be told, and how mistakes in it are answered.
 *
 * @module
 */

/**
 * Figures beside the bar, by name: numbers are rounded to four digits or to whole ones, texts are shown as
 * they are, and what is undefined, as before the first step, is left out.
 */
export type Figures = Readonly<Record<string, number | string | undefined>>;

/** What `progress` can be told. */
export interface ProgressOptions {
  /**
   * The number of steps in all, those done before included. By default from the length or size of the
   * items, if they have one. Without it, or once it is passed, there is no bar and no time left to tell.
   */
  readonly total?: number;
  /** Steps that were done before, as after a resume; the rate does not count them. 0 by default. */
  readonly start?: number;
  /** What one step is called. `"step"` by default. */
  readonly unit?: string;
  /** What stands in front. Nothing by default. */
  readonly label?: string;
  /** Gives figures to show beside the bar; called when it is drawn. */
  readonly show?: () => Figures;
  /** Ends the loop after the step in which it is aborted. */
  readonly signal?: AbortSignal;
  /** Ends the loop after the step in which so many seconds are over. */
  readonly maxSeconds?: number;
  /**
   * Keeps what must not be lost; given the number of steps done. Called after a step every `saveSeconds`
   * at most, and whenever the loop ends, however it ends. It is awaited.
   */
  readonly save?: (done: number) => void | Promise<void>;
  /** Seconds from one `save` to the next, at least. 60 by default. */
  readonly saveSeconds?: number;
}

/** Refuses what is no whole number of at least 0. */
export function checkWhole(name: string, value: number): void {
  if (!(Number.isSafeInteger(value) && value >= 0)) {
    throw new RangeError(
      `progress: ${name} is ${value}, expected a whole number of at least 0`,
    );
  }
}

/** Refuses what cannot end a loop, or keep its state. */
export function checkEndings(
  { signal, maxSeconds, save, saveSeconds }: ProgressOptions,
): void {
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError(
      `progress: signal is ${
        kindOf(signal)
      }, expected an AbortSignal, such as the signal of an AbortController`,
    );
  }
  if (save !== undefined && typeof save !== "function") {
    throw new TypeError(
      `progress: save is ${kindOf(save)}, expected a function`,
    );
  }
  checkSeconds("maxSeconds", maxSeconds, "above 0", (value) => value > 0);
  checkSeconds(
    "saveSeconds",
    saveSeconds,
    "of at least 0",
    (value) => value >= 0,
  );
}

function checkSeconds(
  name: string,
  value: unknown,
  wanted: string,
  isRight: (value: number) => boolean,
): void {
  if (value === undefined) return;
  if (typeof value !== "number") {
    throw new TypeError(
      `progress: ${name} is ${kindOf(value)}, expected a number of seconds`,
    );
  }
  if (!isRight(value)) {
    throw new RangeError(
      `progress: ${name} is ${value}, expected a number of seconds ${wanted}`,
    );
  }
}

/** What came in a place where something else was expected. */
export function kindOf(value: unknown): string {
  return value === null ? "null" : typeof value;
}
