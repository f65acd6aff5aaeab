import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type GradientCheck, GradientReport } from "../../../lib/check/mod.ts";
import { gradientCheck } from "../../../lib/plot/mod.ts";
import { assertMessage } from "../../assert_message.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

function check(
  name: string,
  error: number,
  bound = 1e-6,
  more: Partial<GradientCheck> = {},
): GradientCheck {
  return {
    name,
    shape: [3, 4],
    dtype: "f64",
    ok: error <= bound,
    verdict: error <= bound ? "passed" : "failed",
    worst: { index: [2, 1], analytic: 1, numerical: 1 + error, error, bound },
    notes: [],
    explanation: null,
    elements: null,
    steps: [],
    ...more,
  };
}

Deno.test("gradientCheck: what passed and what failed differ by more than colour", () => {
  const report = new GradientReport([
    check("input", 1e-9),
    check("weight", 0.5, 2e-6),
    check("bias", 0),
    check("scale", NaN),
  ]);
  const figure = gradientCheck(report, { title: "Mine" });
  const traces = figure.data.map((
    { name, x, y, marker: { symbol } }: Any,
  ) => [name, x, y, symbol]);
  assertEquals(traces, [
    ["passed", [1e-9], [0], "circle"],
    ["passed, no error", [1e-10], [2], "triangle-left"],
    ["failed", [0.5], [1], "x"],
    ["failed, not finite", [5], [3], "triangle-right"],
    ["bound", [1e-6, 2e-6, 1e-6, 1e-6], [0, 1, 2, 3], "line-ns-open"],
  ]);
  const { xaxis, yaxis } = figure.layout as Any;
  assertEquals(yaxis.ticktext, ["input", "weight", "bias", "scale"]);
  assert(xaxis.range[0] < -10 && xaxis.range[1] > Math.log10(5));
});

Deno.test("gradientCheck: the caption names the element that is worst beside its bound", () => {
  const figure = gradientCheck(
    new GradientReport([
      check("input", 1e-3, 1),
      check("weight", 0.5, 0.25),
      check("bias", 1e-9),
    ]),
    { title: "Mine", caption: "A caption." },
  );
  assertEquals(
    figure.caption,
    "A caption. 2 of 3 checks passed. Worst beside its bound: " +
      "weight (f64) at [2, 1], analytic 1, numerical 1.5, error 0.5, bound 0.25.",
  );
  assertEquals(
    figure.alt,
    "Gradient check “Mine” (log scale): input passed, error 0.001 of at most 1; " +
      "weight failed, error 0.5 of at most 0.25; bias passed, error 1e-9 of at most 1e-6. " +
      figure.caption,
  );
  assertEquals(
    figure.sketch,
    "·····●··|········ input\n" +
      "········|✗······· weight\n" +
      "·····●··|········ bias",
  );
});

Deno.test("gradientCheck: what the check noticed is told", () => {
  const figure = gradientCheck(
    new GradientReport([
      check("weight", 0.5, 0.1, { explanation: "half is missing" }),
      check("bias", 1e-4, 1e-3, {
        verdict: "undecided",
        ok: false,
        notes: ["too coarse to tell"],
        worst: {
          index: [],
          analytic: 1,
          numerical: 1,
          error: 1e-4,
          bound: 1e-3,
        },
      }),
      check("scale", 1e-9),
    ], ["forward is not deterministic"]),
  );
  assertEquals(
    figure.caption,
    "forward is not deterministic. 1 of 3 checks passed, 1 undecided. " +
      "Worst beside its bound: weight (f64) at [2, 1], analytic 1, numerical 1.5, error 0.5, bound 0.1. " +
      "weight: half is missing. bias: too coarse to tell.",
  );
  const [, undecided] = figure.data as Any[];
  assertEquals([undecided.name, undecided.marker.symbol], [
    "undecided",
    "diamond-open",
  ]);
  assertStringIncludes(undecided.text[0], "bias (f64) as a whole, analytic 1");
  assertStringIncludes(figure.sketch, "·······?|········ bias");
});

Deno.test("gradientCheck: an error that is not finite is worst of all", () => {
  const { caption } = gradientCheck(
    new GradientReport([check("a", 1e9), check("b", NaN), check("c", 2)]),
  );
  assertStringIncludes(caption, "Worst beside its bound: b (f64) at [2, 1]");
});

Deno.test("gradientCheck: errors say what came and what was expected", () => {
  const fails = (report: unknown, error: Any, message: string, options?: Any) =>
    assertMessage(() => gradientCheck(report as Any, options), error, message);
  fails(null, TypeError, "report is null, expected what gradcheck gives");
  fails(
    [],
    TypeError,
    "report is an array of length 0, expected what gradcheck gives",
  );
  fails(
    new GradientReport([]),
    RangeError,
    "report has no checks, expected one at least; gradcheck gives one for each input",
  );
  fails(
    new GradientReport([check("a", 0)]),
    TypeError,
    "options.guide is not an option of gradientCheck, expected one of " +
      "alt, caption, height, point, title, width, xLabel, yLabel",
    { guide: 1 },
  );
});
