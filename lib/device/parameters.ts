/**
 * Collections of parameters.
 *
 * @module
 */

import { bindableLength, Layout } from "./arena.ts";
import type { Device } from "./device.ts";
import type { FloatDType } from "./dtype.ts";
import {
  type Joined,
  joinParameter,
  Parameter,
  type ParameterOptions,
} from "./parameter.ts";
import { showTensors } from "./show_tensors.ts";
import { describeArray, showable } from "./tensor.ts";

/** Whatever has parameters: a module, a parameter, or a record of such. */
export type ParameterTree =
  | Parameter
  | { readonly parameters: ParameterTree }
  | { readonly [name: string]: ParameterTree };

let arenasOf: (parameters: Parameters) => Joined;

/**
 * Parameters by name, with their values in one buffer and their accumulated gradients in another: one
 * dispatch goes over all of them, however many.
 *
 * @example From modules
 * ```ts
 * import { LayerNorm, openDevice, Parameters } from "jsr:@ticks/ticks@^0.1";
 * import { assertEquals } from "@std/assert";
 *
 * const device = await openDevice("cpu");
 * const norm = new LayerNorm(8, { device });
 * const parameters = Parameters.of({ norm });
 * assertEquals(parameters.names, ["norm.weight", "norm.bias"]);
 * ```
 *
 * @example From shapes
 * ```ts
 * import { openDevice, Parameters } from "jsr:@ticks/ticks@^0.1";
 * import { assertEquals } from "@std/assert";
 *
 * const device = await openDevice("cpu");
 * const parameters = new Parameters(device, { weight: { shape: [2, 3], init: 1 } });
 * assertEquals(await parameters.get("weight").value.read(), new Float32Array(6).fill(1));
 * ```
 */
export class Parameters implements Iterable<Parameter> {
  /** Where they live. */
  readonly device: Device;
  /** The type of their elements. */
  readonly dtype: FloatDType;
  /** Their names, in order. */
  readonly names: readonly string[];
  readonly #byName: ReadonlyMap<string, Parameter>;
  readonly #joined: Joined;

  static {
    arenasOf = (parameters) => parameters.#joined;
  }

  /**
   * Makes parameters of these shapes and first values, or joins those that there are: their values and
   * gradients move once, on the device, into the collection's buffers.
   *
   * @throws {TypeError} when there is none, an `init` does not fill its shape, a parameter has joined a collection already or stands twice, or devices or dtypes differ
   * @throws {RangeError} when a shape is no list of whole lengths
   */
  constructor(
    device: Device,
    parameters: Readonly<Record<string, ParameterOptions | Parameter>>,
  ) {
    const all = Object.entries(parameters).map(([name, given]) => {
      if (!(given instanceof Parameter) && !Array.isArray(given?.shape)) {
        throw new TypeError(
          `Parameters: ${name} is ${
            describeArray(given)
          }, expected a Parameter or { shape, init }; for modules use Parameters.of({ ${name} })`,
        );
      }
      return [
        name,
        given instanceof Parameter ? given : new Parameter(device, given),
      ] as const;
    });
    checkAll(device, all);
    this.device = device;
    this.dtype = all[0][1].dtype;
    this.names = all.map(([name]) => name);
    this.#byName = new Map(all);
    const layout = new Layout(
      Object.fromEntries(all.map(([name, { shape }]) => [name, shape])),
      bindableLength(device, this.dtype),
    );
    this.#joined = {
      layout,
      values: layout.zeros(device, this.dtype),
      gradients: layout.zeros(device, this.dtype),
      lost: null,
      owner: null,
    };
    all.forEach(([name, parameter], i) =>
      joinParameter(parameter, name, this.#joined, layout.places[i])
    );
  }

  /**
   * Joins the parameters of modules, named by their path with dots: `{ norm }` gives `norm.weight`.
   *
   * @throws {TypeError} when there is none, something is no module, a parameter has joined a collection already or stands twice, or devices or dtypes differ
   */
  static of(tree: ParameterTree): Parameters {
    const found = parametersIn(tree);
    const [first] = Object.values(found);
    if (!first) {
      throw new TypeError(
        "Parameters.of: there is no parameter, expected at least one",
      );
    }
    return new Parameters(first.value.device, found);
  }

  /**
   * The parameter of that name.
   *
   * @throws {RangeError} when there is none
   */
  get(name: string): Parameter {
    const parameter = this.#byName.get(name);
    if (!parameter) {
      throw new RangeError(
        `parameters.get: name is ${JSON.stringify(name)}, expected one of ${
          this.names.join(", ")
        }`,
      );
    }
    return parameter;
  }

  /** The parameters, in order. */
  [Symbol.iterator](): Iterator<Parameter> {
    return this.#byName.values();
  }

  /** Sets all accumulated gradients to zero. */
  zeroGrad(): void {
    this.#joined.gradients.zero();
    this.#joined.lost?.zero();
  }

  /** How many there are, and on which device, in a line. */
  toString(): string {
    return `Parameters(${this.names.length}, ${this.dtype}, ${this.device.kind})`;
  }

  /** What `console.log` shows. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  /** What a notebook shows: a table of the values and gradients of each; it reads them all. */
  [Symbol.for("Jupyter.display")](): Promise<Record<string, unknown>> {
    const rows = [...this].flatMap(({ name, value, grad }) => [
      showable(value, name),
      showable(grad, `gradient of ${name}`),
    ]);
    return showTensors(`Parameters: ${this.names.length}`, rows);
  }
}

/** The buffers of a collection; for `Ticks` only. */
export function arenas(parameters: Parameters): Joined {
  return arenasOf(parameters);
}

/** The parameters of a tree by their paths, joined with dots. */
export function parametersIn(
  tree: ParameterTree,
): Record<string, Parameter> {
  const found: Record<string, Parameter> = {};
  const visit = (node: unknown, path: readonly string[]): void => {
    if (node instanceof Parameter) {
      const name = path.join(".") || "parameter";
      if (Object.hasOwn(found, name)) {
        throw new TypeError(
          `Parameters.of: ${name} stands twice, expected each name once`,
        );
      }
      found[name] = node;
    } else if (
      node !== null && typeof node === "object" && "parameters" in node
    ) {
      visit(node.parameters, path);
    } else if (
      node !== null && typeof node === "object" &&
      [Object.prototype, null].includes(Object.getPrototypeOf(node))
    ) {
      for (const [name, child] of Object.entries(node)) {
        visit(child, [...path, name]);
      }
    } else {
      throw new TypeError(
        `Parameters.of: ${path.join(".") || "the tree"} is ${
          describeArray(node)
        }, expected a module, a Parameter or a record of them`,
      );
    }
  };
  visit(tree, []);
  return found;
}

function checkAll(
  device: Device,
  all: readonly (readonly [string, Parameter])[],
): void {
  if (all.length === 0) {
    throw new TypeError("Parameters: there is none, expected at least one");
  }
  const seen = new Map<Parameter, string>();
  for (const [name, parameter] of all) {
    const twice = seen.get(parameter);
    if (twice !== undefined) {
      throw new TypeError(
        `Parameters: ${name} and ${twice} are the same parameter, expected each once`,
      );
    }
    seen.set(parameter, name);
    if (parameter.joined) {
      throw new TypeError(
        `Parameters: ${name} has joined a collection already, as ${parameter.name}; a parameter joins one only`,
      );
    }
    if (parameter.value.device !== device) {
      throw new TypeError(
        `Parameters: ${name} is on ${parameter.value.device}, expected it on ${device} as the others`,
      );
    }
    if (parameter.dtype !== all[0][1].dtype) {
      throw new TypeError(
        `Parameters: ${name} has dtype ${parameter.dtype}, expected ${
          all[0][1].dtype
        } as the others`,
      );
    }
  }
}
