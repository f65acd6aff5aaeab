import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { images } from "../../../lib/plot/mod.ts";
import { assertMessage } from "../../assert_message.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

Deno.test("images: a list, and all in one array, are the same figure", () => {
  const list = images([[[1, 2], [3, 4]], {
    data: Float32Array.of(5, 6, 7, 8),
    shape: [2, 2],
  }]);
  const batch = images({ data: [1, 2, 3, 4, 5, 6, 7, 8], shape: [2, 2, 2] });
  assertEquals(list.toJSON(), batch.toJSON());
  const [mosaic] = batch.data as Any[];
  assertEquals(mosaic.z, [[1, 2, null, 5, 6], [3, 4, null, 7, 8]]);
  assertEquals(mosaic.x.length, 6);
  assertEquals([mosaic.zmin, mosaic.zmax], [1, 8]);
});

Deno.test("images: cells are equally wide, gaps are narrow, a last row is filled up", () => {
  const figure = images(
    { data: new Float32Array(3 * 4).fill(1), shape: [3, 2, 2] },
    { columns: 2 },
  );
  const [{ x, y, z }] = figure.data as Any[];
  const widths = x.slice(1).map((edge: number, i: number) => edge - x[i]);
  assertEquals(
    new Set(widths.filter((_: number, i: number) => i !== 2)).size,
    1,
  );
  assert(widths[2] === 6 && widths[0] > 20);
  assertEquals([y.length, z.length], [6, 5]);
  assertEquals(z[2], [null, null, null, null, null]);
  assertEquals(z[4], [1, 1, null, null, null]);
});

Deno.test("images: values of both signs are centred on zero, others gray", () => {
  const [both] = images([[[-1, 3]]]).data as Any[];
  assertEquals([both.zmin, both.zmax], [-3, 3]);
  const [gray] = images([[[0, 3]]]).data as Any[];
  assertEquals(gray.colorscale, [[0, "#ffffff"], [1, "#000000"]]);
});

Deno.test("images: what is not finite has a colour of its own and is counted", () => {
  const gray = images([[[0, NaN], [1, Infinity]]]);
  const [cells, gaps] = gray.data as Any[];
  assertEquals(cells.z, [[0, null], [1, null]]);
  assertEquals(gaps.z, [[null, 0], [null, 0]]);
  assertEquals(
    gray.caption,
    "2 values are not finite and left as orange cells.",
  );
  assertEquals(
    images([[[-1, NaN, 1]]]).caption,
    "1 value is not finite and left as a grey cell.",
  );
  assertStringIncludes(images([[[NaN]]]).alt, "No value is finite.");
});

Deno.test("images: of many the first are shown, of large ones blocks, unless asked not to", () => {
  const many = { data: new Float32Array(150 * 4), shape: [150, 2, 2] };
  many.data[1] = 1;
  const few = images(many);
  assertEquals(few.caption, "The first 100 of 150 images are shown.");
  assertEquals((few.data[0] as Any).z.length, 10 * 3 - 1);
  assertEquals(images(many, { thin: false }).caption, "");
  const large = { data: new Float32Array(1000 * 1000), shape: [1, 1000, 1000] };
  large.data[4321] = 7;
  const figure = images(large);
  assertEquals((figure.data[0] as Any).z.length, 500);
  assert((figure.data[0] as Any).z.flat().includes(7));
  assertStringIncludes(figure.caption, "farthest from zero of 2 by 2 values");
});

Deno.test("images: numbers are no longer than the eye can see", () => {
  const data = Float32Array.from(
    { length: 784 },
    (_, i) => Math.abs(Math.sin(i)),
  );
  const [{ z }] = images({ data, shape: [1, 28, 28] }).data as Any[];
  assert(z.flat().every((value: number) => String(value).length <= 5));
  const tiny = images({ data: data.map((v) => 1e-9 * v), shape: [1, 28, 28] });
  const [{ z: small }] = tiny.data as Any[];
  assert(new Set(small.flat()).size > 100, "tiny values are told apart");
});

Deno.test("images: labels stand under their images, and in the words", () => {
  const figure = images({ data: [0, 1, 2], shape: [3, 1, 1] }, {
    labels: ["a", "b", "c"],
    columns: 2,
    title: "D",
    point: "step",
  });
  const [mosaic, , labels] = figure.data as Any[];
  assertEquals(labels.text, ["a", "b", "c"]);
  const edges = [mosaic.y[1], mosaic.y[1], mosaic.y[3]];
  assertEquals(labels.y, edges.map((edge) => edge + 2));
  assertEquals(
    figure.alt,
    "Images “D”: 3 of 1 by 1. Values from 0 to 2. Labels: a, b, c. " +
      "Each image is of one step (one update of the parameters).",
  );
  assertEquals(figure.sketch, "|  |");
});

Deno.test("images: errors say what came and what was expected", () => {
  const fails = (list: Any, options: Any, error: Any, message: string) =>
    assertMessage(() => images(list, options), error, message);
  fails([], {}, RangeError, "images is empty, expected at least one image");
  fails(
    new Float32Array(4),
    {},
    TypeError,
    "images is a Float32Array, expected an array of images or { data, shape: [count, height, width] }",
  );
  fails(
    { data: [1], shape: [1, 1] },
    {},
    TypeError,
    "images.shape is [1, 1], expected three whole numbers, [count, height, width]",
  );
  fails(
    { data: [], shape: [0, 1, 1] },
    {},
    RangeError,
    "images.shape is [0, 1, 1], expected at least one image of at least one row and column",
  );
  fails(
    { data: [1], shape: [1, 1, 2] },
    {},
    TypeError,
    "images.data has 1 numbers, expected 2 for the shape [1, 1, 2]",
  );
  fails(
    [[[1]], [[1, 2]]],
    {},
    TypeError,
    "images[1] is 1 by 2 and images[0] 1 by 1, expected images of one size",
  );
  fails(
    [[[1], ["x"]]],
    {},
    TypeError,
    "images[0][1][0] is a string, expected a number",
  );
  fails(
    [[[1]]],
    { columns: 0 },
    RangeError,
    "options.columns is 0, expected a whole number from 1 to 50",
  );
  fails(
    [[[1]]],
    { columns: "2" },
    TypeError,
    "options.columns is a string, expected a number of images in a row",
  );
  fails(
    [[[1]]],
    { labels: ["a", "b"] },
    TypeError,
    "options.labels has 2 names and images 1 images, expected as many",
  );
  fails(
    [[[1]]],
    { xLabel: "x" },
    TypeError,
    "options.xLabel is not an option of images, expected one of alt, caption, colorLabel, " +
      "colorRange, colors, columns, labels, point, thin, title, width",
  );
});
