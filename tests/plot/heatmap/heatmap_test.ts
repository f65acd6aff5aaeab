import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { heatmap } from "../../../lib/plot/mod.ts";
import { assertMessage } from "../../assert_message.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

Deno.test("heatmap: rows, and a flat array with its shape, are the same", () => {
  const rows = heatmap([[1, 2, 3], [4, 5, 6]]);
  const flat = heatmap({
    data: Float32Array.of(1, 2, 3, 4, 5, 6),
    shape: [2, 3],
  });
  assertEquals(rows.toJSON(), flat.toJSON());
  assertEquals((rows.data[0] as Any).z, [[1, 2, 3], [4, 5, 6]]);
  assertEquals((rows.layout as Any).yaxis.autorange, "reversed");
});

Deno.test("heatmap: values of both signs get a scale that is centred on zero", () => {
  const [both] = heatmap([[-1, 3]]).data as Any[];
  assertEquals([both.zmin, both.zmax], [-3, 3]);
  assert(Array.isArray(both.colorscale));
  const [positive] = heatmap([[1, 3]]).data as Any[];
  assertEquals([positive.zmin, positive.zmax, positive.colorscale], [
    1,
    3,
    "Viridis",
  ]);
  const [given] = heatmap([[1, 3]], { colorRange: [0, 10], colors: "gray" })
    .data as Any[];
  assertEquals([given.zmin, given.zmax], [0, 10]);
});

Deno.test("heatmap: gaps are grey cells, counted in the caption", () => {
  const figure = heatmap([[1, NaN], [Infinity, 2]]);
  const [cells, gaps] = figure.data as Any[];
  assertEquals(cells.z, [[1, null], [null, 2]]);
  assertEquals(gaps.z, [[null, 0], [0, null]]);
  assertEquals(gaps.colorscale[0][1], "#bdbdbd");
  assertEquals(
    figure.caption,
    "2 values are not finite and left as grey cells.",
  );
  assertStringIncludes(heatmap([[NaN]]).alt, "No value is finite");
  // Grey would be a value on the gray scale.
  assertEquals(
    heatmap([[0, NaN]], { colors: "gray" }).caption,
    "1 value is not finite and left as an orange cell.",
  );
});

Deno.test("heatmap: a large matrix keeps its outlier, unless asked not to shrink", () => {
  const data = new Float32Array(500 * 300);
  data[77_777] = -9;
  const small = heatmap({ data, shape: [500, 300] });
  const [trace] = small.data as Any[];
  assertEquals([trace.z.length, trace.z[0].length], [167, 150]);
  assert(trace.z.flat().includes(-9));
  assertEquals(
    small.caption,
    "Each cell shows the value farthest from zero of 3 by 2 values.",
  );
  const full = heatmap({ data, shape: [500, 300] }, { thin: false });
  assertEquals((full.data[0] as Any).z.length, 500);
});

Deno.test("heatmap: the alternative text says where the extremes are", () => {
  assertEquals(
    heatmap([[1, 2], [-3, 4]], {
      title: "W",
      colorLabel: "gradient",
      xLabel: "in",
      yLabel: "out",
    }).alt,
    "Heat map “W” of gradient: 2 rows (out) by 2 columns (in). " +
      "Lowest -3 at row 1, column 0, highest 4 at row 1, column 1, mean 1.",
  );
});

Deno.test("heatmap: errors say what came and what was expected", () => {
  const fails = (matrix: unknown, error: Any, message: string) =>
    assertMessage(() => heatmap(matrix as Any), error, message);
  fails([], RangeError, "matrix has no rows, expected at least one");
  fails(
    [[]],
    RangeError,
    "matrix[0] is empty, expected at least one number; leave it out if there is nothing to show",
  );
  fails(
    [[1, 2], [3]],
    TypeError,
    "matrix[1] has 1 columns and matrix[0] 2, expected as many in each row",
  );
  fails(
    [1, 2],
    TypeError,
    "matrix[0] is a number, expected an array of numbers",
  );
  fails(
    Float32Array.of(1),
    TypeError,
    "matrix is a Float32Array, expected an array of rows or { data, shape: [rows, columns] }",
  );
  fails(
    { data: [1, 2, 3], shape: [2, 2] },
    TypeError,
    "matrix.data has 3 numbers, expected 4 for the shape [2, 2]",
  );
  fails(
    { data: [1, 2, 3], shape: [3] },
    TypeError,
    "matrix.shape is [3], expected two whole numbers, [rows, columns]",
  );
  fails(
    { data: [], shape: [0, 3] },
    RangeError,
    "matrix.shape is [0, 3], expected at least one row and one column",
  );
  assertMessage(
    () => heatmap([[1]], { rowNames: ["a", "b"] }),
    TypeError,
    "options.rowNames has 2 names and matrix 1 rows, expected as many",
  );
});
