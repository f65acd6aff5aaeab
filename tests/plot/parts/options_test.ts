import { heatmap, histogram, line } from "../../../lib/plot/mod.ts";
import { assertMessage } from "../../assert_message.ts";

// Callers of JavaScript, and those with a cast, send anything.
// deno-lint-ignore no-explicit-any
type Any = any;

Deno.test("options: an unknown name is a TypeError with the known ones", () => {
  assertMessage(
    () => line([1, 2], { titel: "Loss" } as Any),
    TypeError,
    "options.titel is not an option of line, expected one of alt, bands, caption, height, " +
      "markers, point, references, smooth, thin, title, width, x, xLabel, xRange, xScale, yLabel, yRange, yScale",
  );
  assertMessage(
    () => histogram([1, 2], { binz: 3 } as Any),
    TypeError,
    "options.binz is not an option of histogram, expected one of alt, bins, caption, density, " +
      "height, point, title, width, xLabel, xRange, xScale, yLabel, yScale",
  );
  assertMessage(
    () => heatmap([[1]], { colour: "gray" } as Any),
    TypeError,
    "options.colour is not an option of heatmap, expected one of alt, aspect, caption, " +
      "colorLabel, colorRange, colors, columnNames, height, point, rowNames, thin, title, width, xLabel, yLabel",
  );
});

Deno.test("options: values of the wrong kind or out of range", () => {
  assertMessage(
    () => line([1], "Loss" as Any),
    TypeError,
    'options is a string, expected an object such as { title: "Loss" }',
  );
  assertMessage(
    () => line([1], { title: 3 } as Any),
    TypeError,
    "options.title is a number, expected a string",
  );
  assertMessage(
    () => line([1], { width: "3" } as Any),
    TypeError,
    "options.width is a string, expected a number of pixels",
  );
  assertMessage(
    () => line([1], { height: 3 }),
    RangeError,
    "options.height is 3, expected from 160 to 4000 pixels",
  );
  assertMessage(
    () => line([1], { xScale: "logarithmic" } as Any),
    RangeError,
    'options.xScale is "logarithmic", expected "linear" or "log"',
  );
  assertMessage(
    () => line([1], { markers: "yes" } as Any),
    TypeError,
    'options.markers is "yes", expected true or false or "only"',
  );
  assertMessage(
    () => line([1], { point: "epoch" } as Any),
    RangeError,
    'options.point is "epoch", expected "tick" or "step"',
  );
  assertMessage(
    () => line([1], { yRange: [1] } as Any),
    TypeError,
    "options.yRange is an array of length 1, expected two numbers such as [0, 1]",
  );
  assertMessage(
    () => line([1], { yRange: [1, 0] }),
    RangeError,
    "options.yRange is [1, 0], expected two finite numbers, the smaller first",
  );
  assertMessage(
    () => line([1], { yRange: [0, 1], yScale: "log" }),
    RangeError,
    "options.yRange is [0, 1], expected positive numbers for a log scale",
  );
  assertMessage(
    () => line([1], { references: [{ y: 1 }] } as Any),
    TypeError,
    "options.references[0] has y a number and label undefined, expected a number and a string",
  );
  assertMessage(
    () => line([1], { yScale: "log", references: [{ y: 0, label: "zero" }] }),
    RangeError,
    "options.references[0].y is 0, expected a finite number above 0 for a log scale",
  );
  assertMessage(
    () => histogram([1], { bins: 0 }),
    RangeError,
    "options.bins is 0, expected a whole number from 1 to 1000",
  );
  assertMessage(
    () => histogram([1], { bins: "many" } as Any),
    TypeError,
    "options.bins is a string, expected a number of bins",
  );
});
