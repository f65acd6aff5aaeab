/**
 * Figures for people who train models: charts from arrays, shown in every Jupyter front end, as a
 * picture, a page and text. It knows nothing of devices and tensors, and loads its npm packages
 * when a figure is shown.
 *
 * @module
 */

export { Figure, type FigureInit } from "./figure/figure.ts";
export type {
  Config,
  Data,
  Frame,
  Layout,
  PlotlyJson,
} from "./figure/plotly_json.ts";
export type { MimeBundle } from "./figure/mime_bundle.ts";
export { plotlyBundleScript } from "./figure/plotly_bundle.ts";
export type { PlotlyBundle } from "./figure/trace_types.ts";
export { line, type LineOptions } from "./line/line.ts";
export type { Markers } from "./line/line_traces.ts";
export type { Band } from "./line/band.ts";
export type { PlaneOptions } from "./parts/plane.ts";
export { scatter, type ScatterOptions } from "./scatter/scatter.ts";
export { bar, type BarOptions } from "./bar/bar.ts";
export { box, type BoxOptions } from "./box/box.ts";
export { images, type ImagesOptions } from "./images/images.ts";
export type { ImageBatch } from "./images/image_list.ts";
export type { Numbers } from "./parts/numbers.ts";
export type { ChartOptions, Scale } from "./parts/options.ts";
export type { Points } from "./parts/series.ts";
export type { Reference } from "./parts/reference.ts";
export { heatmap, type HeatmapOptions } from "./heatmap/heatmap.ts";
export { histogram, type HistogramOptions } from "./histogram/histogram.ts";
export type { FlatMatrix } from "./parts/matrix.ts";
export type { CellColours, Colors } from "./parts/colour_scale.ts";
export { surface, type SurfaceOptions } from "./landscape/surface.ts";
export { contour, type ContourOptions } from "./landscape/contour.ts";
export type {
  LandscapeData,
  LandscapeOptions,
} from "./landscape/landscape_options.ts";
export type { Heights } from "./landscape/landscape.ts";
export type { DescentPath } from "./landscape/descent_path.ts";
export { gradientCheck } from "./gradients/gradient_check.ts";
export {
  gradientFlow,
  type GradientFlowOptions,
} from "./gradients/gradient_flow.ts";
export type {
  GradientSizes,
  LayerGradients,
  UpdateAndWeight,
} from "./gradients/gradient_flow_layers.ts";
export { roofline, type RooflineOptions } from "./roofline/roofline.ts";
export type { Operation } from "./roofline/roofline_points.ts";
export { grid, type GridOptions } from "./grid/grid.ts";
export { frames, type FramesOptions } from "./frames/frames.ts";
export {
  type LiveFigure,
  liveFigure,
  type LiveFigureOptions,
} from "./live/live_figure.ts";
