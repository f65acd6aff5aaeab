/** The kinds of traces, and which bundle of plotly.js draws them. */

/** A bundle of plotly.js: "gl3d" for figures in three dimensions, "cartesian" for all others. */
export type PlotlyBundle = "cartesian" | "gl3d";

const flat: readonly unknown[] = [
  "bar",
  "box",
  "contour",
  "heatmap",
  "histogram",
  "histogram2d",
  "histogram2dcontour",
  "image",
  "pie",
  "scatter",
  "scatterternary",
  "violin",
];

/** The traces that only the bundle "gl3d" draws, which draws no others but "scatter". */
export const gl3dTypes: readonly unknown[] = [
  "cone",
  "isosurface",
  "mesh3d",
  "scatter3d",
  "streamtube",
  "surface",
  "volume",
];

/** As much of a trace as is read here. */
interface Typed {
  readonly type?: unknown;
}

/** The bundle that draws a figure, given as Plotly JSON. */
export function plotlyBundleOf(
  figure: { readonly data?: readonly Typed[] },
): PlotlyBundle {
  return figure.data?.some(({ type }) => gl3dTypes.includes(type))
    ? "gl3d"
    : "cartesian";
}

/** Refuses traces that the bundles do not draw: plotly.js would draw lines in their place. */
export function checkTypes(data: readonly Typed[]): void {
  const types = data.map((trace) => trace?.type ?? "scatter");
  types.forEach((type, i) => {
    if (flat.includes(type) || gl3dTypes.includes(type)) return;
    throw new RangeError(
      `data[${i}].type is ${JSON.stringify(type)}, expected one of ${
        [...flat, ...gl3dTypes].join(", ")
      }`,
    );
  });
  const deep = types.find((type) => gl3dTypes.includes(type));
  const other = types.find((type) =>
    type !== "scatter" && !gl3dTypes.includes(type)
  );
  if (deep !== undefined && other !== undefined) {
    throw new TypeError(
      `data has a trace of type "${deep}" and one of type "${other}", which no bundle of plotly.js draws together, expected two figures`,
    );
  }
}
