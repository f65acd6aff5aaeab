/** Affine maps of the plane, as the `transform` attribute of SVG writes them. */

/** `[a, b, c, d, e, f]` maps (x, y) to (a x + c y + e, b x + d y + f). */
export type Affine = readonly [
  a: number,
  b: number,
  c: number,
  d: number,
  e: number,
  f: number,
];

/** Left, top, right and bottom. */
export type Edges = readonly [number, number, number, number];

/** The map that changes nothing. */
export const identity: Affine = [1, 0, 0, 1, 0, 0];

/** First `inner`, then `outer`. */
export function compose(outer: Affine, inner: Affine): Affine {
  const [a, b, c, d, e, f] = outer;
  const [p, q, r, s, t, u] = inner;
  return [
    a * p + c * q,
    b * p + d * q,
    a * r + c * s,
    b * r + d * s,
    a * t + c * u + e,
    b * t + d * u + f,
  ];
}

/** Reads `translate`, `rotate`, `scale` and `matrix`, in the order in which they stand. */
export function parseTransform(text: string | null): Affine {
  let map = identity;
  for (const [, name, list] of (text ?? "").matchAll(/(\w+)\(([^)]*)\)/g)) {
    const numbers = list.trim().split(/[\s,]+/).map(Number);
    map = compose(map, one(name, numbers));
  }
  return map;
}

function one(name: string, numbers: number[]): Affine {
  const [p, q = 0, r = 0] = numbers;
  switch (name) {
    case "translate":
      return [1, 0, 0, 1, p, q];
    case "scale":
      return [p, 0, 0, numbers.length > 1 ? q : p, 0, 0];
    case "rotate": {
      const cos = Math.cos(p * Math.PI / 180);
      const sin = Math.sin(p * Math.PI / 180);
      return [
        cos,
        sin,
        -sin,
        cos,
        q - cos * q + sin * r,
        r - sin * q - cos * r,
      ];
    }
    case "matrix":
      return numbers as unknown as Affine;
    default:
      return identity;
  }
}

/** The upright box around a box that was mapped. */
export function mapEdges(map: Affine, edges: Edges): Edges {
  const [a, b, c, d, e, f] = map;
  const [left, top, right, bottom] = edges;
  const xs: number[] = [], ys: number[] = [];
  for (const x of [left, right]) {
    for (const y of [top, bottom]) {
      xs.push(a * x + c * y + e);
      ys.push(b * x + d * y + f);
    }
  }
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** The box around boxes, null around none. */
export function unite(all: readonly (Edges | null)[]): Edges | null {
  let union: Edges | null = null;
  for (const edges of all) {
    if (edges === null) continue;
    union = union === null ? edges : [
      Math.min(union[0], edges[0]),
      Math.min(union[1], edges[1]),
      Math.max(union[2], edges[2]),
      Math.max(union[3], edges[3]),
    ];
  }
  return union;
}
