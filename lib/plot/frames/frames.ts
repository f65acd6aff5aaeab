/**
 * Frames: a figure for each value, with a slider that needs no kernel.
 *
 * @module
 */

import { checkComposedOptions, titleOf } from "../figure/composed_options.ts";
import { joinSentences } from "../parts/caption.ts";
import { plotlyText } from "../parts/escape.ts";
import { Figure } from "../figure/figure.ts";
import { changesOf } from "./frames_changes.ts";
import {
  indexOf,
  list,
  type Moment,
  readMoments,
  withAllTraces,
} from "./frames_moments.ts";
import { commonAxes, commonColours } from "./frames_ranges.ts";
import { SLIDER_HEIGHT, sliderLayout } from "./frames_slider.ts";
import { roomOf } from "../grid/grid_fit.ts";
import { writeCount } from "../parts/numbers.ts";
import { type ChartOptions, describe } from "../parts/options.ts";
import type { Data, Frame, Layout } from "../figure/plotly_json.ts";
import { MARGIN } from "../parts/style.ts";

/** Options of {@linkcode frames}. */
export interface FramesOptions extends Pick<ChartOptions, "alt"> {
  /** What the slider changes, such as "step". */
  label?: string;
  /** The value that is shown first, and in pictures and texts; the first if left out. */
  value?: number | string;
}

/**
 * Makes one figure of a figure for each value, with a slider and buttons that play and stop. They work
 * in the page, with no kernel. A picture and a text show one of them.
 *
 * The figures must be of the same kind, as one chart gives for other numbers. Axes and colours get the ranges that hold for all, so that nothing jumps. A frame
 * carries what changes and nothing else.
 *
 * @param figures an array of `[value, figure]`, or a record of value to figure; a record has whole numbers in
 * ascending order first, whatever the order they were written in
 * @param options what the values are, and which is shown first
 * @throws {TypeError} one is not a figure, has frames itself, or is of another kind than the first; an unknown
 * option
 * @throws {RangeError} no figure, a value twice, `options.value` not among them
 *
 * @example A distribution while it is trained
 * ```ts
 * import { frames, histogram } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * const weights = (step: number) =>
 *   Float32Array.from({ length: 500 }, (_, i) => Math.sin(i) * (1 + step / 100));
 * const figure = frames(
 *   [0, 100, 200].map((step) => [step, histogram(weights(step), { bins: 20 })] as const),
 *   { label: "step" },
 * );
 * console.assert(figure.frames.length === 3);
 * ```
 */
export function frames(
  figures:
    | readonly (readonly [number | string, Figure])[]
    | Readonly<Record<string, Figure>>,
  options: FramesOptions = {},
): Figure {
  checkComposedOptions("frames", options, ["label", "value", "alt"]);
  const { label = "" } = options;
  if (typeof label !== "string") {
    throw new TypeError(
      `options.label is ${describe(label)}, expected a string`,
    );
  }
  const moments = readMoments(figures);
  const shown = indexOf(moments, options.value);
  const all = moments.map(({ figure }) => figure);

  const data = commonColours(withAllTraces(all.map((figure) => figure.data)));
  const traces = data[0].map((_, i) =>
    changesOf(data.map((one) => one[i] as Record<string, unknown>))
  );
  // What stays the same in all frames stands in the figure alone.
  const changed = traces.map((_, i) => i).filter((i) =>
    traces[i].some((change) => Object.keys(change).length > 0)
  );
  const layouts = changesOf(all.map(({ layout }) => ({
    title: layout.title ?? {},
    annotations: layout.annotations ?? [],
    shapes: layout.shapes ?? [],
  })));
  const { layout, caption, sketch, config } = all[shown];
  const most = (of: (figure: Figure) => unknown) =>
    Math.max(...all.map((figure) => Number(of(figure) ?? 0)));
  // A grid keeps the room for its axes inside, other figures in their margin.
  const margin = most((figure) => figure.layout.margin?.b);
  const below = margin === 0
    ? 0
    : Math.round(most((figure) => roomOf(figure).below));
  const more = SLIDER_HEIGHT + Math.max(0, below - MARGIN.b);
  return new Figure({
    data: data[shown],
    layout: {
      ...layout,
      ...commonAxes(all),
      ...sliderLayout(moments.map(({ name }) => name), label, shown, below),
      // The caption is written anew where it is all that stands there.
      title: titleOf(all[shown]) === "" ? undefined : layout.title,
      width: most((figure) => figure.layout.width),
      height: most((figure) => figure.layout.height) + more,
      margin: {
        ...layout.margin,
        t: most((figure) => figure.layout.margin?.t),
        b: margin + more,
      },
    } as Layout,
    config,
    frames: moments.map(({ name }, i): Frame => ({
      name: plotlyText(name),
      data: changed.map((trace) => traces[trace][i] as Data),
      traces: changed,
      ...(Object.keys(layouts[i]).length === 0
        ? {}
        : { layout: layouts[i] as Layout }),
    })),
    caption,
    alt: options.alt ?? describeFrames(moments, label, shown),
    sketch,
  });
}

/** The figure that is shown in words, and the last, so that it is told how it goes on. */
function describeFrames(
  moments: readonly Moment[],
  label: string,
  shown: number,
): string {
  const at = ({ name }: Moment) => label === "" ? name : `${label} ${name}`;
  const last = moments.length - 1;
  return joinSentences([
    `${writeCount(moments.length, "frame")}${
      label === "" ? "" : ` by ${label}`
    }: ${list(moments.map(({ name }) => name))}.`,
    ...[...new Set([shown, last])].map((i) =>
      `At ${at(moments[i])}: ${moments[i].figure.alt}`
    ),
  ]);
}
