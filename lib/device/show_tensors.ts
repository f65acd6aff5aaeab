/**
 * Tensors as tables: shape, type and place, and the values in a few numbers.
 *
 * @module
 */

import { DeviceLostError } from "./errors.ts";
import { dtypeOf, type FloatArray } from "./dtype.ts";
import { formatShape, sizeOfShape } from "./shape.ts";
import { HeatMap } from "./show_heat_map.ts";
import { paragraph, type Shown, shown } from "./show_html.ts";
import { writeCount, writeNumber } from "./show_number.ts";
import { Statistics } from "./show_statistics.ts";
import { table } from "./show_table.ts";

/** Values that can be shown. */
export interface Showable {
  /** What they are called; empty for the only ones. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  /** Where they are: `cpu`, `webgpu`, or `array`. */
  readonly place: string;
  readonly disposed?: boolean;
  /** Gives some of the values; missing where nobody can. */
  readonly read?: (start: number, end: number) => Promise<ArrayLike<number>>;
}

/** Values that are read at once; more are read in parts, so that memory stays small. */
const partLength = 2 ** 22;

/** So few values are shown themselves. */
const fewValues = 8;

/** More rows than these are left out, and not read. */
const mostRows = 100;

/** What was found in values, or why nothing was. */
interface Found {
  readonly statistics: Statistics | null;
  readonly problem: string;
  readonly values: readonly number[];
  readonly heatMap: HeatMap | null;
}

/**
 * Reads all values and shows them as a table with a row for each, and below it the few values themselves and
 * heat maps of matrices, where asked for. Those that are disposed or lost say so.
 */
export async function showTensors(
  title: string,
  all: readonly Showable[],
  { details = false }: { readonly details?: boolean } = {},
): Promise<Shown> {
  const rows = all.slice(0, mostRows);
  const found = await measureAll(rows, details);
  const named = rows.some(({ name }) => name !== "");
  const lists = found.map(({ values }, i) =>
    values.length === 0
      ? ""
      : `Values${rows[i].name && ` of ${rows[i].name}`}: ${
        values.map(writeNumber).join(", ")
      }.`
  );
  return shown([
    table({
      title,
      header: [
        ...(named ? ["name"] : []),
        ...["shape", "dtype", "device"],
        ...["lowest", "highest", "mean", "NaN", "infinite"],
      ],
      rows: rows.map((one, i) => [
        ...(named ? [one.name] : []),
        ...[formatShape(one.shape), one.dtype, one.place],
        ...numbersOf(found[i].statistics),
      ]),
      words: named ? 4 : 3,
    }),
    ...[
      ...lists,
      ...found.map(({ problem }, i) =>
        problem && [rows[i].name, problem].filter(Boolean).join(": ")
      ),
      whatWasRead(found),
      all.length > rows.length
        ? `${all.length - rows.length} more are left out and were not read.`
        : "",
    ].filter(Boolean).map(paragraph),
    ...found.map(({ heatMap }, i) => heatMap?.show(rows[i].name) ?? {}),
  ]);
}

/** What an array of numbers shows. */
export function showableArray(
  name: string,
  values: FloatArray,
): Showable {
  return {
    name,
    shape: [values.length],
    dtype: dtypeOf(values)!,
    place: "array",
    read: (start, end) => Promise.resolve(values.subarray(start, end)),
  };
}

/** Reads groups of values at once: on a GPU one wait is as long as many. */
async function measureAll(
  rows: readonly Showable[],
  details: boolean,
): Promise<Found[]> {
  const found: Found[] = [];
  let group: Showable[] = [], size = 0;
  for (const [i, row] of rows.entries()) {
    group.push(row);
    size += sizeOfShape(row.shape);
    if (size < partLength && i < rows.length - 1) continue;
    found.push(...await Promise.all(group.map((one) => measure(one, details))));
    group = [];
    size = 0;
  }
  return found;
}

async function measure(one: Showable, details: boolean): Promise<Found> {
  const nothing = { statistics: null, values: [], heatMap: null };
  if (one.disposed) {
    return { ...nothing, problem: "It is disposed: its values are gone." };
  }
  if (!one.read) {
    return { ...nothing, problem: "Its values cannot be read from here." };
  }
  const statistics = new Statistics(), size = sizeOfShape(one.shape);
  const heatMap = details && HeatMap.fits(one.shape)
    ? new HeatMap(one.shape)
    : null;
  let values: number[] = [];
  try {
    for (let start = 0; start < size; start += partLength) {
      const part = await one.read(start, Math.min(size, start + partLength));
      statistics.add(part);
      heatMap?.add(part, start);
      if (details && size <= fewValues) values = Array.from(part);
    }
  } catch (error) {
    if (!(error instanceof DeviceLostError)) throw error;
    return {
      ...nothing,
      problem: `Its values cannot be read: ${error.message}.`,
    };
  }
  return { statistics, problem: "", values, heatMap };
}

function numbersOf(statistics: Statistics | null): string[] {
  if (statistics === null) return Array(5).fill("-");
  const { lowest, highest, mean, finite, nan, infinite } = statistics;
  return [
    ...(finite === 0 ? ["-", "-", "-"] : [lowest, highest, mean].map(
      writeNumber,
    )),
    ...[nan, infinite].map(String),
  ];
}

/** How many values the numbers are of. */
function whatWasRead(found: readonly Found[]): string {
  const all = found.flatMap(({ statistics }) => statistics ?? []);
  const count = all.reduce((sum, { count }) => sum + count, 0);
  const finite = all.reduce((sum, { finite }) => sum + finite, 0);
  if (all.length === 0) return "";
  const read = `Read: ${count > 1 ? "all " : ""}${writeCount(count, "value")}`;
  return finite === count
    ? `${read}.`
    : `${read}; lowest, highest and mean are of the ${
      writeCount(finite, "finite one")
    }.`;
}
