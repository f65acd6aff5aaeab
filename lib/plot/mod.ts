/**
 * Figures for people who train models: charts from arrays, shown in every Jupyter front end, as a
 * picture, a page and text. It knows nothing of devices and tensors, and loads its npm packages
 * when a figure is shown.
 *
 * @module
 */

export { plotlyBundleScript } from "./plotly_bundle.ts";
