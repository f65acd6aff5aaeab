import { assertEquals } from "@std/assert";
import { axis } from "../../../lib/plot/parts/axis.ts";

function logTicks(low: number, high: number) {
  const { dtick, tickformat } = axis({
    label: "",
    scale: "log",
    data: [low, high],
    pad: 0,
  }) as { dtick: unknown; tickformat?: string };
  return [dtick, tickformat];
}

Deno.test("axis: ticks of a log axis are of one kind", () => {
  // Powers of ten, at most about ten of them.
  assertEquals(logTicks(1e-6, 1), [1, undefined]);
  assertEquals(logTicks(1e-30, 1), [3, undefined]);
  // About two decades: 1, 2 and 5, all written alike.
  assertEquals(logTicks(1, 100), ["D2", "~g"]);
  assertEquals(logTicks(0.6, 50), ["D2", "~g"]);
  assertEquals(logTicks(2e-7, 1e-5), ["D2", "~e"]);
  assertEquals(logTicks(1e7, 1e8), ["D2", "~e"]);
  // Within a decade: evenly spaced.
  assertEquals(logTicks(3, 6), ["L0.5", undefined]);
  assertEquals(logTicks(11_000, 13_000), ["L500", undefined]);
});
