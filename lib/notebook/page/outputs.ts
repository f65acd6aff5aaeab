/** The outputs of a cell as HTML. */

import {
  joinLines,
  type MultilineText,
  type Output,
} from "../format/nbformat.ts";
import { showJson } from "../format/json.ts";
import { embedsPlotly } from "../format/strip_for_commit.ts";
import { escapeHtml, scriptJson } from "../../plot/parts/escape.ts";
import { terminalToHtml, withoutSequences } from "./terminal_text.ts";
import type { MarkdownRenderer } from "./markdown.ts";
import { latexFormula, renderFormula } from "./math.ts";

const PLOTLY = "application/vnd.plotly.v1+json";
const PICTURES = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/** On paper, up to so many lines are kept together, and so few with what follows. */
const LONG = 30, SHORT = 12;

type Bundle = Extract<Output, { data: unknown }>;

/**
 * An output as HTML, empty for one that only serves other front ends. HTML of an untrusted notebook
 * is the last form to be shown, and as text.
 *
 * @throws {SyntaxError} where a formula cannot be set, a picture is no base64 or a stream has no name of one.
 */
export function renderOutput(
  output: Output,
  markdown: MarkdownRenderer,
  untrusted: boolean,
): string {
  if (embedsPlotly(output)) return "";
  switch (output.output_type) {
    case "stream":
      return text(joinLines(output.text), `stream ${streamName(output.name)}`);
    case "error":
      return text(errorText(output), "error");
    default:
      return renderBundle(output, markdown, untrusted);
  }
}

/** The richest content that the page can show. */
function renderBundle(
  output: Bundle,
  markdown: MarkdownRenderer,
  untrusted: boolean,
): string {
  const { data } = output;
  const figure = figureOf(output);
  if (figure) return renderFigure(output, figure);
  const content = (type: string) => joinLines(data[type] as MultilineText);
  if ("text/html" in data && !untrusted) {
    return `<div class="output html">${content("text/html")}</div>\n`;
  }
  if ("text/markdown" in data) {
    const html = markdown.render(content("text/markdown"));
    return `<div class="output markdown">${html}</div>\n`;
  }
  if ("text/latex" in data) {
    const formula = latexFormula(content("text/latex"));
    return `<div class="output">${renderFormula(formula, true)}</div>\n`;
  }
  const image = renderImage(output);
  if (image) return `<figure class="output">${image}</figure>\n`;
  if ("application/json" in data && !("text/plain" in data)) {
    return text(JSON.stringify(data["application/json"], null, 2), "plain");
  }
  const type = ["text/plain", "text/html"].find((type) => type in data);
  return type ? text(content(type), "plain") : "";
}

/** A figure as plotly.js takes it. */
export interface Figure {
  /** The traces. */
  data: { type?: unknown }[];
  /** Axes, titles, sizes. */
  layout?: Record<string, unknown>;
}

/** The figure that an output has, `undefined` where it has none that could be drawn. */
export function figureOf(output: Output): Figure | undefined {
  if (!("data" in output)) return undefined;
  const figure = output.data[PLOTLY] as Partial<Figure> | undefined;
  const drawable = Array.isArray(figure?.data) &&
    figure.data.every((trace) => typeof trace === "object" && trace !== null);
  return drawable ? figure as Figure : undefined;
}

/** A figure: its picture or its description until plotly draws it, and the picture on paper. */
function renderFigure(output: Bundle, figure: Figure): string {
  const still = renderImage(output) ??
    `<p>${escapeHtml(describe(output, "image/png"))}</p>`;
  return `<figure class="output plot">
<div class="live"></div>
<div class="static">${still}</div>
<script type="application/json">${scriptJson(figure)}</script>
</figure>
`;
}

function renderImage(output: Bundle): string | undefined {
  const { data } = output;
  const svg = "image/svg+xml";
  if (svg in data) {
    const bytes = new TextEncoder().encode(
      joinLines(data[svg] as MultilineText),
    );
    return img(output, svg, bytes.toBase64());
  }
  const type = PICTURES.find((type) => type in data);
  if (!type) return undefined;
  const base64 = joinLines(data[type] as MultilineText).replace(/\s/g, "");
  if (!/^[A-Za-z\d+/]*={0,2}$/.test(base64)) {
    throw new SyntaxError(
      `the ${type} is ${showJson(base64)}, expected base64`,
    );
  }
  return img(output, type, base64);
}

/** The name of a stream, which goes into the page as a class. */
function streamName(name: string): string {
  if (name === "stdout" || name === "stderr") return name;
  throw new SyntaxError(
    `a stream has the name ${showJson(name)}, expected "stdout" or "stderr"`,
  );
}

function img(output: Bundle, type: string, base64: string): string {
  const { width = figureOf(output)?.layout?.width, height } = imageMetadata(
    output,
    type,
  );
  const size = [["width", width], ["height", height]]
    .filter(([, pixels]) => typeof pixels === "number")
    .map(([name, pixels]) => ` ${name}="${pixels}"`).join("");
  const alt = escapeHtml(describe(output, type));
  const source = escapeHtml(`data:${type};base64,${base64}`);
  return `<img src="${source}" alt="${alt}"${size}>`;
}

function imageMetadata(output: Bundle, type: string): Record<string, unknown> {
  return (output.metadata[type] ?? {}) as Record<string, unknown>;
}

/** What a picture shows, in words: its alternative text, else the first line of the plain text. */
function describe(output: Bundle, type: string): string {
  const { alt } = imageMetadata(output, type);
  if (typeof alt === "string") return alt;
  const plain = output.data["text/plain"];
  return plain === undefined
    ? ""
    : joinLines(plain as MultilineText).split("\n")[0];
}

function errorText(error: Extract<Output, { output_type: "error" }>): string {
  const head = `${error.ename}: ${error.evalue}`;
  const trace = error.traceback.join("\n");
  return withoutSequences(trace).includes(head)
    ? trace
    : `${head}\n${trace}`.trimEnd();
}

/** Text as a terminal would show it. */
function text(content: string, kind: string): string {
  const body = content.replace(/\n$/, "");
  return `${preformatted(`output ${kind}`, body)}${
    terminalToHtml(body)
  }</pre>\n`;
}

/** The start of a `pre` for a text. */
export function preformatted(kind: string, text: string): string {
  const lines = text.split("\n").length;
  const length = lines > LONG ? " long" : lines <= SHORT ? " short" : "";
  return `<pre class="${escapeHtml(kind)}${length}">`;
}
