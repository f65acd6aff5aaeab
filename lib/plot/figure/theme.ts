/** Light and dark: what stands on dark pages for each colour of figures. */

import { colours, light } from "../parts/style.ts";

/** The colours of all that is no data, on dark pages. */
export const dark: Readonly<Record<keyof typeof light, string>> = {
  paper: "#16191d",
  title: "#f2f4f7",
  text: "#e3e6ea",
  referenceText: "#d3d7dd",
  caption: "#c4c9d0",
  reference: "#aab1bb",
  axis: "#8b929c",
  grid: "#343a42",
  gap: "#5f666f",
};

/** The colours of series on dark pages: those of the light ones, raised where the paper is near. */
const darkSeries: readonly string[] = [
  "#2b8fd6",
  "#e8710a",
  "#00a878",
  "#cc79a8",
  "#ffffff",
  "#7cc6f2",
  "#f0b42a",
];

/**
 * The dark colour for each light one.
 *
 * Figures are made in the light colours, which pictures and plain Plotly JSON keep, on white paper
 * of their own. In HTML a figure takes the dark ones where the page is dark. A colour that is not
 * in the table stays; so does one that is written by its name, such as "white", which is how to
 * write a colour that lies on data and not on paper. Colour scales stay too: their order is their
 * meaning.
 */
export const darkColours: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ...Object.entries(light).map(([name, colour]) => [
      colour,
      dark[name as keyof typeof light],
    ]),
    ...colours.map((colour, index) => [colour, darkSeries[index]]),
  ],
);
