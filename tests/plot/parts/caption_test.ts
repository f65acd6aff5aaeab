import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  bar,
  box,
  heatmap,
  histogram,
  images,
  line,
  scatter,
} from "../../../lib/plot/mod.ts";
import { countGaps, fates, gapNotes } from "../../../lib/plot/parts/caption.ts";

Deno.test("caption: every chart says whether a point is a tick or a step", () => {
  const tick = { point: "tick" } as const, step = { point: "step" } as const;
  const figures = {
    point: [line([1], tick), scatter([1], tick)],
    bar: [bar([1], tick)],
    value: [box([1], tick), histogram([1], tick), heatmap([[1]], tick)],
    image: [images([[[1]]], tick)],
  };
  for (const [noun, all] of Object.entries(figures)) {
    for (const { caption, alt } of all) {
      assertEquals(caption, `Each ${noun} is of one tick (one micro-batch).`);
      assertStringIncludes(alt, caption);
    }
  }
  assertEquals(
    line([1, NaN], { ...step, caption: "Mine." }).caption,
    "Mine. Each point is of one step (one update of the parameters). " +
      "1 point is not finite and left as a gap.",
  );
});

Deno.test("caption: gaps are counted by what they are", () => {
  const gaps = countGaps([[1, NaN, -1], [0, Infinity]], "log");
  assertEquals(gaps, { notFinite: 2, notPositive: 2 });
  assertEquals(gapNotes("value", gaps, fates.out), [
    "2 values are not finite and left out.",
    "2 values are not positive and cannot be drawn on a log scale.",
  ]);
  assertEquals(countGaps([[1, NaN, -1], [0]], "linear"), {
    notFinite: 1,
    notPositive: 0,
  });
  assertEquals(
    gapNotes("value", { notFinite: 0, notPositive: 0 }, fates.gap),
    [],
  );
});
