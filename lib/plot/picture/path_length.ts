/** Lengths along the paths of SVG, which jsdom, having no layout, cannot tell. */

/** A point on paper. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A curve counts as so many straight pieces. */
const PIECES = 16;

/** The number of coordinates that a command takes. */
const TAKES: Record<string, number> = {
  M: 2,
  L: 2,
  H: 1,
  V: 1,
  C: 6,
  Q: 4,
  Z: 0,
};

/** What `getTotalLength` gives: the length of all strokes of the attribute `d`. */
export function pathLength(d: string): number {
  return strokes(d).reduce((sum, [a, b]) => sum + distance(a, b), 0);
}

/** What `getPointAtLength` gives: the point so far along the path, its nearest end outside. */
export function pointAlong(d: string, length: number): Point {
  let left = Math.max(0, length);
  let last: Point = { x: 0, y: 0 };
  for (const [a, b] of strokes(d)) {
    const long = distance(a, b);
    if (left <= long && long > 0) return between(a, b, left / long);
    left -= long;
    last = b;
  }
  return last;
}

/** The straight strokes of a path, curves in pieces. */
function strokes(d: string): [Point, Point][] {
  const all: [Point, Point][] = [];
  let at: Point = { x: 0, y: 0 }, start = at;
  const draw = (to: Point) => {
    all.push([at, to]);
    at = to;
  };
  for (const [, letter, list] of d.matchAll(/([a-df-z])([^a-df-z]*)/gi)) {
    const name = letter.toUpperCase();
    const numbers = (list.match(/-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/gi) ?? [])
      .map(Number);
    const takes = TAKES[name];
    if (takes === undefined) {
      throw new RangeError(
        `path has the command ${letter}, expected one of ${
          Object.keys(TAKES).join("")
        }`,
      );
    }
    if (name === "Z") draw(start);
    for (let i = 0; takes > 0 && i + takes <= numbers.length; i += takes) {
      const part = numbers.slice(i, i + takes);
      const from: Point = letter === name ? { x: 0, y: 0 } : at;
      const point = (k: number): Point => ({
        x: from.x + part[k],
        y: from.y + part[k + 1],
      });
      if (name === "M" && i === 0) start = at = point(0);
      else if (name === "M" || name === "L") draw(point(0));
      else if (name === "H") draw({ x: from.x + part[0], y: at.y });
      else if (name === "V") draw({ x: at.x, y: from.y + part[0] });
      else {
        const corners = [at];
        for (let k = 0; k < takes; k += 2) corners.push(point(k));
        for (let k = 1; k <= PIECES; k++) draw(onCurve(corners, k / PIECES));
      }
    }
  }
  return all;
}

/** A point of a Bézier curve (de Casteljau). */
function onCurve(corners: readonly Point[], part: number): Point {
  if (corners.length === 1) return corners[0];
  return onCurve(
    corners.slice(1).map((corner, i) => between(corners[i], corner, part)),
    part,
  );
}

function between(a: Point, b: Point, part: number): Point {
  return { x: a.x + part * (b.x - a.x), y: a.y + part * (b.y - a.y) };
}

function distance(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}
