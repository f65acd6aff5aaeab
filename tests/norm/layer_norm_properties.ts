/**
 * What holds of every layer norm, whatever it is given: properties that need no reference.
 *
 * Each gives one number, an error that a bound of `tests/bounds.ts` limits; where that is 0, the bits are
 * the same. The tests hold them on every device, and the page of the proof shows what was found.
 *
 * @module
 */

import { maxRelativeError } from "../../lib/check/measures.ts";
import { randomNormal, randomUniform } from "../../lib/check/random.ts";
import { bounds } from "../bounds.ts";
import { equalBits } from "../equal_bits.ts";
import { largestOf } from "../spacing.ts";
import type { Batch, Outcome, Run } from "./layer_norm_window.ts";

/** A property, as a sentence about y, dx, dweight and dbias. */
export interface Property {
  readonly name: string;
  /** What the error may be. */
  readonly bound: number;
  /** The largest error over all batches; NaN where something is. */
  measure(run: Run): Promise<number>;
}

/** The same batch put otherwise, and how to put back what comes out. */
interface Change {
  readonly batch?: Partial<Batch>;
  /** The sizes of its micro-batches. */
  readonly sizes?: readonly number[];
  readonly back?: (outcome: Outcome) => Partial<Outcome>;
}

const normal = (length: number, seed: number) =>
  Float32Array.from(randomNormal(length, seed));

/** One row, widths that no power of two divides, more rows than a block of 64. */
const batches: readonly Batch[] = [
  [1, 768],
  [65, 37],
  [7, 1023],
  [200, 64],
  [270, 199],
  [3, 4098],
].map(([rows, width], i) => ({
  rows,
  width,
  eps: 1e-5,
  x: normal(rows * width, 10 * i + 1).map((v) => Math.round(1024 * v) / 1024),
  dy: normal(rows * width, 10 * i + 2),
  weight: normal(width, 10 * i + 3),
  bias: normal(width, 10 * i + 4),
}));

/** The largest error over all batches, which run side by side: a GPU's answer takes its time. */
async function worstOf(
  measure: (batch: Batch) => Promise<number[]>,
): Promise<number> {
  return Math.max(...(await Promise.all(batches.map(measure))).flat());
}

/** What comes out of a change is what came out before it. */
function unchanged(
  name: string,
  bound: number,
  changes: (batch: Batch) => readonly Change[],
  outputs: readonly (keyof Outcome)[] = ["y", "dx", "dweight", "dbias"],
): Property {
  return {
    name,
    bound,
    measure: (run) =>
      worstOf(async (before) => {
        const expected = await run(before);
        const errors: number[] = [];
        for (const { batch, sizes, back } of changes(before)) {
          const found = await run({ ...before, ...batch }, sizes);
          const actual = { ...found, ...back?.(found) };
          errors.push(...outputs.map((output) => {
            const error = maxRelativeError(actual[output], expected[output]);
            return error === 0 && bound === 0 &&
                !equalBits(actual[output], expected[output])
              ? Infinity // 0 and -0
              : error;
          }));
        }
        return errors;
      }),
  };
}

/** The mean over each row of something in an outcome is 0, beside its largest size. */
function zeroRowMeans(
  name: string,
  bound: number,
  change: (batch: Batch) => Partial<Batch>,
  factors: (outcome: Outcome) => readonly Float32Array[],
): Property {
  return {
    name,
    bound,
    measure: (run) =>
      worstOf(async (batch) => {
        const { rows, width } = batch;
        const arrays = factors(await run({ ...batch, ...change(batch) }));
        const size = arrays.reduce((all, array) => all * largestOf(array), 1);
        return Array.from({ length: rows }, (_, r) => {
          let sum = 0;
          for (let i = r * width; i < (r + 1) * width; i++) {
            sum += arrays.reduce((product, array) => product * array[i], 1);
          }
          return Math.abs(sum) / width / size;
        });
      }),
  };
}

const times = (values: Float32Array, factor: number) =>
  values.map((value) => factor * value);

/** Whole multiples of 2^-10, as x is; below 2^13 a sum of two has 24 bits at most and is exact. */
const offsets = [-1, 512.25, 8000];

/** Each number below `length` once, in an order that looks like none. */
function shuffled(length: number): number[] {
  const keys = randomUniform(length, 3);
  return [...keys.keys()].sort((a, b) => keys[a] - keys[b]);
}

/** Rows in an order, or put back from it. */
function inOrder(
  values: Float32Array,
  { rows, width }: Batch,
  back = false,
): Float32Array {
  const result = new Float32Array(values.length);
  shuffled(rows).forEach((other, row) => {
    const [from, to] = back ? [row, other] : [other, row];
    result.set(values.subarray(width * from, width * (from + 1)), width * to);
  });
  return result;
}

const permuteRows = (batch: Batch): Change[] => [{
  batch: { x: inOrder(batch.x, batch), dy: inOrder(batch.dy, batch) },
  back: ({ y, dx }) => ({
    y: inOrder(y, batch, true),
    dx: inOrder(dx, batch, true),
  }),
}];

/** Cuts within the batch, as sizes of micro-batches. */
const cutAt = (...lists: number[][]) => ({ rows }: Batch): Change[] =>
  lists.map((cuts) => {
    const ends = [...cuts.filter((cut) => cut < rows), rows];
    return { sizes: ends.map((end, i) => end - (ends[i - 1] ?? 0)) };
  });

/** All of them. */
export const layerNormProperties: readonly Property[] = [
  unchanged(
    "y, dx, dweight and dbias are those of x + a, where the sum is exact",
    bounds.layerNormPair,
    ({ x }) => offsets.map((a) => ({ batch: { x: x.map((v) => v + a) } })),
  ),
  unchanged(
    "2^k x and 4^k eps give y, dweight and dbias, and 2^-k dx",
    0, // every product is 2^k or 4^k times the other, and the root, of an even power, too
    ({ x, eps }) =>
      [2 ** -12, 0.5, 2 ** 20].map((scale) => ({
        batch: { x: times(x, scale), eps: eps * scale ** 2 },
        back: ({ dx }) => ({ dx: times(dx, scale) }),
      })),
  ),
  unchanged(
    "2^k dy gives 2^k dx, dweight and dbias",
    0,
    ({ dy }) => [{
      batch: { dy: times(dy, 64) },
      back: ({ dx, dweight, dbias }) => ({
        dx: times(dx, 1 / 64),
        dweight: times(dweight, 1 / 64),
        dbias: times(dbias, 1 / 64),
      }),
    }],
  ),
  zeroRowMeans(
    "dx sums to 0 in each row",
    bounds.layerNormF32,
    () => ({}),
    ({ dx }) => [dx],
  ),
  zeroRowMeans(
    "dx is orthogonal to y in each row, for a weight of 1, no bias and an eps that does not count",
    bounds.layerNormPair,
    ({ width }) => ({
      eps: 1e-20,
      weight: new Float32Array(width).fill(1),
      bias: new Float32Array(width),
    }),
    ({ dx, y }) => [dx, y],
  ),
  unchanged("permuting rows permutes y and dx", 0, permuteRows, ["y", "dx"]),
  unchanged(
    "permuting rows leaves dweight and dbias",
    bounds.layerNormPair,
    permuteRows,
    ["dweight", "dbias"],
  ),
  unchanged(
    "ticks cut at multiples of 64 rows give what one tick gives",
    0,
    cutAt([64], [64, 128], [64, 192, 256]),
  ),
  unchanged(
    "ticks of any sizes give what one tick gives",
    bounds.layerNormPair,
    cutAt([1], [7, 100], [33, 34, 150, 199]),
  ),
];
