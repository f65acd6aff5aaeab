/** The gradients that people hand to a gradient flow, read into one form. */

import type { Numbers } from "../parts/numbers.ts";
import { describe } from "../parts/options.ts";
import { checkNumbers } from "../parts/series.ts";

/** Sizes of a layer's gradients that were computed before. */
export interface GradientSizes {
  /** The mean of the absolute values. */
  mean: number;
  /** The largest absolute value. */
  largest: number;
  /** The share of exact zeros, from 0 to 1. */
  zeros?: number;
}

/** What a step adds to a parameter, and the parameter. */
export interface UpdateAndWeight {
  /** What the optimizer adds, the learning rate included. */
  update: Numbers;
  /** The parameter, as many values. */
  weight: Numbers;
}

/** What is known of a layer. */
export type LayerGradients = Numbers | GradientSizes | UpdateAndWeight;

/** A layer with the numbers that are drawn. */
export interface FlowLayer {
  readonly name: string;
  /** The mean absolute gradient, or the size of the update beside that of the weight. */
  readonly mean: number;
  /** The largest absolute gradient, null for updates. */
  readonly largest: number | null;
  /** The share of zeros, null where it is not known. */
  readonly zeros: number | null;
  /** How many values are not finite. */
  readonly notFinite: number;
}

/** The layers at one moment, its name null where there is only one. */
export interface FlowStep {
  readonly name: string | null;
  readonly layers: readonly FlowLayer[];
}

/** What is drawn: gradients or the sizes of updates, at one moment or several. */
export interface Flow {
  readonly kind: "gradients" | "updates";
  readonly steps: readonly FlowStep[];
}

const expected =
  "expected an array of gradients, { mean, largest }, or { update, weight }";

/** Reads a record of layers, or a record of moments to such a record. */
export function readFlow(layers: unknown): Flow {
  checkRecord("layers", layers);
  const moments = Object.values(layers).every((value) =>
    isRecord(value) && !isSizes(value) && !isUpdate(value)
  );
  const read = (argument: string, record: Record<string, unknown>) =>
    Object.entries(record).map(([name, value]) =>
      readLayer(`${argument}[${JSON.stringify(name)}]`, name, value)
    );
  const steps = moments
    ? Object.entries(layers).map(([name, record]) => {
      const argument = `layers[${JSON.stringify(name)}]`;
      checkRecord(argument, record);
      return { name, layers: read(argument, record) };
    })
    : [{ name: null, layers: read("layers", layers) }];
  const all = steps.flatMap((step) => step.layers);
  const other = all.find((layer) =>
    (layer.largest === null) !== (all[0].largest === null)
  );
  if (other !== undefined) {
    throw new TypeError(
      `layers has gradients and { update, weight }, as for ${
        JSON.stringify(other.name)
      }, expected one kind; draw two figures`,
    );
  }
  const names = (step: FlowStep) => step.layers.map(({ name }) => name).join();
  const odd = steps.find((step) => names(step) !== names(steps[0]));
  if (odd !== undefined) {
    throw new TypeError(
      `layers[${JSON.stringify(odd.name)}] has the layers ${names(odd)} and ${
        JSON.stringify(steps[0].name)
      } ${
        names(steps[0])
      }, expected the same; join nested names with dots if these are no moments`,
    );
  }
  return { kind: all[0].largest === null ? "updates" : "gradients", steps };
}

function readLayer(argument: string, name: string, value: unknown): FlowLayer {
  if (isUpdate(value)) return readUpdate(argument, name, value);
  if (isSizes(value)) return readSizes(argument, name, value);
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) {
    throw new TypeError(`${argument} is ${describe(value)}, ${expected}`);
  }
  checkNumbers(argument, value);
  let sum = 0, largest = 0, zeros = 0, notFinite = 0;
  for (let i = 0; i < value.length; i++) {
    const size = Math.abs(value[i]);
    if (!Number.isFinite(size)) {
      notFinite++;
      continue;
    }
    sum += size;
    if (size > largest) largest = size;
    if (size === 0) zeros++;
  }
  const finite = value.length - notFinite;
  return {
    name,
    mean: finite === 0 ? NaN : sum / finite,
    largest: finite === 0 ? NaN : largest,
    zeros: zeros / value.length,
    notFinite,
  };
}

function readSizes(
  argument: string,
  name: string,
  { mean, largest, zeros }: GradientSizes,
): FlowLayer {
  for (const [key, size] of Object.entries({ mean, largest, zeros })) {
    if (size === undefined) continue;
    if (typeof size !== "number") {
      throw new TypeError(
        `${argument}.${key} is ${describe(size)}, expected a number`,
      );
    }
    if (size < 0 || (key === "zeros" && !(size <= 1))) {
      throw new RangeError(
        `${argument}.${key} is ${size}, expected ${
          key === "zeros" ? "a share from 0 to 1" : "a number of at least 0"
        }`,
      );
    }
  }
  const notFinite = [mean, largest].filter((size) => !Number.isFinite(size));
  return {
    name,
    mean,
    largest,
    zeros: zeros ?? null,
    notFinite: notFinite.length,
  };
}

function readUpdate(
  argument: string,
  name: string,
  { update, weight }: UpdateAndWeight,
): FlowLayer {
  checkNumbers(`${argument}.update`, update);
  checkNumbers(`${argument}.weight`, weight);
  if (update.length !== weight.length) {
    throw new TypeError(
      `${argument} has ${update.length} updates and ${weight.length} weights, expected as many of both`,
    );
  }
  let updates = 0, weights = 0, notFinite = 0;
  for (let i = 0; i < update.length; i++) {
    if (!Number.isFinite(update[i]) || !Number.isFinite(weight[i])) {
      notFinite++;
      continue;
    }
    updates += update[i] ** 2;
    weights += weight[i] ** 2;
  }
  // A weight of zeros, as a new bias is, has no ratio.
  const mean = weights === 0 ? NaN : Math.sqrt(updates / weights);
  return { name, mean, largest: null, zeros: null, notFinite };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null &&
    !Array.isArray(value) && !ArrayBuffer.isView(value);
}

function checkRecord(
  argument: string,
  value: unknown,
): asserts value is Record<string, unknown> {
  if (!isRecord(value)) {
    throw new TypeError(
      `${argument} is ${
        describe(value)
      }, expected a record of layer to its gradients`,
    );
  }
  if (Object.keys(value).length === 0) {
    throw new RangeError(
      `${argument} is an empty record, expected at least one layer with its gradients`,
    );
  }
}

function isSizes(value: unknown): value is GradientSizes {
  return hasOnly(value, ["mean", "largest"], ["zeros"]) &&
    !isList((value as GradientSizes).mean);
}

function isUpdate(value: unknown): value is UpdateAndWeight {
  return hasOnly(value, ["update", "weight"], []);
}

function isList(value: unknown): boolean {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

function hasOnly(
  value: unknown,
  needed: readonly string[],
  more: readonly string[],
): boolean {
  return isRecord(value) && needed.every((key) => key in value) &&
    Object.keys(value).every((key) =>
      needed.includes(key) || more.includes(key)
    );
}
