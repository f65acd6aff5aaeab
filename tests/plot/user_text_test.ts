import { assert, assertEquals } from "@std/assert";
import { bar, box, images, line, scatter } from "../../lib/plot/mod.ts";
import { drawSvg } from "../../lib/plot/picture/svg.ts";

const nasty = "<img src=x onerror=alert(1)></script>$x$";
const options = {
  title: nasty,
  xLabel: nasty,
  yLabel: nasty,
  caption: nasty,
  references: [{ y: 1.5, label: nasty }],
};
const { references: _, ...withoutReferences } = options;
const { xLabel: __, yLabel: ___, ...withoutLabels } = withoutReferences;
const two = { [nasty]: [1, 2], other: [2, 1] };

/** How often the text is shown: title, caption, labels, names and what a chart has besides. */
const figures = {
  line: {
    figure: line(two, {
      ...options,
      bands: { [nasty]: { lower: [0, 1], upper: [2, 3] } },
      markers: { [nasty]: "only" },
      smooth: 0.5,
    }),
    times: 6,
  },
  scatter: { figure: scatter(two, options), times: 6 },
  coloured: {
    figure: scatter([1, 2], { ...options, color: [1, 2], colorLabel: nasty }),
    times: 6,
  },
  bar: { figure: bar({ [nasty]: 1, other: 2 }, options), times: 6 },
  groups: {
    figure: bar(two, { ...options, categories: [nasty, "b"] }),
    times: 7,
  },
  box: { figure: box(two, withoutReferences), times: 5 },
  images: {
    figure: images([[[1]]], {
      ...withoutLabels,
      colorLabel: nasty,
      labels: [nasty],
    }),
    times: 4,
  },
};

for (const [name, { figure, times }] of Object.entries(figures)) {
  Deno.test(`${name}: text from users is shown as written, not run`, async () => {
    for (const text of strings([figure.data, figure.layout])) {
      const rest = text.replaceAll("<br>", "").replaceAll("%{", "");
      if (text.includes("img")) assert(!/[<>$]/.test(rest), rest);
    }
    const svg = await drawSvg(figure.toJSON());
    assert(!/<img|<script|<\/script/.test(svg), "markup was read");
    // Lines of a broken text stand one after the other.
    const shown = svg.replace(/<[^>]*>/g, "").replaceAll(/\s/g, "");
    const wanted = escaped(nasty).replaceAll(/\s/g, "");
    assertEquals(shown.split(wanted).length - 1, times);
    const html = await figure.toHtml();
    assertEquals(html.match(/<img /g)?.length, 1);
    assertEquals(html.match(/<\/script>/g)?.length, 2);
  });
}

function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(strings);
}

/** As the picture writes it. */
function escaped(text: string): string {
  return text.replaceAll("<", "&#60;").replaceAll(">", "&#62;");
}
