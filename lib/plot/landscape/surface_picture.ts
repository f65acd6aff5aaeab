/**
 * A surface on flat paper, drawn by the rules of perspective without WebGL: the faces of its grid from
 * the farthest to the nearest, each over those behind it.
 */

import { colourBar, colourScale } from "../parts/colour_scale.ts";
import { endsOf, followGround, markedPlaces } from "./descent_path.ts";
import { Figure } from "../figure/figure.ts";
import { type Place, refinedLandscape } from "./landscape.ts";
import type { LandscapeChart, LandscapeOptions } from "./landscape_options.ts";
import { ticksWithin } from "./landscape_ticks.ts";
import type { Layout } from "../figure/plotly_json.ts";
import { pathColour, scaleColour } from "./scale_colour.ts";
import { withCaption } from "../parts/style.ts";
import { type Label, pair, surfaceAxes } from "./surface_axes.ts";
import { inBox, type SurfaceBox } from "./surface_box.ts";
import {
  cross,
  dot,
  projection,
  subtract,
  unit,
  type Vector,
} from "./surface_view.ts";

/** Pixels beside the drawing for the colour bar. */
export const BAR_ROOM = 100;

/** Where the light comes from: mostly from above. */
const LIGHT = unit([-0.35, -0.5, 1]);

/** A drawing, and how far from the eye it is. */
interface Piece {
  readonly svg: string;
  readonly distance: number;
}

/** What a drawing needs to know of where things lie. */
interface View {
  readonly box: SurfaceBox;
  readonly eye: Vector;
  readonly put: (place: Place) => Vector;
  readonly project: (point: Vector) => [number, number];
}

/** The figure that the picture of a surface shows. */
export function surfacePicture(
  chart: LandscapeChart,
  options: LandscapeOptions,
  { box, eye, common }: { box: SurfaceBox; eye: Vector; common: Layout },
): Figure {
  const { margin } = withCaption(common, chart.caption);
  const width = common.width! - margin!.l! - margin!.r!;
  const height = common.height! - margin!.t! - margin!.b!;
  const project = projection(eye, width, height);
  const view = { box, eye, put: inBox(box), project };
  const pieces = [...faces(chart, view), ...pathPieces(chart, view)]
    .sort((a, b) => b.distance - a.distance);
  const axes = surfaceAxes(box, eye, project, options);
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${axes.svg}${
      pieces.map(({ svg }) => svg).join("")
    }</svg>`;
  const bytes = new TextEncoder().encode(svg);
  const { zmin, zmax, colorscale } = colourScale(chart.colors, chart.range);
  return new Figure({
    caption: chart.caption,
    alt: chart.alt,
    // Nothing but the colour bar.
    data: [{
      type: "scatter",
      x: [0],
      y: [0],
      mode: "markers",
      opacity: 0,
      marker: {
        color: [zmin],
        cmin: zmin,
        cmax: zmax,
        colorscale,
        showscale: true,
        colorbar: {
          ...colourBar(options.zLabel),
          ...ticksWithin(chart.range, chart.zScale, 6),
          len: 0.8,
        },
      },
    }],
    layout: {
      ...common,
      xaxis: { visible: false, automargin: false },
      yaxis: { visible: false, automargin: false },
      annotations: [
        ...axes.labels.map((label) => annotation(label, width, height)),
        ...endLabels(chart, view).map((label) => ({
          ...annotation(label, width, height),
          bgcolor: "rgba(255,255,255,0.8)",
        })),
      ],
      images: [{
        source: `data:image/svg+xml;base64,${bytes.toBase64()}`,
        xref: "paper",
        yref: "paper",
        x: 0,
        y: 1,
        sizex: 1,
        sizey: 1,
        sizing: "stretch",
        layer: "below",
      }],
    },
  });
}

/** The faces between the points of the grid, those with a gap at a corner left out. */
function faces(
  { drawn, range, colors }: LandscapeChart,
  { eye, put, project }: View,
): Piece[] {
  const { x, y, rows } = refinedLandscape(drawn);
  const pieces: Piece[] = [];
  for (let r = 1; r < y.length; r++) {
    for (let c = 1; c < x.length; c++) {
      const corners = [[r - 1, c - 1], [r - 1, c], [r, c], [r, c - 1]]
        .map(([row, column]) => ({
          x: x[column],
          y: y[row],
          z: rows[row][column],
        }));
      if (corners.some(({ z }) => Number.isNaN(z))) continue;
      const points = corners.map(put);
      const middle = corners.reduce((sum, { z }) => sum + z, 0) / 4;
      const place = (middle - range[0]) / (range[1] - range[0] || 1);
      const normal = unit(
        cross(subtract(points[2], points[0]), subtract(points[3], points[1])),
      );
      // In steps that the eye hardly sees, which make the picture a fraction as large.
      const shade = Math.round(10 * (0.72 + 0.3 * dot(normal, LIGHT))) / 10;
      const [red, green, blue] = scaleColour(
        colors,
        Math.round(40 * place) / 40,
      )
        .map((part) => Math.min(255, Math.round(part * shade)));
      const colour = `rgb(${red},${green},${blue})`;
      pieces.push({
        // The edge hides the seams between faces.
        svg: `<path d="M${
          points.map((point) => pair(project(point))).join("L")
        }Z" fill="${colour}" stroke="${colour}" stroke-width=".7"/>`,
        distance: along(points, eye),
      });
    }
  }
  return pieces;
}

/** How far points are from the eye on the ground: no face hides one that is nearer there. */
function along(points: readonly Vector[], eye: Vector): number {
  const sum = points.reduce(
    (sum, [x, y]) => sum + Math.hypot(x - eye[0], y - eye[1]),
    0,
  );
  return sum / points.length;
}

/** The path in pieces as long as a face, so that a hill can hide a part of it. */
function pathPieces(
  { path, drawn, colors }: LandscapeChart,
  { box, eye, put, project }: View,
): Piece[] {
  if (path === null) return [];
  const lifted = (place: Place) => put({ ...place, z: place.z + box.lift });
  // On the ground it lies over the faces around it.
  const cell = Math.max(1 / drawn.x.length, 1 / drawn.y.length);
  const line = path.onGround ? followGround(path.places, drawn) : path.places;
  const lines = line.slice(1).map((place, i): Piece => {
    const ends = [lifted(line[i]), lifted(place)];
    return {
      svg: `<path d="M${
        ends.map((end) => pair(project(end))).join("L")
      }" stroke="${
        pathColour(colors)
      }" stroke-width="3" stroke-linecap="round"/>`,
      distance: along(ends, eye) - cell,
    };
  });
  const marks = markedPlaces(path.places).map(({ isEnd, ...place }): Piece => {
    const point = lifted(place);
    const [x, y] = project(point).map((value) => value.toFixed(1));
    return {
      svg: `<circle cx="${x}" cy="${y}" r="${
        isEnd ? 5 : 2.5
      }" fill="#ffffff" stroke="#000000"/>`,
      distance: along([point], eye) - 1.5 * cell,
    };
  });
  return [...lines, ...marks];
}

/** "start" and "end", over all that would hide them. */
function endLabels(
  { path }: LandscapeChart,
  { box, put, project }: View,
): Label[] {
  return endsOf(path?.places ?? []).map(({ text, ...place }) => {
    const [x, y] = project(put({ ...place, z: place.z + box.lift }));
    return { text, at: [x, y - 15], xanchor: "center" };
  });
}

/** A label in a drawing of a width and height, as plotly.js takes it. */
function annotation(
  { text, at: [x, y], xanchor }: Label,
  width: number,
  height: number,
) {
  return {
    text,
    xref: "paper" as const,
    yref: "paper" as const,
    x: x / width,
    y: 1 - y / height,
    xanchor,
    yanchor: "middle" as const,
    showarrow: false,
    borderpad: 1,
    font: { size: 12 },
  };
}
