import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { gradientFlow } from "../../../lib/plot/mod.ts";
import { assertMessage } from "../../assert_message.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

Deno.test("gradientFlow: mean and largest absolute value, and the share of zeros", () => {
  const figure = gradientFlow({
    "fc1.weight": Float32Array.of(-0.5, 0.25, 0, 0),
    "fc2.weight": { mean: 2, largest: 8, zeros: 0.5 },
    "fc3.weight": { mean: 1, largest: 2 },
  });
  const [mean, largest] = figure.data as Any[];
  assertEquals([mean.name, mean.x, mean.y], ["mean", [0.1875, 2, 1], [
    0,
    1,
    2,
  ]]);
  assertEquals([largest.name, largest.x], ["largest", [0.5, 8, 2]]);
  assertEquals(mean.text, [
    "fc1.weight<br>50 % zeros",
    "fc2.weight<br>50 % zeros",
    "fc3.weight",
  ]);
  const { xaxis, yaxis, showlegend } = figure.layout as Any;
  assertEquals(yaxis.ticktext, [
    "fc1.weight (50 % zeros)",
    "fc2.weight (50 % zeros)",
    "fc3.weight",
  ]);
  assertEquals(yaxis.range, [2.5, -0.5], "the first layer stands on top");
  assertEquals([xaxis.type, xaxis.title.text, showlegend], [
    "log",
    "absolute gradient",
    true,
  ]);
  assert(mean.line.dash !== largest.line.dash);
  assert(mean.marker.symbol !== largest.marker.symbol);
});

Deno.test("gradientFlow: vanishing and exploding in words", () => {
  const captionOf = (first: number, last: number) =>
    gradientFlow({ first: [first], middle: [1], last: [last] }).caption;
  assertEquals(
    captionOf(1e-6, 2e-2),
    "From last back to first the mean shrinks by a factor of 20000: the gradients vanish.",
  );
  assertEquals(
    captionOf(5e3, 1),
    "From last back to first the mean grows by a factor of 5000: the gradients explode.",
  );
  assertEquals(
    captionOf(1, 1000),
    "From last back to first the mean shrinks by a factor of 1000.",
  );
});

Deno.test("gradientFlow: what has no place is told by name", () => {
  const figure = gradientFlow({
    dead: [0, 0],
    some: [NaN, 1, Infinity],
    none: Float64Array.of(NaN),
  });
  assertEquals((figure.data[0] as Any).x, [null, 1, null]);
  assertEquals(
    figure.caption,
    "Gradients of zeros alone, not drawn: dead. " +
      "3 values are not finite and left out: some, none.",
  );
  assertEquals(
    figure.alt,
    "Gradient flow (log scale): 3 layers. dead mean 0, largest 0, 100 % zeros; " +
      "some mean 1, largest 1; none mean NaN, largest NaN. " + figure.caption,
  );
});

Deno.test("gradientFlow: several moments, told apart by more than colour", () => {
  const figure = gradientFlow({
    before: { a: [1e-5], b: [1] },
    after: { a: [0.5], b: [1] },
  }, { title: "Mine", point: "step" });
  assertEquals(figure.data.map(({ name }: Any) => name), [
    "before: mean",
    "before: largest",
    "after: mean",
    "after: largest",
  ]);
  const marks = figure.data.map(({ marker, line }: Any) =>
    `${marker.symbol} ${line.dash}`
  );
  assertEquals(new Set(marks).size, 4);
  assertStringIncludes(
    figure.alt,
    "Gradient flow “Mine” (log scale): 2 layers at 2 moments. before: a mean 1e-5",
  );
  assertStringIncludes(figure.caption, "Each value is of one step");
  assertStringIncludes(
    figure.caption,
    "before: From b back to a the mean shrinks by a factor of 100000: the gradients vanish.",
  );
});

Deno.test("gradientFlow: updates beside weights, with a guide unless asked not to", () => {
  const layers = {
    fc: { update: [3e-3, 4e-3], weight: Float64Array.of(3, -4) },
    bias: { update: [1e-3], weight: [0] },
  };
  const figure = gradientFlow(layers);
  const [ratio] = figure.data as Any[];
  assertEquals(ratio.x, [1e-3, null]);
  const { shapes, annotations, xaxis } = figure.layout as Any;
  assertEquals([shapes[0].x0, annotations[0].x], [1e-3, -3]);
  assertEquals(xaxis.title.text, "norm of the update / norm of the weight");
  assertEquals(
    figure.alt,
    "Size of updates beside weights (log scale): 2 layers. fc 0.001; bias NaN. " +
      "Guide at 0.001. Weights of zeros alone, not drawn: bias.",
  );
  const without = gradientFlow(layers, { guide: false });
  assertEquals(without.layout.shapes, undefined);
  assert(!without.alt.includes("Guide"));
});

Deno.test("gradientFlow: many layers keep legible names, long ones what differs", () => {
  const layers = Object.fromEntries(
    Array.from({ length: 200 }, (_, i) => [
      `transformer.blocks.${i}.attention.projection.weight`,
      [1],
    ]),
  );
  const { layout, alt } = gradientFlow(layers) as Any;
  assertEquals(layout.height, 1200);
  assert(layout.yaxis.tickvals.length * 15 <= layout.height);
  assertEquals(layout.yaxis.ticktext[0], "…0.attention.projection.weight");
  assert(alt.length < 1000, `${alt.length} characters`);
  const one = gradientFlow({ ["a".repeat(20) + "b".repeat(20)]: [1] }) as Any;
  assertEquals(
    one.layout.yaxis.ticktext,
    ["aaaaaaaaaaa…bbbbbbbbbbbbbbbbbbbb"],
  );
});

Deno.test("gradientFlow: errors say what came and what was expected", () => {
  const fails = (
    layers: unknown,
    error: Any,
    message: string,
    options?: Any,
  ) =>
    assertMessage(() => gradientFlow(layers as Any, options), error, message);
  const gradients =
    "expected an array of gradients, { mean, largest }, or { update, weight }";
  fails(
    [1],
    TypeError,
    "layers is an array of length 1, expected a record of layer to its gradients",
  );
  fails(
    {},
    RangeError,
    "layers is an empty record, expected at least one layer with its gradients",
  );
  fails(
    { step: {} },
    RangeError,
    'layers["step"] is an empty record, expected at least one layer with its gradients',
  );
  fails({ a: 1 }, TypeError, `layers["a"] is a number, ${gradients}`);
  fails(
    { a: [1], b: { c: [1] } },
    TypeError,
    `layers["b"] is an Object, ${gradients}`,
  );
  fails(
    { a: [] },
    RangeError,
    'layers["a"] is empty, expected at least one number; leave it out if there is nothing to show',
  );
  fails(
    { a: { mean: -1, largest: 1 } },
    RangeError,
    'layers["a"].mean is -1, expected a number of at least 0',
  );
  fails(
    { a: { mean: 1, largest: "2" } },
    TypeError,
    'layers["a"].largest is a string, expected a number',
  );
  fails(
    { a: { mean: 1, largest: 1, zeros: 50 } },
    RangeError,
    'layers["a"].zeros is 50, expected a share from 0 to 1',
  );
  fails(
    { a: { update: [1, 2], weight: [1] } },
    TypeError,
    'layers["a"] has 2 updates and 1 weights, expected as many of both',
  );
  fails(
    { a: [1], b: { update: [1], weight: [1] } },
    TypeError,
    'layers has gradients and { update, weight }, as for "b", expected one kind; draw two figures',
  );
  fails(
    { before: { a: [1] }, after: { a: [1], b: [1] } },
    TypeError,
    'layers["after"] has the layers a,b and "before" a, expected the same; ' +
      "join nested names with dots if these are no moments",
  );
  fails(
    { a: [1] },
    RangeError,
    "options.guide is 0, expected a finite number above 0 for a log scale",
    {
      guide: 0,
    },
  );
  fails(
    { a: [1] },
    TypeError,
    "options.guide is a string, expected a number or false",
    {
      guide: "none",
    },
  );
});
