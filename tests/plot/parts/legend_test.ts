import { assert, assertEquals } from "@std/assert";
import { legendOf } from "../../../lib/plot/parts/legend.ts";

Deno.test("legendOf: names of up to 24 characters stand on the right, in one line each", () => {
  const longest = "a".repeat(24);
  const { names, right, below, height, layout } = legendOf(
    ["train", longest],
    720,
  );
  assertEquals(names, ["train", longest]);
  assertEquals([below, height, layout], [0, 440, { showlegend: true }]);
  assert(right > 24 * 7, `${right}`);
});

Deno.test("legendOf: long names stand under the chart, unbroken where they fit", () => {
  const long = "batch normalization (PyTorch 2.4), momentum 0.9";
  const legend = legendOf([long, "none"], 720);
  assertEquals(legend.names, [long, "none"]);
  assertEquals(legend.right, 0);
  assertEquals(legend.height, 440 + legend.below);
  const narrow = legendOf([long], 300);
  assertEquals(narrow.names[0].split("<br>").length > 1, true);
  assertEquals(narrow.names[0].replaceAll("<br>", " "), long);
});

Deno.test("legendOf: no names, no legend", () => {
  const { layout, right, below, height } = legendOf([null], 720);
  assertEquals([layout, right, below, height], [
    { showlegend: false },
    0,
    0,
    440,
  ]);
});
