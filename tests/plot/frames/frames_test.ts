import { assert, assertEquals } from "@std/assert";
import { Figure, frames, heatmap, line } from "../../../lib/plot/mod.ts";
import { assertMessage } from "../../assert_message.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

const solid = new Figure({
  data: [{ type: "surface", z: [[1, 2], [3, 4]] }],
  picture: line([1, 2]),
});

const at = (k: number) =>
  line({ fixed: [1, 2], grows: [k, 2 * k] }, { title: `Step ${k}` });

Deno.test("frames: a frame carries what changes, and nothing else", () => {
  const figure = frames([[0, at(1)], [10, at(5)]], { label: "step" });
  assertEquals(JSON.parse(JSON.stringify(figure)).frames, [
    {
      name: "0",
      data: [{ y: [1, 2] }],
      traces: [1],
      layout: { title: { text: "Step 1" } },
    },
    {
      name: "10",
      data: [{ y: [5, 10] }],
      traces: [1],
      layout: { title: { text: "Step 5" } },
    },
  ]);
  assertEquals((figure.data[1] as Any).y, [1, 2]);
});

Deno.test("frames: what one of them lacks is forgotten in it", () => {
  const marked = (y: number[], marker?: Any) =>
    new Figure({ data: [{ type: "scatter", y, ...marker }] });
  const { frames: [first, second] } = frames([
    ["a", marked([1], { marker: { color: "red", size: 3 } })],
    ["b", marked([1], { marker: { size: 3 }, text: ["b"] })],
  ]);
  assertEquals(first.data, [{ marker: { color: "red" }, text: null }] as Any);
  assertEquals(second.data, [{ marker: { color: null }, text: ["b"] }] as Any);
});

Deno.test("frames: a series that is not there in all is seen where it is", () => {
  const { data, frames: all } = frames([
    [1, line({ a: [1, 2] })],
    [2, line({ a: [1, 2], b: [3, 4] })],
  ]) as Any;
  assertEquals(data.map(({ visible }: Any) => visible), [undefined, false]);
  assertEquals(all.map(({ data, traces }: Any) => [data, traces]), [
    [[{ visible: false }], [1]],
    [[{ visible: true }], [1]],
  ]);
});

Deno.test("frames: axes and colours hold for all of them", () => {
  const { layout } = frames([[1, at(1)], [2, at(50)], [3, at(-2)]]) as Any;
  const [low, high] = layout.yaxis.range;
  assert(low <= -4 && high >= 100, `${low} to ${high}`);

  const { data } = frames([
    [1, heatmap([[0, 3]])],
    [2, heatmap([[-8, 1]])],
  ]) as Any;
  assertEquals([data[0].zmin, data[0].zmax], [-8, 8]);
  assertEquals(data[0].colorscale[0][1], "#053061", "that of both signs");

  // Of axes that were left to plotly.js the ends come from the numbers.
  const free = (y: number[]) => new Figure({ data: [{ type: "scatter", y }] });
  const own = frames([[1, free([0, 1])], [2, free([0, 100])]]) as Any;
  assertEquals(own.layout.yaxis.range, [-5, 105]);
  assertEquals(own.layout.xaxis.range, [-0.05, 1.05]);
});

Deno.test("frames: a slider and buttons, for all values, with room of their own", () => {
  const { layout, frames: all } = frames([["<b>", at(1)], ["b", at(2)]], {
    label: "$x$",
    value: "b",
  }) as Any;
  const [{ steps, active, currentvalue }] = layout.sliders;
  assertEquals(active, 1);
  assertEquals(currentvalue.prefix, "&#36;x&#36;: ");
  assertEquals(steps.map(({ label, args }: Any) => [label, args[0]]), [
    ["&lt;b&gt;", ["&lt;b&gt;"]],
    ["b", ["b"]],
  ]);
  assertEquals(steps[0].label, all[0].name);
  assertEquals(layout.updatemenus[0].buttons.length, 2);
  const single = at(1).layout;
  const more = layout.height - single.height!;
  assert(more >= 80, `${more} pixels`);
  assertEquals(layout.margin.b, (single.margin!.b as number) + more);
});

Deno.test("frames: picture and text show the value that is asked for", () => {
  const moments = [0, 10, 20].map((step) => [step, at(step + 1)] as const);
  const first = frames(moments, { label: "step" });
  assertEquals(
    first.alt,
    `3 frames by step: 0, 10, 20. At step 0: ${at(1).alt} At step 20: ${
      at(21).alt
    }`,
  );
  assertEquals(first.sketch, at(1).sketch);
  const last = frames(Object.fromEntries(moments), { value: 20 });
  assertEquals(last.alt, `3 frames: 0, 10, 20. At 20: ${at(21).alt}`);
  assertEquals((last.data[1] as Any).y, [21, 42]);
  assertEquals((last.layout.title as Any).text, "Step 21");
});

Deno.test("frames: captions stay under the titles", () => {
  const captioned = (caption: string, title?: string) =>
    line([1, 2], { caption, title });
  const both = frames([[1, captioned("one", "A")], [2, captioned("two", "A")]]);
  assertEquals(both.caption, "one");
  assertEquals((both.layout.title as Any).subtitle.text, "one");
  assertEquals((both.frames[1].layout as Any).title, {
    subtitle: { text: "two" },
  });
  const alone = frames([[1, captioned("one")], [2, captioned("two")]]);
  assertEquals((alone.layout.title as Any).text, "one");
  assertEquals((alone.frames[1].layout as Any).title.text, "two");
});

Deno.test("frames: errors say what came and what was expected", () => {
  const fails = (
    figures: unknown,
    error: Any,
    message: string,
    options?: Any,
  ) => assertMessage(() => frames(figures as Any, options), error, message);
  const wanted =
    "expected an array of [value, figure] or a record of value to figure";
  fails(at(1), TypeError, `figures is a Figure, ${wanted}`);
  fails(null, TypeError, `figures is null, ${wanted}`);
  fails([], RangeError, "figures is empty, expected at least one figure");
  fails(
    [at(1)],
    TypeError,
    "figures[0] is a Figure, expected a value, which is a number or a string, and its figure",
  );
  fails(
    [[1, [1, 2]]],
    TypeError,
    "figures[0][1] is an array of length 2, expected a Figure, as line and the other charts give",
  );
  fails(
    [[1, at(1)], ["1", at(2)]],
    RangeError,
    "figures has the value 1 twice, expected it once",
  );
  fails(
    [[1, at(1)], [2, frames([[1, at(1)]])]],
    TypeError,
    "the figure of 2 has frames itself, expected one without",
  );
  fails(
    [[1, solid]],
    TypeError,
    "the figure of 1 is drawn in three dimensions, expected one on x and y; make frames of contour",
  );
  fails(
    [["a", at(1)], ["b", line([1])], ["c", heatmap([[1]])]],
    TypeError,
    "the figure of c draws heatmap and that of a scatter, scatter, " +
      "expected the same kinds in the same order",
  );
  fails(
    [[1, at(1)], [2, at(2)]],
    RangeError,
    "options.value is 3, expected one of 1, 2",
    { value: 3 },
  );
  fails(
    [[1, at(1)]],
    TypeError,
    "options.label is a number, expected a string",
    { label: 1 },
  );
  fails(
    [[1, at(1)]],
    TypeError,
    "options.title is not an option of frames, expected one of alt, label, value",
    { title: "Loss" },
  );
});
