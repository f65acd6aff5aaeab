import { assertEquals } from "@std/assert";
import {
  placeLabels,
  type Room,
} from "../../../lib/plot/parts/reference_place.ts";

function room(drawn: Room["drawn"]): Room {
  return {
    drawn,
    x: { scale: "linear", range: [0, 100] },
    y: { scale: "linear", range: [0, 100] },
    width: 500,
    height: 300,
  };
}

const joined = (x: number[], y: number[]) => ({ x, y, joined: true });
const bound = [{ y: 50, label: "bound" }];

Deno.test("placeLabels: above the right end where nothing is drawn", () => {
  assertEquals(placeLabels(bound, room([])), [{ end: "right", side: "above" }]);
});

Deno.test("placeLabels: at the left end where a curve passes the right one", () => {
  const curve = joined([90, 100], [40, 60]);
  assertEquals(placeLabels(bound, room([curve])), [
    { end: "left", side: "above" },
  ]);
});

Deno.test("placeLabels: a line that jumps over a label is in its way, points are not", () => {
  const jump = { x: [95, 95], y: [0, 100] };
  assertEquals(placeLabels(bound, room([{ ...jump, joined: true }])), [
    { end: "left", side: "above" },
  ]);
  assertEquals(placeLabels(bound, room([{ ...jump, joined: false }])), [
    { end: "right", side: "above" },
  ]);
});

Deno.test("placeLabels: under the line where above is taken, else nowhere", () => {
  const above = joined([0, 100], [53, 53]);
  assertEquals(placeLabels(bound, room([above])), [
    { end: "right", side: "under" },
  ]);
  const under = joined([0, 100], [47, 47]);
  assertEquals(placeLabels(bound, room([above, under])), [null]);
});

Deno.test("placeLabels: labels keep clear of each other, of other lines and of the edge", () => {
  const close = [{ y: 50, label: "one" }, { y: 53, label: "two" }];
  assertEquals(placeLabels(close, room([])), [
    { end: "right", side: "under" },
    { end: "right", side: "above" },
  ]);
  assertEquals(placeLabels([{ y: 100, label: "top" }], room([])), [
    { end: "right", side: "under" },
  ]);
  const long = [{ y: 50, label: "a label ".repeat(20) }];
  assertEquals(placeLabels(long, room([])), [null]);
});

Deno.test("placeLabels: what is out of view is in nobody's way", () => {
  const far = [{ y: 500, label: "far" }];
  assertEquals(placeLabels(far, room([])), [{ end: "right", side: "above" }]);
});
