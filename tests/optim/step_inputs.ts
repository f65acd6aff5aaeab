/**
 * Inputs for the kernels of an optimizer's step. Their arrays must fit together: a table says where the
 * segments lie, what pads them is zero, and the state is such as training leaves it.
 *
 * @module
 */

import { randomNormal, randomUniform } from "../../lib/check/random.ts";
import { Layout } from "../../lib/device/arena.ts";
import type { Kernel, KernelArrays } from "../../lib/device/kernel.ts";
import type { NumberArray } from "../../mod.ts";

/** What a property draws for a kernel. */
export interface Drawn {
  readonly args: Readonly<Record<string, number>>;
  /** Which optional tensors are there. */
  readonly present: Readonly<Record<string, boolean>>;
  readonly seed: number;
}

/** Arguments and arrays of one run. */
export interface Inputs {
  readonly args: Record<string, number>;
  readonly values: Record<string, NumberArray | null>;
}

/** Whether a kernel is part of an optimizer's step. */
export function isOfStep(kernel: Kernel): boolean {
  return "stats" in kernel.tensors;
}

/** Inputs of a kernel of a step, the same for the same draw. */
export function stepInputs(kernel: Kernel, drawn: Drawn): Inputs {
  if (!("table" in kernel.tensors)) return decisionInputs(drawn);
  return isUpdate(kernel) ? updateInputs(kernel, drawn) : squaresInputs(drawn);
}

/** Whether it is an optimizer's own. */
export function isUpdate(kernel: Kernel): boolean {
  return "gradients" in kernel.tensors;
}

/** The names of an optimizer's state. */
export function stateNames(kernel: Kernel): string[] {
  return ownNames(kernel.tensors, sharedTensors);
}

/** Chooses from lists. */
function chooser(seed: number) {
  const draws = randomUniform(100, seed).values();
  return <T>(...items: readonly T[]): T =>
    items[Math.floor(draws.next().value! * items.length)];
}

type Chooser = ReturnType<typeof chooser>;

/** Head and rows of `stats`; a part of the rows' sums may be nothing but zeros. */
function makeStats(
  choose: Chooser,
  segments: number,
  seed: number,
): Float32Array {
  const stats = Float32Array.from(
    randomNormal(4 * (2 + segments), seed),
    Math.abs,
  );
  const kept = choose([1, 1, 1], [0, 1, 1], [0, 0, 1], [0, 0, 0]);
  const finite = choose(true, true, false);
  for (let i = 8; i < stats.length; i += 4) {
    for (let k = 0; k < 3; k++) stats[i + k] *= kept[k];
    stats[i + 3] = finite ? 0 : Math.round(stats[i + 3]);
  }
  const corrections = [choose(0.1, 0.271, 1), choose(0.0316, 0.3, 1)];
  const head = [choose(1, 1, 1, 0), choose(1, 0.37), stats[2], 0];
  stats.set([...head, ...corrections, 0, 0]);
  return stats;
}

function decisionInputs({ args, seed }: Drawn): Inputs {
  const choose = chooser(seed);
  const { segments, steps } = args;
  const corrections = Float32Array.from(randomUniform(2 * steps, seed + 1));
  // No step applied yet, some, and more than the table has rows.
  const applied = choose(0, Math.floor(steps / 2), steps - 1, 2 * steps);
  return {
    args: { ...args, clipNorm: choose(0, args.clipNorm, 1e-7) },
    values: {
      corrections,
      counts: new Uint32Array([applied, choose(0, 7)]),
      stats: makeStats(choose, segments, seed + 2),
    },
  };
}

/** One bindable range of an arena of awkward shapes, some of them frozen. */
function makeArena(choose: Chooser) {
  const shapes: Record<string, number[]> = {};
  const places = choose(1, 3, 6);
  for (let place = 0; place < places; place++) {
    shapes[place] = [
      choose(1, 2, 63, 64, 65, 700, 2047, 2048, 2049, 4097, 5000),
    ];
  }
  const layout = new Layout(shapes, 8192);
  const { first, end, length } = choose(...layout.ranges);
  const options = layout.places.map(() => [
    choose(1, 1, 0.5, -1), // the learning rate's factor; -1 is frozen
    choose(0, 0.1),
  ]);
  const table = Float32Array.from(
    layout.segments.flatMap(({ place, start, size }) => [
      start / 64,
      size,
      ...options[place],
    ]),
  );
  const segments = layout.segments.length;
  /** An array of the range: these numbers in its segments, zeros between them. */
  const spread = (numbers: ArrayLike<number>): Float32Array => {
    const array = new Float32Array(length);
    for (const { start, size } of layout.segments.slice(first, end)) {
      for (let i = start; i < start + size; i++) array[i] = numbers[i];
    }
    return array;
  };
  const random = (seed: number) => randomNormal(length, seed);
  return { sizes: { segments, first, end, length }, table, spread, random };
}

/** Numbers to be added to these: as large as they count, and none that cancels. */
const lostOf = (values: Float32Array, random: Float64Array) =>
  values.map((v, i) => v * random[i] / 8);

function squaresInputs({ present, seed }: Drawn): Inputs {
  const choose = chooser(seed);
  const { sizes, table, spread, random } = makeArena(choose);
  // Beyond 2 ** 50 and under 2 ** -50 sums have parts of their own: all values are there, or some.
  const exponents = randomUniform(sizes.length, seed + 1);
  const centre = choose(0, 0, -60, 60), range = choose(0, 10, 55);
  const values = spread(
    random(seed + 2).map((v, i) =>
      v * 2 ** Math.round(centre + (2 * exponents[i] - 1) * range)
    ),
  );
  const lost = present.lost ? lostOf(values, random(seed + 3)) : null;
  if (choose(true, false)) {
    const row = 4 * sizes.first;
    values[64 * table[row] + table[row + 1] - 1] = choose(NaN, -Infinity);
  }
  return {
    args: sizes,
    values: {
      table,
      values,
      lost,
      stats: makeStats(choose, sizes.segments, seed + 4),
    },
  };
}

/** What the tensors and arguments of every update kernel are; the optimizer's own come after them. */
const sharedTensors = ["table", "stats", "values", "gradients", "lost"];
const sharedArguments = [
  ...["segments", "first", "end", "length"],
  ...["count", "learningRate", "clipValue", "reserved"],
];

function updateInputs(kernel: Kernel, { args, present, seed }: Drawn): Inputs {
  const choose = chooser(seed);
  const { sizes, table, spread, random } = makeArena(choose);
  const { length } = sizes;
  const all: Record<string, number> = {
    ...args,
    ...sizes,
    count: choose(1, 3, 64),
    learningRate: choose(1e-3, 0.1),
    clipValue: choose(0, 0.5),
  };
  for (const name of ownNames(kernel.arguments, sharedArguments)) {
    // Switches say 1. One minus something is less: 1 would keep nothing of the state.
    if (!name.startsWith("oneMinus")) all[name] = choose(all[name], 1);
  }
  const gradientOf = (seed: number) =>
    spread(random(seed).map((v) => v * all.count));
  const gradients = gradientOf(seed + 1);
  const values: Record<string, NumberArray | null> = {
    table,
    stats: makeStats(choose, sizes.segments, seed + 2),
    values: spread(random(seed + 3)),
    gradients,
    lost: present.lost ? lostOf(gradients, random(seed + 4)) : null,
  };
  const states = stateNames(kernel);
  for (const name of states) {
    const absent = kernel.tensors[name].optional && !present[name];
    values[name] = absent ? null : new Float32Array(length);
  }
  const held = states.filter((name) => values[name]);
  // The state is what three steps leave.
  for (let step = 0; step < 3; step++) {
    const gradients = gradientOf(seed + 10 + step);
    const after = definedStep(kernel, { args: all, values }, { gradients });
    for (const name of held) values[name] = Float32Array.from(after[name]!);
  }
  moveFromJumps(kernel, { args: all, values }, held);
  // What is not finite is skipped, and gone afterwards.
  if (values.stats![0] === 0) gradients[64 * table[4 * sizes.first]] = NaN;
  return { args: all, values };
}

const ownNames = (all: object, shared: readonly string[]) =>
  Object.keys(all).filter((name) => !shared.includes(name));

/** What the f64 face makes of these inputs in a step that is applied. */
function definedStep(
  kernel: Kernel,
  { args, values }: Inputs,
  changed: Record<string, NumberArray>,
): Record<string, Float64Array | null> {
  const arrays: Record<string, Float64Array | null> = {};
  for (const [name, array] of Object.entries({ ...values, ...changed })) {
    arrays[name] = array && Float64Array.from(array);
  }
  arrays.stats![0] = 1;
  kernel.definition(arrays as KernelArrays<typeof kernel.tensors>, args);
  return arrays;
}

/**
 * The sign in lion jumps where its argument is 0: near there it hangs on a rounding, and no two faces need
 * agree. Where 1e-5 more or less of the state (100 roundings) would move a value by a quarter of the learning
 * rate, which no continuous rule does, the state is made three times as large.
 */
function moveFromJumps(
  kernel: Kernel,
  inputs: Inputs,
  states: readonly string[],
): void {
  const { args, values } = inputs;
  const [less, more] = [1 - 1e-5, 1 + 1e-5].map((factor) => {
    const changed = states.map((name) =>
      [name, Float64Array.from(values[name]!, (v) => v * factor)] as const
    );
    return definedStep(kernel, inputs, Object.fromEntries(changed)).values!;
  });
  less.forEach((v, i) => {
    if (Math.abs(v - more[i]) <= args.learningRate / 4) return;
    for (const name of states) values[name]![i] *= 3;
  });
}
