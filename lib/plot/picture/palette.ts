/** Palettes: few colours that stand for all of a chart, each written as 0xrrggbb. */

/** How much the colours of areas may move: the first of these that leaves 256 colours is taken. */
const AREA_TOLERANCES = [4, 8, 16, 24];
/** Those of smoothed edges, each of a pixel here and there; no more, for the lines of grids to stay. */
const EDGE_TOLERANCE = 24;
/** Of the rarest colours this part of the pixels may move more, to the nearest there is. */
const LEFT_OVER = 1 / 200;

/** Colours, and which of them stands for each colour of an image. */
export interface Palette {
  readonly colours: number[];
  readonly index: ReadonlyMap<number, number>;
}

/** A palette for the pixels of an image, row by row; null where 256 colours are too few. */
export function makePalette(colours: Uint32Array): Palette | null {
  const counts = new Map<number, { all: number; inAreas: number }>();
  colours.forEach((colour, i) => {
    let count = counts.get(colour);
    if (!count) counts.set(colour, count = { all: 0, inAreas: 0 });
    count.all++;
    if (colours[i - 1] === colour) count.inAreas++;
  });
  if (counts.size > 20_000) return null; // a photograph, not a chart
  const sorted = [...counts].sort((a, b) => b[1].all - a[1].all || a[0] - b[0]);
  const choose = (tolerance: number) => {
    // From the most frequent on, each that has none near it yet.
    const chosen: number[] = [];
    let left = 0;
    for (const [colour, { all, inAreas }] of sorted) {
      const near = inAreas < all / 2 ? EDGE_TOLERANCE : tolerance;
      if (chosen.some((one) => difference(one, colour) <= near)) continue;
      if (chosen.length < 256) chosen.push(colour);
      else left += all;
    }
    return left <= LEFT_OVER * colours.length ? chosen : null;
  };
  let chosen: number[] | null = null;
  for (const tolerance of AREA_TOLERANCES) chosen ??= choose(tolerance);
  if (chosen === null) return null;
  const nearest = (colour: number) => {
    let best = 0, least = Infinity;
    chosen.forEach((one, place) => {
      const off = difference(one, colour);
      if (off < least) [best, least] = [place, off];
    });
    return best;
  };
  const index = new Map(sorted.map(([colour]) => [colour, nearest(colour)]));
  return { colours: chosen, index };
}

/** How far the farthest channel moves, and more where the hue does, which shows sooner. */
function difference(a: number, b: number): number {
  const red = (a >> 16) - (b >> 16);
  const green = ((a >> 8) & 255) - ((b >> 8) & 255);
  const blue = (a & 255) - (b & 255);
  const most = Math.max(red, green, blue), least = Math.min(red, green, blue);
  return Math.max(most, -least) + (most - least);
}
