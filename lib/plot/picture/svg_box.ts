/** Where SVG text and rectangles lie, which jsdom, having no layout, cannot tell. */

import type { FontMetrics } from "../font/metrics.ts";
import {
  type Affine,
  compose,
  type Edges,
  identity,
  mapEdges,
  parseTransform,
  unite,
} from "./affine.ts";

/** As much of a DOM element as is read here. */
export interface SvgElement {
  readonly localName: string;
  readonly children: Iterable<SvgElement>;
  readonly childNodes: Iterable<SvgNode>;
  readonly parentElement: SvgElement | null;
  readonly style?: { readonly fontSize: string; readonly textAnchor: string };
  readonly classList: { contains(name: string): boolean };
  getAttribute(name: string): string | null;
  querySelectorAll(selector: string): Iterable<SvgElement>;
}

/** As much of a DOM node as is read here. */
export interface SvgNode {
  readonly nodeType: number;
  readonly textContent: string | null;
}

const TEXT_NODE = 3;

/** What `getBBox` gives: the box in the element's own coordinates, without its own transform. */
export function ownBox(element: SvgElement, metrics: FontMetrics): Edges {
  return contents(element, metrics) ?? [0, 0, 0, 0];
}

/** What `getBoundingClientRect` gives: the box with all transforms, up to the `svg`. */
export function pageBox(element: SvgElement, metrics: FontMetrics): Edges {
  let map: Affine = identity;
  for (let at: SvgElement | null = element; at; at = at.parentElement) {
    map = compose(parseTransform(at.getAttribute("transform")), map);
  }
  return mapEdges(map, ownBox(element, metrics));
}

function contents(element: SvgElement, metrics: FontMetrics): Edges | null {
  switch (element.localName) {
    case "text":
    case "tspan":
      return textBox(element, metrics);
    case "rect":
    case "image": {
      const [x, y, width, height] = ["x", "y", "width", "height"]
        .map((name) => Number(element.getAttribute(name) ?? 0));
      return [x, y, x + width, y + height];
    }
    case "g":
    case "svg":
    case "a":
      return unite([...element.children].map((child) => {
        const edges = contents(child, metrics);
        const map = parseTransform(child.getAttribute("transform"));
        return edges === null ? null : mapEdges(map, edges);
      }));
    default:
      return null; // paths and definitions: their sizes are never asked for
  }
}

/** Lines are `tspan`s of the class `line`, each with x, y and a dy in em. */
function textBox(element: SvgElement, metrics: FontMetrics): Edges | null {
  if (!widthOf(element, metrics)) return null;
  const lines = [...element.querySelectorAll("tspan.line")];
  const anchor = inherited(element, "text-anchor");
  const size = fontSize(element);
  return unite((lines.length > 0 ? lines : [element]).map((line) => {
    const x = Number(line.getAttribute("x") ?? element.getAttribute("x") ?? 0);
    const y = Number(line.getAttribute("y") ?? element.getAttribute("y") ?? 0) +
      (Number.parseFloat(line.getAttribute("dy") ?? "0") || 0) * size;
    const width = widthOf(line, metrics);
    const left = x - width * (anchor === "middle" ? 0.5 : +(anchor === "end"));
    return [
      left,
      y - metrics.ascent * size,
      left + width,
      y + metrics.descent * size,
    ];
  }));
}

function widthOf(element: SvgElement, metrics: FontMetrics): number {
  let sum = 0;
  for (const node of element.childNodes) {
    sum += node.nodeType === TEXT_NODE
      ? metrics.width(node.textContent ?? "") * fontSize(element)
      : widthOf(node as unknown as SvgElement, metrics);
  }
  return sum;
}

/** The font size in pixels: `em`, `%` and what stands above are resolved. */
function fontSize(element: SvgElement | null): number {
  if (element === null) return 12;
  const text = element.style?.fontSize;
  if (!text) return fontSize(element.parentElement);
  const value = Number.parseFloat(text);
  if (text.endsWith("%")) return value / 100 * fontSize(element.parentElement);
  if (text.endsWith("em")) return value * fontSize(element.parentElement);
  return value;
}

function inherited(element: SvgElement | null, name: "text-anchor"): string {
  if (element === null) return "start";
  return element.style?.textAnchor || element.getAttribute(name) ||
    inherited(element.parentElement, name);
}
