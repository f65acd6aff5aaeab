/** Compares what a cell displayed with what it should have displayed, each content by its type. */

import { compareFigures } from "./compare_figure.ts";
import { compareJson } from "./compare_json.ts";
import { compareText, type Tolerance } from "./compare_text.ts";
import { htmlText } from "./html_text.ts";
import {
  joinLines,
  type MimeBundle,
  type MultilineText,
  type Output,
} from "../format/nbformat.ts";
import { pngSize } from "./png_size.ts";

/** Outputs that are something else than printed text. */
export type Shown = Exclude<Output, { output_type: "stream" }>;

const PLOTLY = "application/vnd.plotly.v1+json";

/** What an output is, whatever is in it. */
export function kindOf(output: Shown): string {
  return output.output_type === "error"
    ? `error ${output.ename}`
    : `${output.output_type} of ${Object.keys(output.data).sort().join(", ")}`;
}

/** The first difference of two outputs, `undefined` where there is none. */
export function compareShown(
  expected: Shown,
  found: Shown,
  tolerance: Tolerance,
): string | undefined {
  if (kindOf(expected) !== kindOf(found)) {
    return `expected ${kindOf(expected)}, found ${kindOf(found)}`;
  }
  if (expected.output_type === "error" || found.output_type === "error") {
    const [wanted, got] = [expected, found]
      .map((error) => "evalue" in error ? error.evalue : "");
    return compareText(wanted, got, tolerance);
  }
  for (const type of Object.keys(expected.data)) {
    const difference = compareContent(
      type,
      expected.data,
      found.data,
      tolerance,
    );
    if (difference !== undefined) return `${type}: ${difference}`;
  }
  return compareJson(expected.metadata, found.metadata, tolerance, undefined, [
    "metadata",
  ]);
}

function compareContent(
  type: string,
  expected: MimeBundle,
  found: MimeBundle,
  tolerance: Tolerance,
): string | undefined {
  const [a, b] = [expected[type], found[type]];
  if (type === PLOTLY) return compareFigures(a, b, tolerance);
  if (/^application\/(.*\+)?json$/.test(type)) {
    return compareJson(a, b, tolerance);
  }
  const [wanted, got] = [a, b].map((text) => joinLines(text as MultilineText));
  if (type === "image/png") {
    const [size, other] = [wanted, got].map(pngSize);
    return size === other
      ? undefined
      : `expected a picture of ${size}, found one of ${other}`;
  }
  if (type === "text/html") {
    return compareText(htmlText(wanted), htmlText(got), tolerance);
  }
  if (!type.startsWith("text/")) return undefined; // it is there
  const shown = PLOTLY in expected ? withoutHeights : String;
  return compareText(shown(wanted), shown(got), tolerance);
}

/** The sketch of a figure draws numbers that the figure has, too. */
const withoutHeights = (text: string) => text.replace(/[▀-▟⠀-⣿]/g, "█");
