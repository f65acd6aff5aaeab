/** What all charts are told in the same way, and how mistakes in it are answered. */

/** A scale of an axis. */
export type Scale = "linear" | "log";

/** Options that every chart has. */
export interface ChartOptions {
  /** The title. It and all other texts are shown as written: no markup is read. */
  title?: string;
  /** The title of the horizontal axis. */
  xLabel?: string;
  /** The title of the vertical axis. */
  yLabel?: string;
  /** The width in pixels, 720 if left out. */
  width?: number;
  /** The height in pixels, 440 or what a long legend needs if left out. */
  height?: number;
  /** A sentence under the title. Notes on gaps and thinning are added to it. */
  caption?: string;
  /** The chart in words, for those who do not see it; written from the data if left out. */
  alt?: string;
  /**
   * What one point is: a tick, which is one micro-batch, or a step, which is one update of the
   * parameters. The caption says so, and where the points are counted it is the title of the
   * horizontal axis if that has none.
   */
  point?: "tick" | "step";
}

/** The names of {@linkcode ChartOptions}. */
export const chartOptions: readonly string[] = [
  "title",
  "xLabel",
  "yLabel",
  "width",
  "height",
  "caption",
  "alt",
  "point",
];

/**
 * Refuses names that a chart does not know, and values of the common options that are wrong.
 *
 * @param without common options that the chart has no use for
 */
export function checkOptions(
  chart: string,
  options: unknown,
  known: readonly string[],
  without: readonly string[] = [],
): void {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(
      `options is ${
        describe(options)
      }, expected an object such as { title: "Loss" }`,
    );
  }
  const names = [...known, ...chartOptions]
    .filter((name) => !without.includes(name));
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) {
      throw new TypeError(
        `options.${name} is not an option of ${chart}, expected one of ${
          names.toSorted().join(", ")
        }`,
      );
    }
  }
  const values = options as Record<string, unknown>;
  for (const name of ["title", "xLabel", "yLabel", "caption", "alt"]) {
    const value = values[name];
    if (value !== undefined && typeof value !== "string") {
      throw new TypeError(
        `options.${name} is ${describe(value)}, expected a string`,
      );
    }
  }
  checkChoice("point", values.point, ["tick", "step"]);
  for (const name of ["width", "height"]) {
    const value = values[name];
    if (value === undefined) continue;
    if (typeof value !== "number") {
      throw new TypeError(
        `options.${name} is ${describe(value)}, expected a number of pixels`,
      );
    }
    if (!(value >= 160 && value <= 4000)) {
      throw new RangeError(
        `options.${name} is ${value}, expected from 160 to 4000 pixels`,
      );
    }
  }
}

/** Refuses a value that is not among the choices. */
export function checkChoice(
  name: string,
  value: unknown,
  choices: readonly unknown[],
): void {
  if (value === undefined || choices.includes(value)) return;
  const wanted = choices.map((choice) => JSON.stringify(choice)).join(" or ");
  const came = typeof value === "string"
    ? JSON.stringify(value)
    : describe(value);
  const ErrorClass = typeof value === typeof choices[0]
    ? RangeError
    : TypeError;
  throw new ErrorClass(`options.${name} is ${came}, expected ${wanted}`);
}

/** Refuses what is not an array of as many strings as `owner` has `what`. */
export function checkNames(
  name: string,
  names: unknown,
  count: number,
  owner: string,
  what: string,
): void {
  if (names === undefined) return;
  if (
    !Array.isArray(names) || names.some((item) => typeof item !== "string")
  ) {
    throw new TypeError(
      `options.${name} is ${describe(names)}, expected an array of strings`,
    );
  }
  if (names.length !== count) {
    throw new TypeError(
      `options.${name} has ${names.length} names and ${owner} ${count} ${what}, expected as many`,
    );
  }
}

/** Refuses a range that is not two finite numbers, the smaller first, positive for a log scale. */
export function checkRange(name: string, value: unknown, scale: Scale): void {
  if (value === undefined) return;
  if (
    !Array.isArray(value) || value.length !== 2 ||
    value.some((item) => typeof item !== "number")
  ) {
    throw new TypeError(
      `options.${name} is ${
        describe(value)
      }, expected two numbers such as [0, 1]`,
    );
  }
  const [low, high] = value;
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
    throw new RangeError(
      `options.${name} is [${low}, ${high}], expected two finite numbers, the smaller first`,
    );
  }
  if (scale === "log" && low <= 0) {
    throw new RangeError(
      `options.${name} is [${low}, ${high}], expected positive numbers for a log scale`,
    );
  }
}

/** The scale of an axis, "linear" if left out; refuses a scale or a range that is wrong. */
export function readScale(
  axis: "x" | "y",
  options: object,
): Scale {
  const values = options as Record<string, unknown>;
  const scale = values[`${axis}Scale`] ?? "linear";
  checkChoice(`${axis}Scale`, scale, ["linear", "log"]);
  checkRange(`${axis}Range`, values[`${axis}Range`], scale as Scale);
  return scale as Scale;
}

/** What a value is, for the message of an error. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return `an array of length ${value.length}`;
  if (typeof value === "object") {
    const name = value.constructor?.name ?? "Object";
    return `${/^[AEIOU]/.test(name) ? "an" : "a"} ${name}`;
  }
  return `a ${typeof value}`;
}
