import { assert, assertEquals } from "@std/assert";
import { contour, surface } from "../../../lib/plot/mod.ts";
import { assertMessage } from "../../assert_message.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

Deno.test("contour: heights with their coordinates, round levels, a path on top", () => {
  const figure = contour(
    { x: [-1, 0, 1], y: [10, 20], z: [[4, 1, NaN], [0, 1, 4]] },
    {
      title: "Loss",
      xLabel: "a",
      yLabel: "b",
      zLabel: "loss",
      levels: 4,
      path: { x: [-0.5, 0, 5], y: [10, 15, 15] },
    },
  );
  const [trace, ...path] = figure.data as Any[];
  assertEquals(trace.type, "contour");
  assertEquals([trace.x, trace.y], [[-1, 0, 1], [10, 20]]);
  assertEquals(trace.z, [[4, 1, null], [0, 1, 4]]);
  assertEquals(trace.contours, { start: 0, end: 4, size: 1 });
  assertEquals([trace.zmin, trace.zmax, trace.colorscale], [0, 4, "Viridis"]);
  assertEquals(path.map(({ mode }) => mode), ["lines", "lines", "markers"]);
  for (const { x, y } of path) {
    assertEquals([x, y], [[-0.5, 0], [10, 15]]);
  }
  assertEquals(
    (figure.layout.annotations as Any).map(({ text, x }: Any) => [text, x]),
    [["start", -0.5], ["end", 0]],
  );
  assertEquals(
    figure.caption,
    "1 value is not finite and left as a gap. 1 point of the path has no place here and is left out.",
  );
  assertEquals(
    figure.alt,
    "Contour chart “Loss”: loss over a from -1 to 1 and b from 10 to 20, 2 rows by 3 columns. " +
      "Lowest 0 at a = -1, b = 20, highest 4 at a = -1, b = 10. " +
      "Path of 2 points from 2.5 at a = -0.5, b = 10 to 1 at a = 0, b = 15. " +
      figure.caption,
  );
  assertEquals(figure.sketch, "|  ░░██|\n|██░░??|");
});

Deno.test("contour: a log scale draws powers and writes numbers", () => {
  const figure = contour([[1, 10], [0, 1e4]], { zScale: "log" });
  const [trace] = figure.data as Any[];
  assertEquals(trace.z, [[0, 1], [null, 4]]);
  assertEquals([trace.zmin, trace.zmax], [0, 4]);
  assertEquals(trace.colorbar.tickvals, [0, 1, 2, 3, 4]);
  assertEquals(trace.colorbar.ticktext[3], "10<sup>3</sup>");
  assertEquals(
    figure.alt,
    "Contour chart: z (log scale) over x from 0 to 1 and y from 0 to 1, 2 rows by 2 columns. " +
      "Lowest 1 at x = 0, y = 0, highest 10000 at x = 1, y = 1. " +
      "1 value is not positive and cannot be drawn on a log scale.",
  );
  const narrow = contour([[200, 300], [400, 900]], { zScale: "log" });
  assertEquals((narrow.data[0] as Any).colorbar.ticktext, ["200", "500"]);
});

Deno.test("contour: large grids and long paths are thinned, unless asked not to", () => {
  const z = Array.from(
    { length: 120 },
    (_, r) => Array.from({ length: 90 }, (_, c) => Math.hypot(r - 60, c - 45)),
  );
  const x = Float64Array.from({ length: 3000 }, (_, i) => i / 60);
  const path = { x, y: x };
  const thin = contour(z, { path });
  const [trace, line] = thin.data as Any[];
  assert(trace.z.length <= 51 && trace.z[0].length <= 51);
  assert(line.x.length < 300, `${line.x.length} points`);
  assert(trace.z.flat().includes(0));
  assertEquals(
    thin.caption,
    `Drawn from ${trace.z.length} of 120 rows and ${
      trace.z[0].length
    } of 90 columns. Of the 3000 points of the path ${line.x.length} are drawn, those that can be told apart.`,
  );
  const full = contour(z, { path, thin: false });
  assertEquals((full.data[0] as Any).z.length, 120);
  assertEquals((full.data[1] as Any).x.length, 3000);
  assertEquals(full.caption, "");
});

Deno.test("contour: one height, and none", () => {
  assertEquals(
    contour([[2, 2], [2, 2]]).alt,
    "Contour chart: z over x from 0 to 1 and y from 0 to 1, 2 rows by 2 columns. " +
      "Lowest 2 at x = 0, y = 0, highest 2 at x = 0, y = 0.",
  );
  const none = contour([[NaN, NaN], [NaN, NaN]], { path: { x: [0], y: [0] } });
  assertEquals(
    none.alt,
    "Contour chart: z over x from 0 to 1 and y from 0 to 1, 2 rows by 2 columns. " +
      "No value can be drawn. No point of the path can be drawn. " +
      "4 values are not finite and left as gaps. 1 point of the path has no place here and is left out.",
  );
});

Deno.test("contour and surface: errors say what came and what was expected", () => {
  const grid = [[1, 2], [3, 4]];
  const fails = (
    matrix: unknown,
    options: unknown,
    error: Any,
    message: string,
  ) => {
    for (const chart of [contour, surface]) {
      assertMessage(() => chart(matrix as Any, options as Any), error, message);
    }
  };
  fails(
    [[1, 2]],
    {},
    RangeError,
    "matrix has the shape [1, 2], expected at least two rows and two columns",
  );
  fails(
    { x: [1], y: [1, 2], z: grid },
    {},
    TypeError,
    "matrix.x has 1 numbers and matrix.z 2 columns, expected as many",
  );
  fails(
    { x: [1, 2], y: [2, 1], z: grid },
    {},
    RangeError,
    "matrix.y[1] is 1 after 2, expected finite numbers, each larger than the one before; turn rows or columns round where they decrease",
  );
  fails(
    grid,
    { path: [1, 2] },
    TypeError,
    "options.path is an array of length 2, expected { x, y } or { x, y, z }",
  );
  fails(
    grid,
    { path: { x: [1], y: [1], z: [1, 2] } },
    TypeError,
    "options.path has 1 x, 1 y and 2 z, expected as many of each",
  );
  fails(
    grid,
    { zScale: "log", colorRange: [0, 1] },
    RangeError,
    "options.colorRange is [0, 1], expected positive numbers for a log scale",
  );
  fails(
    grid,
    { zLabel: 3 },
    TypeError,
    "options.zLabel is a number, expected a string",
  );
  assertMessage(
    () => contour(grid, { levels: 1 }),
    RangeError,
    "options.levels is 1, expected from 2 to 100",
  );
  assertMessage(
    () => surface(grid, { elevation: 90 }),
    RangeError,
    "options.elevation is 90, expected from 5 to 85 degrees",
  );
  assertMessage(
    () => surface(grid, { azimuth: "left" as Any }),
    TypeError,
    "options.azimuth is a string, expected degrees as a number",
  );
});
