import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  pathLength,
  pointAlong,
} from "../../../lib/plot/picture/path_length.ts";
import { assertMessage } from "../../assert_message.ts";

Deno.test("pathLength: straight strokes, absolute and relative, closed", () => {
  assertEquals(pathLength("M0,0L3,4"), 5);
  assertEquals(pathLength("M1 1h3v4H0"), 3 + 4 + 4);
  assertEquals(pathLength("M0,0 3,0 3,4Z"), 12);
  assertEquals(pathLength("m1,1l1,0l0,1z"), 2 + Math.SQRT2);
  assertEquals(pathLength("M0,0L1,0M5,5L5,6"), 2); // the move has no length
  assertEquals(pathLength(""), 0);
  assertEquals(pathLength("M0-1L.5-1L1.5e1-1"), 15);
});

Deno.test("pathLength: curves", () => {
  // A quarter of a circle of radius 1, as Bézier curves draw it.
  const k = 0.5522847;
  assertAlmostEquals(
    pathLength(`M1,0C1,${k},${k},1,0,1`),
    Math.PI / 2,
    2e-3,
  );
  // On the parabola y = x² from 0 to 1: √5 / 2 + asinh(2) / 4.
  assertAlmostEquals(
    pathLength("M0,0Q.5,0,1,1"),
    Math.sqrt(5) / 2 + Math.asinh(2) / 4,
    2e-3,
  );
});

Deno.test("pointAlong: within and beyond the ends", () => {
  const d = "M0,0H4V2";
  assertEquals(pointAlong(d, 0), { x: 0, y: 0 });
  assertEquals(pointAlong(d, 1), { x: 1, y: 0 });
  assertEquals(pointAlong(d, 5), { x: 4, y: 1 });
  assertEquals(pointAlong(d, 99), { x: 4, y: 2 });
  assertEquals(pointAlong(d, -1), { x: 0, y: 0 });
});

Deno.test("pathLength: a command that it cannot follow is a RangeError", () => {
  assertMessage(
    () => pathLength("M0,0A1,1,0,0,1,1,1"),
    RangeError,
    "path has the command A, expected one of MLHVCQZ",
  );
});
