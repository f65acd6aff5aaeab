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
export type { PlotlyBundle } from "./trace_types.ts";
export { line, type LineOptions } from "./line.ts";
export type { Markers } from "./line_traces.ts";
export type { Band } from "./band.ts";
export type { PlaneOptions } from "./plane.ts";
export { scatter, type ScatterOptions } from "./scatter.ts";
export { bar, type BarOptions } from "./bar.ts";
export { box, type BoxOptions } from "./box.ts";
export { images, type ImagesOptions } from "./images.ts";
export type { ImageBatch } from "./image_list.ts";
export type { Numbers } from "./numbers.ts";
export type { ChartOptions, Scale } from "./options.ts";
export type { Points } from "./series.ts";
export type { Reference } from "./reference.ts";
export { heatmap, type HeatmapOptions } from "./heatmap.ts";
export { histogram, type HistogramOptions } from "./histogram.ts";
export type { FlatMatrix } from "./matrix.ts";
export type { CellColours, Colors } from "./colour_scale.ts";
export { surface, type SurfaceOptions } from "./surface.ts";
export { contour, type ContourOptions } from "./contour.ts";
export type { LandscapeData, LandscapeOptions } from "./landscape_options.ts";
export type { Heights } from "./landscape.ts";
export type { DescentPath } from "./descent_path.ts";
export { gradientCheck } from "./gradient_check.ts";
export { gradientFlow, type GradientFlowOptions } from "./gradient_flow.ts";
export type {
  GradientSizes,
  LayerGradients,
  UpdateAndWeight,
} from "./gradient_flow_layers.ts";
export { roofline, type RooflineOptions } from "./roofline.ts";
export type { Operation } from "./roofline_points.ts";
export { grid, type GridOptions } from "./grid.ts";
export { frames, type FramesOptions } from "./frames.ts";
export {
  type LiveFigure,
  liveFigure,
  type LiveFigureOptions,
} from "./live_figure.ts";
