import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { Figure, heatmap, histogram, line } from "../../../lib/plot/mod.ts";
import { template } from "../../../lib/plot/parts/style.ts";
import { assertMessage } from "../../assert_message.ts";
import { contrast } from "../../contrast.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

Deno.test("Figure: plain JSON, a copy, with gaps counted", () => {
  const y = Float32Array.of(0.1, NaN, 3);
  const figure = new Figure({
    data: [{ type: "box", y, name: "a" }],
    layout: { title: { text: "Mine" }, height: 300 },
    caption: "Three values.",
  });
  y[0] = 9;
  const json = JSON.parse(JSON.stringify(figure));
  assertEquals(Object.keys(json), ["data", "layout", "config"]);
  assertEquals(json.data, [{ type: "box", y: [0.1, null, 3], name: "a" }]);
  assertEquals([json.layout.width, json.layout.height], [720, 300]);
  assertEquals(
    figure.caption,
    "Three values. 1 value is not finite and left as a gap.",
  );
  assertEquals(json.layout.title.subtitle.text, figure.caption);
  assertEquals(
    figure.alt,
    "Figure “Mine”, box, 1 trace. a: y from 0.1 to 3. " + figure.caption,
  );
});

Deno.test("Figure: its own words have the text that plotly.js shows for a title", () => {
  const text =
    "<b>Bold</b><br>a &lt; b<sup>2</sup>, <img src=x onerror=y> &#36;";
  const figure = new Figure({
    data: [{ type: "box", y: [1, 2] }],
    layout: { title: { text } },
  });
  assertStringIncludes(
    figure.alt,
    "“Bold a < b2, <img src=x onerror=y> $”",
  );
});

Deno.test("Figure: frames, for a slider without a kernel", () => {
  const figure = new Figure({
    data: [{ type: "scatter", y: [1, 2] }],
    frames: [{ name: "later", data: [{ y: Float32Array.of(2, NaN) }] }],
  });
  assertEquals(JSON.parse(JSON.stringify(figure)).frames, [
    { name: "later", data: [{ y: [2, null] }] },
  ]);
});

Deno.test("Figure: data that is no array is a TypeError", () => {
  assertMessage(
    () => new Figure({ data: null as Any }),
    TypeError,
    'data is null, expected an array of traces such as [{ type: "scatter", y: [1, 2] }]',
  );
});

Deno.test("Figure: traces that the embedded plotly.js does not draw are refused", () => {
  const make = (...types: string[]) => () =>
    new Figure({ data: types.map((type) => ({ type, y: [1] })) as Any });
  assertMessage(
    make("scatter", "sankey"),
    RangeError,
    'data[1].type is "sankey", expected one of bar, box, contour, heatmap, histogram, histogram2d, histogram2dcontour, image, pie, scatter, scatterternary, violin, cone, isosurface, mesh3d, scatter3d, streamtube, surface, volume',
  );
  assertMessage(
    make("bar", "mesh3d"),
    TypeError,
    'data has a trace of type "mesh3d" and one of type "bar", which no bundle of plotly.js draws together, expected two figures',
  );
  assertEquals(make("scatter", "mesh3d")().data.length, 2);
});

Deno.test("Figure: in three dimensions it has the picture that it is given, or none", async () => {
  const data = [{ type: "scatter3d", x: [1], y: [2], z: [3] }] as Any;
  const bare = new Figure({ data, alt: "A point" });
  await assertRejects(
    () => bare.toPng(),
    TypeError,
    "figure is in three dimensions, which only a browser draws, expected one with a picture: new Figure({ picture })",
  );
  assertEquals(Object.keys(await bare.toMimeBundle()), [
    "application/vnd.plotly.v1+json",
    "text/html",
    "text/plain",
  ]);
  const picture = new Figure({ data: [{ type: "box", y: [1, 2] }] });
  const figure = new Figure({ data, picture });
  assertEquals(await figure.toPng(), await picture.toPng());
  assert(!JSON.stringify(figure).includes("box"));
});

Deno.test("Figure: JSON tells evenly spaced coordinates by start and step", () => {
  const data = [{ type: "scatter", x: [3, 5, 7], y: [1, 2, 4] }] as Any;
  const short = { type: "scatter", y: [1, 2, 4], x0: 3, dx: 2 };
  assertEquals(new Figure({ data }).toJSON().data, [short] as Any);
  assertEquals(new Figure({ data }).data, data);
  const kept = (x: unknown, layout = {}, type = "scatter") => {
    const traces = [{ type, x, y: [1, 2, 4] }] as Any;
    assertEquals(new Figure({ data: traces, layout }).toJSON().data, traces);
  };
  kept([1, 2, 4]);
  kept([0.5, 1, 1.5]);
  kept([2, 2, 2]);
  kept([3, 5, null]);
  kept(["3", "5", "7"]);
  kept([3, 5, 7], {}, "bar");
  kept([3, 5, 7], { xaxis: { type: "log" } });
  kept([3, 5, 7], { xaxis2: { type: "date" } });
});

Deno.test("Figure: cells are rounded to what colours can show, customdata is not", () => {
  const z = [[0.123456, 1], [-0.000123456, NaN]];
  const customdata = [[0.12345, 1000], [0.00012345, 2000]];
  const figure = new Figure({
    data: [{ type: "heatmap", z, customdata } as Any],
  });
  const [trace] = figure.data as Any[];
  assertEquals(trace.z, [[0.1235, 1], [-0.00012, null]]);
  assertEquals(trace.customdata, customdata);
});

Deno.test("Figure: nothing can be uploaded or typeset from it", () => {
  const { config } = line([1, 2]);
  assertEquals(config.showSendToCloud, false);
  assertEquals(config.typesetMath, false);
  assertEquals(config.displaylogo, false);
});

Deno.test("Figure: outside a kernel show() prints the text and does not throw", async () => {
  const printed: string[] = [];
  const { log } = console;
  console.log = (text: string) => printed.push(text);
  try {
    await line([3, 1, 2]).show();
  } finally {
    console.log = log;
  }
  assertEquals(printed, [
    "Line chart: y by x. 3 points, from 3 at 0 to 2 at 2, lowest 1 at 1, highest 3 at 0.\n\n3 █▁▅ 2",
  ]);
});

Deno.test("Figure: console.log writes the text", () => {
  const figure = heatmap([[0, 1]]);
  assertEquals(Deno.inspect(figure), figure.toString());
  assertStringIncludes(figure.toString(), "|  ██|");
});

Deno.test("Figure: text is shown as written, whatever is in it", async () => {
  const nasty = "<img src=x onerror=alert(1)> </script> $x$ &lt; \u2028 'q' \"";
  const options = {
    title: nasty,
    xLabel: nasty,
    yLabel: nasty,
    caption: nasty,
  };
  const figures = [
    line({ [nasty]: [1, 2] }, {
      ...options,
      references: [{ y: 1, label: nasty }],
    }),
    histogram({ [nasty]: [1, 2] }, options),
    heatmap([[1, 2]], {
      ...options,
      colorLabel: nasty,
      columnNames: [nasty, "b"],
    }),
  ];
  for (const figure of figures) {
    const texts = strings(figure.data).concat(strings(figure.layout))
      .filter((text) => text.includes("img"));
    assert(texts.length >= 4, `${texts.length} texts`);
    for (const text of texts) {
      const rest = text.replaceAll("<br>", "");
      assert(!/[<>$]/.test(rest), rest);
    }
    const html = await figure.toHtml();
    assertEquals(html.match(/<script>/g)?.length, 2);
    assertEquals(html.match(/<\/script>/g)?.length, 2);
    assertEquals(html.match(/<img /g)?.length, 1);
    const scripts = html.match(/<script>[^]*?<\/script>/g)!;
    assert(scripts.every((script) => !script.includes("\u2028")));
  }
});

Deno.test("Figure: text has a contrast of 4.5 : 1 at least", () => {
  const { font, title, paper_bgcolor: paper } = template.layout;
  for (const colour of [font.color, title.font.color, "#444444", "#333333"]) {
    const ratio = contrast(colour, paper);
    assert(ratio >= 4.5, `${colour} on ${paper}: ${ratio}`);
  }
  assertEquals(title.subtitle.font.color, "#444444");
});

function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(strings);
}
