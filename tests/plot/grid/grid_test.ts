import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  bar,
  Figure,
  frames,
  grid,
  heatmap,
  line,
} from "../../../lib/plot/mod.ts";
import { assertMessage } from "../../assert_message.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

const solid = new Figure({
  data: [{ type: "surface", z: [[1, 2], [3, 4]] }],
  picture: line([1, 2]),
});

const loss = line({ train: [3, 2, 1], validation: [3, 2.5, 2] }, {
  title: "Loss",
  xLabel: "step",
});
const weights = heatmap([[1, -2], [0, 3]], {
  title: "Weights",
  caption: "After a step.",
});

Deno.test("grid: each figure keeps axes of its own, in a cell of its own", () => {
  const figure = grid([loss, weights, line([1, 2])], { columns: 2 });
  assertEquals(
    figure.data.map(({ xaxis, yaxis }: Any) => [xaxis, yaxis]),
    [["x", "y"], ["x", "y"], ["x2", "y2"], ["x3", "y3"]],
  );
  const { layout } = figure as Any;
  assertEquals(
    [layout.xaxis2.anchor, layout.yaxis3.anchor, layout.yaxis2.scaleanchor],
    ["y2", "x3", "x2"],
  );
  const [first, second, third] = ["", "2", "3"].map((number) => [
    ...layout[`xaxis${number}`].domain,
    ...layout[`yaxis${number}`].domain,
  ]);
  assert(first[1] < second[0], "side by side");
  assertEquals(first.slice(2), second.slice(2));
  assert(third[3] < first[2], "the third is below");
  assertEquals(first.slice(0, 2), third.slice(0, 2));
  const all = [first, second, third].flat();
  assert(all.every((part) => part >= 0 && part <= 1), `${all}`);
});

Deno.test("grid: what stands on the paper or on an axis moves with its figure", () => {
  const marked = new Figure({
    data: [
      { type: "scatter", y: [1, 2], xaxis: "x2", yaxis: "y2" },
      { type: "heatmap", z: [[1]], coloraxis: "coloraxis" } as Any,
    ],
    layout: {
      plot_bgcolor: "#bdbdbd",
      xaxis2: { domain: [0.5, 1], anchor: "y2" },
      yaxis2: { anchor: "x2", matches: "y" } as Any,
      coloraxis: { colorbar: { len: 0.5 } },
      shapes: [{ type: "line", xref: "paper", x0: 0, x1: 1, y0: 3, y1: 3 }],
      annotations: [
        { text: "a", xref: "x2", yref: "paper", x: 1, y: 1 },
        { text: "b", xref: "x2 domain", x: 1, y: 5 } as Any,
      ],
    },
  });
  const { data, layout } = grid([loss, marked], { columns: 2 }) as Any;
  const left = layout.xaxis2.domain[0], right = layout.xaxis2.domain[1];
  const [bottom, top] = layout.yaxis2.domain;
  assertEquals([data[2].xaxis, data[2].yaxis], ["x3", "y3"]);
  assertEquals([data[3].xaxis, data[3].coloraxis], ["x2", "coloraxis2"]);
  assertEquals(layout.xaxis3.domain, [(left + right) / 2, right]);
  assertEquals(layout.yaxis3.matches, "y2");
  assertEquals(layout.coloraxis2.colorbar.len, 0.5 * (top - bottom));
  const [grey, shape] = layout.shapes;
  assertEquals(
    [grey.type, grey.xref, grey.layer, grey.fillcolor, layout.plot_bgcolor],
    ["rect", "x2 domain", "below", "#bdbdbd", undefined],
    "a background does not spread to the others",
  );
  assertEquals(
    [shape.xref, shape.yref, shape.x0, shape.x1, shape.y0],
    ["paper", "y2", left, right, 3],
  );
  const [a, b] = layout.annotations.filter(({ text }: Any) =>
    text.length === 1
  );
  assertEquals([a.xref, a.x, a.y], ["x3", 1, top]);
  assertEquals([b.xref, b.yref, b.y], ["x3 domain", "y2", 5]);
});

Deno.test("grid: a legend above each figure, or one where they are the same", () => {
  const accuracy = line({ train: [1, 2], validation: [1, 2] });
  const same = grid([loss, accuracy, weights]) as Any;
  assertEquals(
    same.data.map(({ showlegend, legend }: Any) => [showlegend, legend]),
    [true, true, false, false, false].map((shown) => [shown, "legend"]),
  );
  const other = line({ mean: [1, 2], largest: [1, 2] });
  const own = grid([loss, other]) as Any;
  assertEquals(
    own.data.map(({ showlegend, legend }: Any) => [showlegend, legend]),
    ["legend", "legend", "legend2", "legend2"].map((name) => [true, name]),
  );
  assertEquals(own.layout.legend2.x, own.layout.xaxis2.domain[0]);
});

Deno.test("grid: titles, captions, descriptions and sketches are joined", () => {
  const figure = grid([loss, weights, line([1, 2])], {
    title: "<b>",
    caption: "Mine.",
    columns: 3,
  });
  assertEquals(
    figure.caption,
    "Mine. Weights: After a step.",
  );
  const titles = (figure.layout.annotations as Any[]).map(({ text }) => text);
  assertEquals(titles, ["Loss", "Weights"]);
  assertEquals((figure.layout.title as Any).text, "&lt;b&gt;");
  assertEquals(
    figure.alt,
    `Grid “<b>” of 3 figures in 3 columns. 1. ${loss.alt} 2. ${weights.alt} 3. ${
      line([1, 2]).alt
    } Mine.`,
  );
  assertEquals(
    figure.sketch,
    `Loss\n${loss.sketch}\n\nWeights\n${weights.sketch}\n\nFigure 3\n${
      line([1, 2]).sketch
    }`,
  );
});

Deno.test("grid: sizes, and ticks that fit them", () => {
  const wide = line({ x: [1e-12, 1], y: [1, 2] }, { xScale: "log" });
  const { layout } = grid(Array(9).fill(wide)) as Any;
  assertEquals([layout.width, layout.margin.l], [1080, 0]);
  assert(layout.xaxis5.dtick > 1, `${layout.xaxis5.dtick}`);
  const small = grid([loss, loss], { width: 500, height: 300 }) as Any;
  assertEquals([small.layout.width, small.layout.height], [500, 300]);
});

Deno.test("grid: a grid may stand in a grid", () => {
  const inner = grid([loss, weights], { columns: 2 });
  const { data, layout } = grid([inner, line([1, 2])], { columns: 1 }) as Any;
  assertEquals(data.map(({ xaxis }: Any) => xaxis), ["x", "x", "x2", "x3"]);
  assert(layout.xaxis.domain[1] < layout.xaxis2.domain[0]);
  assert(layout.yaxis3.domain[1] < layout.yaxis2.domain[0]);
});

Deno.test("grid: what it cannot hold is refused, with what to do", () => {
  const fails = (
    figures: unknown,
    error: Any,
    message: string,
    options?: Any,
  ) => assertMessage(() => grid(figures as Any, options), error, message);
  const alone = "which a grid cannot hold; show it on its own with show()";
  fails(
    [loss, frames([[1, line([1])], [2, line([2])]])],
    TypeError,
    `figures[1] has frames, ${alone}`,
  );
  fails(
    [solid],
    TypeError,
    `figures[0] is drawn in three dimensions, ${alone}, or give contour here`,
  );
  fails(
    [new Figure({ data: [{ type: "pie", values: [1, 2] }] })],
    TypeError,
    `figures[0] has a trace of the type pie, ${alone}`,
  );
  const stacked = new Figure({
    data: [{ type: "bar", y: [1] }],
    layout: { barmode: "stack" },
  });
  const overlaid = new Figure({
    data: [{ type: "bar", y: [1] }],
    layout: { barmode: "overlay" },
  });
  fails(
    [stacked, bar([1]), overlaid],
    TypeError,
    'figures[2].layout.barmode is "overlay" and "stack" in a figure before it, ' +
      "expected the same; show one of them on its own with show()",
  );
  fails(
    loss,
    TypeError,
    "figures is a Figure, expected an array such as [line([1, 2]), line([2, 1])]",
  );
  fails(
    [loss, [1, 2]],
    TypeError,
    "figures[1] is an array of length 2, expected a Figure, as line and the other charts give",
  );
  fails([], RangeError, "figures is empty, expected at least one figure");
  fails(
    [loss],
    RangeError,
    "options.columns is 0, expected a whole number from 1 to 12",
    { columns: 0 },
  );
  fails(
    [loss],
    TypeError,
    "options.xLabel is not an option of grid, expected one of " +
      "alt, caption, columns, height, title, width",
    { xLabel: "step" },
  );
  const error = (options: Any) => {
    try {
      return String(grid([loss, loss, loss], options));
    } catch (error) {
      return String(error);
    }
  };
  assertStringIncludes(
    error({ columns: 3, width: 200 }),
    "RangeError: options.width is 200, expected at least ",
  );
  assertStringIncludes(
    error({ columns: 1, height: 200 }),
    "RangeError: options.height is 200, expected at least ",
  );
});
