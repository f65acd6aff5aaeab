/** Charts with a row for each layer or parameter, its name on the left and a log scale below. */

import { axis } from "../parts/axis.ts";
import { chartLayout } from "../parts/chart_layout.ts";
import { plotlyText } from "../parts/escape.ts";
import { finiteRange } from "../parts/numbers.ts";
import type { ChartOptions } from "../parts/options.ts";
import type { Layout } from "../figure/plotly_json.ts";
import { HEIGHT } from "../parts/style.ts";

/** Pixels of a row, and the least that a name needs. */
const ROW = 26, NAME = 15;
/** Longer names are shortened. */
const LONGEST = 32;

/** The layout of such a chart, and the names of its series for the legend. */
export function rowLayout(
  options: ChartOptions,
  rows: readonly string[],
  series: readonly string[],
  values: readonly number[],
  xLabel: string,
): { layout: Layout; names: readonly string[] } {
  const wanted = Math.min(1200, Math.max(250, 150 + ROW * rows.length));
  const { layout, names, plotHeight } = chartLayout(
    options,
    series,
    wanted - HEIGHT,
  );
  // Names that would cover each other are left out, evenly.
  const every = Math.ceil(rows.length * NAME / plotHeight);
  const named = rows.map((_, i) => i).filter((i) => i % every === 0);
  const short = shorten(rows);
  return {
    layout: {
      ...layout,
      xaxis: axis({
        label: options.xLabel ?? xLabel,
        scale: "log",
        data: finiteRange(values, true),
        pad: 0.06,
      }),
      yaxis: {
        range: [rows.length - 0.5, -0.5], // the first row on top
        tickvals: named,
        ticktext: named.map((i) => plotlyText(short[i])),
        ...(options.yLabel === undefined
          ? {}
          : { title: { text: plotlyText(options.yLabel) } }),
      },
    },
    names,
  };
}

/** Names in full where they are short; else without the path that all have, or without their middle. */
function shorten(names: readonly string[]): string[] {
  if (names.every((name) => name.length <= LONGEST)) return [...names];
  const [first] = names;
  let same = 0;
  while (names.every((name) => name[same] === first[same] && name[same])) {
    same++;
  }
  const path = first.slice(0, same).lastIndexOf(".") + 1;
  return names.map((name) => {
    const rest = path > 1 ? `…${name.slice(path)}` : name;
    return rest.length <= LONGEST
      ? rest
      : `${rest.slice(0, 11)}…${rest.slice(-20)}`;
  });
}
