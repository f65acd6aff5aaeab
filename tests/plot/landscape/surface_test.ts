import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { surface } from "../../../lib/plot/mod.ts";
import { plotlySource } from "../../../lib/plot/figure/plotly_bundle.ts";
import { scaleColour } from "../../../lib/plot/landscape/scale_colour.ts";
import { eyeAt, projection } from "../../../lib/plot/landscape/surface_view.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

const bowl = Array.from(
  { length: 21 },
  (_, r) => Array.from({ length: 21 }, (_, c) => (c - 10) ** 2 + (r - 10) ** 2),
);
const path = { x: [2, 5, 10], y: [3, 6, 10] };

Deno.test("surface: a scene, a path over the ground, and words", () => {
  const figure = surface(bowl, { title: "A bowl", zLabel: "loss", path });
  const [ground, line, marks] = figure.data as Any[];
  assertEquals(
    figure.data.map(({ type }) => type as string),
    ["surface", "scatter3d", "scatter3d"],
  );
  assertEquals(ground.z, bowl);
  assertEquals([marks.x, marks.y], [path.x, path.y]);
  const { scene } = figure.layout as Any;
  const [low, high] = scene.zaxis.range;
  assert(low === 0 && high > 200, `${low} to ${high}`);
  // A little above the ground, along all of the line.
  line.z.forEach((z: number, i: number) => {
    const exact = (line.x[i] - 10) ** 2 + (line.y[i] - 10) ** 2;
    assert(z > exact && z < exact + 6, `${z} over ${exact}`);
  });
  assertEquals(
    figure.alt,
    "Surface “A bowl”: loss over x from 0 to 20 and y from 0 to 20, 21 rows by 21 columns. " +
      "Lowest 0 at x = 10, y = 10, highest 200 at x = 0, y = 0. " +
      "Path of 3 points from 113 at x = 2, y = 3 to 0 at x = 10, y = 10.",
  );
  assertEquals(figure.sketch.split("\n").length, 21);
});

Deno.test("surface: its picture is another figure, with the same words and the same view", async () => {
  const nasty = "<img src=x onerror=alert(1)>";
  const figure = surface(bowl, { title: nasty, xLabel: nasty, path });
  const { picture } = figure;
  assertEquals(picture.alt, figure.alt);
  assertEquals(picture.caption, figure.caption);
  const { images, annotations } = picture.layout as Any;
  const svg = new TextDecoder().decode(
    Uint8Array.fromBase64(images[0].source.split(",")[1]),
  );
  assert(!svg.includes("<text") && !svg.includes("NaN"));
  // All faces of a grid of at least 24 by 24 that is refined from 20 by 20.
  assertEquals(svg.match(/Z" fill/g)?.length, 40 * 40);
  assertEquals(svg.match(/<circle/g)?.length, 3);
  const texts = annotations.map(({ text }: Any) => text);
  for (const text of ["0", "200", "start", "end", "z"]) {
    assert(texts.includes(text), `${text} is not among ${texts.join()}`);
  }
  assert(texts.every((text: string) => !text.includes("<img")));
  assert(!JSON.stringify(figure).includes("svg"));
  const png = await figure.toPng();
  assertEquals(png, await figure.toPng());
  assert(png.length > 10_000 && png.length < 50_000, `${png.length} bytes`);
});

Deno.test("surface: gaps are holes in the picture too", () => {
  const holed = bowl.map((row) => row.slice());
  holed[5][5] = NaN;
  const figure = surface(holed);
  assertEquals(figure.caption, "1 value is not finite and left as a gap.");
  const [image] = (figure.picture.layout as Any).images;
  const svg = new TextDecoder().decode(
    Uint8Array.fromBase64(image.source.split(",")[1]),
  );
  // Each of the four cells around it is four faces in the refined grid.
  assertEquals(svg.match(/Z" fill/g)?.length, 40 * 40 - 16);
});

Deno.test("surface: near things hide far ones", () => {
  // A wall between the eye and the path, which is low behind it.
  const wall = bowl.map((row, r) => row.map(() => r === 5 ? 10 : 0));
  const order = (azimuth: number) => {
    const figure = surface(wall, {
      azimuth,
      elevation: 20,
      path: { x: [10, 10], y: [12, 16] },
    });
    const [image] = (figure.picture.layout as Any).images;
    const svg = new TextDecoder().decode(
      Uint8Array.fromBase64(image.source.split(",")[1]),
    );
    const pieces = svg.split("<path").slice(1);
    const line = pieces.findLastIndex((piece) =>
      piece.includes("stroke-linecap")
    );
    return pieces.length - line;
  };
  // Seen over the wall more than half of the faces come after the path, from behind fewer.
  assert(order(-90) > 0.5 * 1600, `${order(-90)}`);
  assert(order(90) < 0.5 * 1600, `${order(90)}`);
});

Deno.test("projection: what is looked at is in the middle, and near things are large", () => {
  const eye = eyeAt(-60, 40);
  const degrees = (angle: number) => angle * 180 / Math.PI;
  assertAlmostEquals(degrees(Math.atan2(eye[1], eye[0])), -60, 1e-9);
  assertAlmostEquals(
    degrees(Math.atan2(eye[2], Math.hypot(eye[0], eye[1]))),
    40,
    1e-9,
  );
  const put = projection(eye, 600, 300);
  // A vertical line stays vertical, up is up.
  const [low, high] = [put([0, 0, -0.3]), put([0, 0, 0.3])];
  assertAlmostEquals(low[0], 300, 1e-9);
  assertAlmostEquals(high[0], 300, 1e-9);
  assert(high[1] < low[1]);
  // Edges of the same length: the one nearer to the eye is longer.
  const length = (y: number) => put([0.5, y, 0])[0] - put([-0.5, y, 0])[0];
  assert(length(-0.5) > length(0.5) && length(0.5) > 0);
});

Deno.test("scaleColour: Viridis is plotly.js's own", async () => {
  const source = await plotlySource("cartesian");
  const [, list] = /Viridis:(\[\[.*?\]\])[,}]/.exec(source)!;
  const stops = JSON.parse(list.replace(/([,[])\./g, "$10.")) as Any[];
  assertEquals(stops.length, 17);
  for (const [place, colour] of stops) {
    const hex = scaleColour("sequential", place)
      .map((part) => part.toString(16).padStart(2, "0")).join("");
    // One of its places is rounded in plotly.js.
    const off = [0, 2, 4].map((at) =>
      Math.abs(
        parseInt(hex.slice(at, at + 2), 16) -
          parseInt(colour.slice(at + 1, at + 3), 16),
      )
    );
    assert(Math.max(...off) <= 2, `${colour} at ${place}: ${hex}`);
  }
});
