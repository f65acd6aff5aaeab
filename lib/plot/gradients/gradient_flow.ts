/**
 * Gradient flow: how large the gradients are, layer by layer.
 *
 * @module
 */

import { writeCaption } from "../parts/caption.ts";
import { plotlyText } from "../parts/escape.ts";
import { Figure } from "../figure/figure.ts";
import {
  type Flow,
  type FlowStep,
  type LayerGradients,
  readFlow,
} from "./gradient_flow_layers.ts";
import {
  describeFlow,
  flowNotes,
  hasZeros,
  percent,
} from "./gradient_flow_words.ts";
import { rowLayout } from "./gradient_rows.ts";
import { plainNumbers, writeNumber } from "../parts/numbers.ts";
import { type ChartOptions, checkOptions, describe } from "../parts/options.ts";
import type { Data, Layout } from "../figure/plotly_json.ts";
import { sketchLines } from "../parts/sketch.ts";
import { colours, light, symbols } from "../parts/style.ts";

/** Options of {@linkcode gradientFlow}. */
export interface GradientFlowOptions extends ChartOptions {
  /**
   * Where the guide for `{ update, weight }` stands, false for none. 1e-3 if left out: "somewhere
   * around 1e-3" is the rule of thumb in Karpathy's lecture (2022) on activations and gradients.
   */
  guide?: number | false;
}

/**
 * Draws the size of gradients by layer, the first layer on top, on a log scale.
 *
 * Of arrays it takes the mean and the largest absolute value and the share of zeros; sizes that were
 * computed before come as `{ mean, largest, zeros }`. Whether the gradients vanish or explode on
 * their way from the last layer to the first (Glorot and Bengio 2010; Pascanu, Mikolov and Bengio
 * 2013) is told in the caption: more than a thousandfold counts.
 *
 * Of `{ update, weight }` it draws how large a step is beside the parameter, `|update| / |weight|` in
 * the Euclidean norm, with a guide.
 *
 * Layers of zeros alone have no place on a log scale; they, and values that are not finite, are
 * counted in the caption.
 *
 * @param layers a record of layer to its gradients, or of several moments, such as before and after,
 * to such a record; layers stand in the order of the record
 * @param options titles and sizes, and the guide
 * @throws {TypeError} a layer is none of these, the moments have different layers, an unknown option
 * @throws {RangeError} a record or an array is empty, a size is below 0, a value of an option is out of range
 *
 * @example Gradients that vanish
 * ```ts
 * import { gradientFlow } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * const figure = gradientFlow({
 *   "layer 1": Float32Array.of(1e-7, -2e-7, 0),
 *   "layer 2": Float32Array.of(3e-5, 1e-5, -2e-5),
 *   "layer 3": Float32Array.of(4e-3, -1e-3, 2e-3),
 * }, { title: "Gradients", point: "step" });
 * console.assert(figure.caption.endsWith("the gradients vanish."));
 * ```
 *
 * @example Updates beside weights
 * ```ts
 * import { gradientFlow } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * await gradientFlow({
 *   "fc1": { update: [1e-3, -1e-3], weight: [0.5, 0.5] },
 *   "fc2": { update: [1e-5, 1e-5], weight: [0.5, -0.5] },
 * }).show();
 * ```
 */
export function gradientFlow(
  layers:
    | Readonly<Record<string, LayerGradients>>
    | Readonly<Record<string, Readonly<Record<string, LayerGradients>>>>,
  options: GradientFlowOptions = {},
): Figure {
  checkOptions("gradientFlow", options, ["guide"]);
  const { guide = 1e-3 } = options;
  checkGuide(guide);
  const flow = readFlow(layers);
  const { kind, steps } = flow;
  const series = steps.flatMap((step, index) => seriesOf(step, index));
  const showGuide = kind === "updates" && guide !== false;
  const rows = steps[0].layers.map(({ name, zeros }) =>
    // Of several moments each has its own share, and the label has room for one.
    steps.length === 1 && hasZeros(zeros)
      ? `${name} (${percent(zeros)} zeros)`
      : name
  );
  const { layout, names } = rowLayout(
    options,
    rows,
    series.map(({ name }) => name),
    [...series.flatMap(({ values }) => values), ...(showGuide ? [guide] : [])],
    kind === "gradients"
      ? "absolute gradient"
      : "norm of the update / norm of the weight",
  );
  const caption = writeCaption(options, "value", flowNotes(flow));
  return new Figure({
    data: series.map((one, i) => trace(one, names[i], flow)),
    layout: {
      ...layout,
      showlegend: series.length > 1,
      ...(showGuide ? guideLayout(guide) : {}),
    },
    caption,
    alt: options.alt ?? describeFlow(flow, options, guide, caption),
    sketch: sketchLines(
      series.map(({ name, values }) => ({
        name,
        x: values.map((_, i) => i),
        y: values,
      })),
      "linear",
      "log",
    ),
  });
}

interface FlowSeries {
  readonly name: string;
  readonly values: readonly number[];
  readonly index: number;
  readonly isLargest: boolean;
}

function seriesOf({ name, layers }: FlowStep, index: number): FlowSeries[] {
  const label = (what: string) => name === null ? what : `${name}: ${what}`;
  // What a log scale cannot show is a gap.
  const shown = (size: number) => size > 0 ? size : NaN;
  const means = layers.map(({ mean }) => shown(mean));
  if (layers[0].largest === null) {
    const values = { values: means, index, isLargest: false };
    return [{ name: name ?? "update / weight", ...values }];
  }
  const largest = layers.map(({ largest }) => shown(largest ?? NaN));
  return [
    { name: label("mean"), values: means, index, isLargest: false },
    { name: label("largest"), values: largest, index, isLargest: true },
  ];
}

function trace(
  { values, index, isLargest }: FlowSeries,
  name: string,
  { steps }: Flow,
): Data {
  const colour = colours[index % colours.length];
  const symbol = symbols[index % symbols.length];
  const hover = steps[index].layers.map(({ name, zeros }) =>
    plotlyText(name) + (zeros === null ? "" : `<br>${percent(zeros)} zeros`)
  );
  return {
    type: "scatter",
    mode: "lines+markers",
    name,
    x: plainNumbers(values),
    y: values.map((_, i) => i),
    text: hover,
    hovertemplate: "%{text}<br>%{x}",
    line: { color: colour, dash: isLargest ? "dot" : "solid", width: 2 },
    marker: {
      color: colour,
      symbol: isLargest ? `${symbol}-open` : symbol,
      size: 8,
    },
  };
}

/** A vertical line with its label beside its top. */
function guideLayout(guide: number): Layout {
  return {
    shapes: [{
      type: "line",
      yref: "paper",
      y0: 0,
      y1: 1,
      x0: guide,
      x1: guide,
      line: { color: light.reference, width: 1.5, dash: "dash" },
    }],
    annotations: [{
      text: plotlyText(`guide ${writeNumber(guide)}`),
      yref: "paper",
      y: 1,
      yanchor: "top",
      x: Math.log10(guide), // annotations take the logarithm, shapes do not
      xanchor: "left",
      bgcolor: "rgba(255,255,255,0.8)",
      font: { color: light.referenceText, size: 12 },
      showarrow: false,
    }],
  };
}

function checkGuide(guide: unknown): void {
  if (guide === false) return;
  if (typeof guide !== "number") {
    throw new TypeError(
      `options.guide is ${describe(guide)}, expected a number or false`,
    );
  }
  if (!(guide > 0 && guide < Infinity)) {
    throw new RangeError(
      `options.guide is ${guide}, expected a finite number above 0 for a log scale`,
    );
  }
}
