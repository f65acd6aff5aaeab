/**
 * The JSON of plotly.js, in the types that `plotly.js-dist-min` ships: as the parameters of its
 * `react(element, data, layout, config)`, because `deno doc --lint` follows a name into the package
 * and then asks for documents on all of its hundreds of types.
 */

/** One trace, of any of plotly.js's kinds: what is drawn. */
export type Data = NonNullable<
  Parameters<(typeof import("plotly.js-dist-min"))["react"]>[1]
>[number];

/** Axes, titles, sizes, and all that stands around the traces. */
export type Layout = NonNullable<
  Parameters<(typeof import("plotly.js-dist-min"))["react"]>[2]
>;

/** How a figure behaves: buttons, scrolling, language. */
export type Config = NonNullable<
  Parameters<(typeof import("plotly.js-dist-min"))["react"]>[3]
>;

/** What another value of a slider, or a moment of an animation, changes in the traces. */
export type Frame = Parameters<
  (typeof import("plotly.js-dist-min"))["addFrames"]
>[1][number];

/** A figure as plain JSON: what plotly.js and other tools take. */
export interface PlotlyJson {
  /** The traces. */
  readonly data: Data[];
  /** Axes, titles, sizes. */
  readonly layout: Layout;
  /** How the figure behaves. */
  readonly config: Config;
  /** The frames, where there are any. */
  readonly frames?: Frame[];
}
