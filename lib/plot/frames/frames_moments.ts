/** The figures that people hand to frames, read into one form. */

import { checkFigure } from "../figure/composed_options.ts";
import { Figure } from "../figure/figure.ts";
import { describe } from "../parts/options.ts";
import type { Data } from "../figure/plotly_json.ts";

/** A value of the slider with its figure. */
export interface Moment {
  readonly name: string;
  readonly figure: Figure;
}

/** Reads an array of `[value, figure]`, or a record, and refuses figures that do not go together. */
export function readMoments(figures: unknown): Moment[] {
  if (
    typeof figures !== "object" || figures === null || figures instanceof Figure
  ) {
    throw new TypeError(
      `figures is ${
        describe(figures)
      }, expected an array of [value, figure] or a record of value to figure`,
    );
  }
  const entries: unknown[] = Array.isArray(figures)
    ? figures
    : Object.entries(figures);
  if (entries.length === 0) {
    throw new RangeError("figures is empty, expected at least one figure");
  }
  const moments = entries.map((entry, i) => {
    if (
      !Array.isArray(entry) || entry.length !== 2 ||
      !["number", "string"].includes(typeof entry[0])
    ) {
      throw new TypeError(
        `figures[${i}] is ${
          describe(entry)
        }, expected a value, which is a number or a string, and its figure`,
      );
    }
    const [value, figure] = entry;
    checkFigure(`figures[${i}][1]`, figure);
    const name = nameOf(value);
    if (figure.frames.length > 0) {
      throw new TypeError(
        `the figure of ${name} has frames itself, expected one without`,
      );
    }
    if (figure.picture !== figure) {
      throw new TypeError(
        `the figure of ${name} is drawn in three dimensions, expected one on x and y; make frames of contour`,
      );
    }
    return { name, figure };
  });
  const names = moments.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) {
    throw new RangeError(
      `figures has the value ${twice} twice, expected it once`,
    );
  }
  checkKinds(moments);
  return moments;
}

function nameOf(value: number | string): string {
  return String(
    typeof value === "number" ? Number(value.toPrecision(12)) : value,
  );
}

/** Which moment is that of a value; the first if left out. */
export function indexOf(
  moments: readonly Moment[],
  value: number | string | undefined,
): number {
  if (value === undefined) return 0;
  const index = moments.findIndex(({ name }) => name === nameOf(value));
  if (index === -1) {
    throw new RangeError(
      `options.value is ${JSON.stringify(value)}, expected one of ${
        list(moments.map(({ name }) => name))
      }`,
    );
  }
  return index;
}

function checkKinds(moments: readonly Moment[]): void {
  const kinds = ({ data }: Figure) =>
    data.map(({ type = "scatter" }) => String(type));
  const most = moments.reduce((a, b) =>
    b.figure.data.length > a.figure.data.length ? b : a
  );
  const other = moments.find(({ figure }) =>
    kinds(figure).some((kind, i) => kind !== kinds(most.figure)[i])
  );
  if (other === undefined) return;
  throw new TypeError(
    `the figure of ${other.name} draws ${
      kinds(other.figure).join(", ")
    } and that of ${most.name} ${
      kinds(most.figure).join(", ")
    }, expected the same kinds in the same order`,
  );
}

/** As many traces in all: those that a figure lacks at its end are there and not to be seen. */
export function withAllTraces(all: readonly (readonly Data[])[]): Data[][] {
  const most = all.reduce((a, b) => b.length > a.length ? b : a);
  return all.map((data) =>
    most.map((trace, i) => {
      if (all.every(({ length }) => length > i)) return data[i];
      return { ...(data[i] ?? trace), visible: i < data.length } as Data;
    })
  );
}

/** Names in a sentence, of many a few. */
export function list(names: readonly string[]): string {
  return names.length <= 8
    ? names.join(", ")
    : `${names.slice(0, 3).join(", ")}, ... ${names.at(-1)}`;
}
