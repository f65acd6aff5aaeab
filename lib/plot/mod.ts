/**
 * Figures for people who train models: charts from arrays, shown in every Jupyter front end, as a
 * picture, a page and text. It knows nothing of devices and tensors, and loads its npm packages
 * when a figure is shown.
 *
 * @module
 */

export { Figure, type FigureInit } from "./figure.ts";
export type { Config, Data, Frame, Layout, PlotlyJson } from "./plotly_json.ts";
export type { MimeBundle } from "./mime_bundle.ts";
export { plotlyBundleScript } from "./plotly_bundle.ts";
export { line, type LineOptions } from "./line.ts";
export type { Numbers } from "./numbers.ts";
export type { ChartOptions, Scale } from "./options.ts";
export type { Points } from "./series.ts";
export type { Reference } from "./reference.ts";
export { heatmap, type HeatmapOptions } from "./heatmap.ts";
export { histogram, type HistogramOptions } from "./histogram.ts";
export type { FlatMatrix } from "./matrix.ts";
