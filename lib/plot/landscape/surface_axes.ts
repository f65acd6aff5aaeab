/** The axes of a surface on flat paper: its far walls with their grid, ticks and titles. */

import { plotlyText } from "../parts/escape.ts";
import type { LandscapeOptions } from "./landscape_options.ts";
import { light } from "../parts/style.ts";
import type { Side, SurfaceBox } from "./surface_box.ts";
import { BOX, type Vector } from "./surface_view.ts";

/** Where a point of the box lies on paper. */
type Project = (point: Vector) => [number, number];

/** A text on paper. */
export interface Label {
  /** Escaped for plotly.js. */
  readonly text: string;
  readonly at: readonly [x: number, y: number];
  readonly xanchor: "left" | "center" | "right";
}

/** Pixels from the edge to the numbers, and to the title. */
const TO_NUMBERS = 14, TO_TITLE = 42;

/** Grid and edges as SVG, numbers and titles as labels. */
export function surfaceAxes(
  box: SurfaceBox,
  eye: Vector,
  project: Project,
  { xLabel = "x", yLabel = "y", zLabel = "z" }: LandscapeOptions,
): { svg: string; labels: Label[] } {
  const [half, deep, top] = BOX.map((size) => 0.5 * size);
  const ground = -top;
  // The walls that are far from the eye; the near ones are not drawn.
  const farX = eye[0] > 0 ? -half : half, farY = eye[1] > 0 ? -deep : deep;
  const edge = (name: "x" | "y" | "z", at: (along: number) => Vector) => ({
    ...box[name],
    at: (value: number) => {
      const [low, high] = box[name].ends;
      const size = BOX["xyz".indexOf(name)];
      return at(size * ((value - low) / (high - low) - 0.5));
    },
  });
  const grid = [
    ...gridLines(edge("x", (x) => [x, -deep, ground]), [0, BOX[1], 0]),
    ...gridLines(edge("x", (x) => [x, farY, ground]), [0, 0, BOX[2]]),
    ...gridLines(edge("y", (y) => [-half, y, ground]), [BOX[0], 0, 0]),
    ...gridLines(edge("y", (y) => [farX, y, ground]), [0, 0, BOX[2]]),
    ...gridLines(edge("z", (z) => [-half, farY, z]), [BOX[0], 0, 0]),
    ...gridLines(edge("z", (z) => [farX, -deep, z]), [0, BOX[1], 0]),
  ];
  // Of the two vertical edges where a near wall meets a far one, the left one has the numbers.
  const [[x, y]] = [[farX, -farY], [-farX, farY]].toSorted((a, b) =>
    project([a[0], a[1], ground])[0] - project([b[0], b[1], ground])[0]
  );
  const axes: [Edge, string][] = [
    [edge("x", (x) => [x, -farY, ground]), xLabel],
    [edge("y", (y) => [-farX, y, ground]), yLabel],
    [edge("z", (z) => [x, y, z]), zLabel],
  ];
  return {
    svg: [
      ...grid.map((line) => stroke(line, light.grid, project)),
      ...axes.map(([{ at, ends }]) =>
        stroke([at(ends[0]), at(ends[1])], light.axis, project)
      ),
    ].join(""),
    labels: axes.flatMap(([edge, label]) => labelsOf(edge, label, project)),
  };
}

interface Edge extends Side {
  /** The point of the edge that is worth so much. */
  readonly at: (value: number) => Vector;
}

function gridLines({ ticks, ends, at }: Edge, along: Vector) {
  return [...ticks.tickvals, ...ends].map((value): [Vector, Vector] => {
    const [x, y, z] = at(value);
    return [[x, y, z], [x + along[0], y + along[1], z + along[2]]];
  });
}

function stroke(
  line: readonly [Vector, Vector],
  colour: string,
  project: Project,
): string {
  return `<path d="M${
    line.map((point) => pair(project(point))).join("L")
  }" stroke="${colour}"/>`;
}

/** The numbers along an edge and its title, on the side away from the box. */
function labelsOf(
  { ends, ticks, at }: Edge,
  title: string,
  project: Project,
): Label[] {
  const middle = project(at((ends[0] + ends[1]) / 2));
  const [a, b] = ends.map((end) => project(at(end)));
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
  const across = [(b[1] - a[1]) / length, (a[0] - b[0]) / length];
  const centre = project([0, 0, 0]);
  const away = Math.sign(
    across[0] * (middle[0] - centre[0]) + across[1] * (middle[1] - centre[1]),
  );
  const [x, y] = across.map((part) => part * away);
  const xanchor = Math.abs(x) < 0.3 ? "center" : x > 0 ? "left" : "right";
  const label = (text: string, from: [number, number], far: number): Label => ({
    text,
    at: [from[0] + far * x, from[1] + far * y],
    xanchor,
  });
  return [
    ...ticks.tickvals.map((value, i) =>
      label(ticks.ticktext[i], project(at(value)), TO_NUMBERS)
    ),
    label(plotlyText(title), middle, TO_TITLE),
  ];
}

/** A point on paper as the paths of SVG write it. */
export function pair([x, y]: readonly [number, number]): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
