/** Every notebook has what a reader looks for: aims, needs, time, contents, captions, exercises, sources, the next one. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  type CodeCell,
  joinLines,
  type Notebook,
  parseNotebook,
} from "../../lib/notebook/mod.ts";

const folder = new URL("../../notebooks/", import.meta.url);
const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
  .filter((name) => name.endsWith(".ipynb")).sort();

async function open(name: string): Promise<Notebook> {
  return parseNotebook(await Deno.readTextFile(new URL(name, folder)));
}

const markdownOf = ({ cells }: Notebook) =>
  cells.filter(({ cell_type }) => cell_type === "markdown")
    .map(({ source }) => joinLines(source));

/** The text of a paragraph or list that begins with a bold word. */
function part(text: string, word: string): string {
  const start = new RegExp(`\\*\\*${word}\\.?\\*\\*`).exec(text);
  assert(start, `**${word}** is missing`);
  const rest = text.slice(start.index + start[0].length).split(/\n\n\*\*/)[0];
  return rest.replace(/^: /, "").trim();
}

/** Figures among the outputs, with the layout of each. */
function figuresIn({ cells }: Notebook) {
  return cells.filter((cell): cell is CodeCell => cell.cell_type === "code")
    .flatMap(({ outputs }) => outputs)
    .flatMap((output) => {
      if (!("data" in output)) return [];
      const json = output.data["application/vnd.plotly.v1+json"];
      return json === undefined ? [] : [{ output, json: json as Plotly }];
    });
}

interface Plotly {
  layout: { title?: { text?: string; subtitle?: { text?: string } } };
}

Deno.test("the folder has the notebooks that its README lists, in that order", async () => {
  const readme = await Deno.readTextFile(new URL("README.md", folder));
  const listed = [...readme.matchAll(/\]\(([^)]+\.ipynb)\)/g)].map(([, name]) =>
    name
  );
  assertEquals([...new Set(listed)].sort(), names);
  assertMatch(readme, /CC BY 4\.0/);
});

for (const name of names) {
  Deno.test(`${name}: aims, needs, time and contents at the top`, async () => {
    const notebook = await open(name);
    const texts = markdownOf(notebook);
    const [top] = texts;
    assertMatch(top, /^# \S/);
    const aims = part(top, "You will learn").match(/^- /gm) ?? [];
    assert(aims.length >= 3, "at least three aims");
    assert(part(top, "You need").length > 20);
    assertMatch(part(top, "Time"), /\d+ minutes to read/);
    assertMatch(part(top, "Time"), /(minutes?|seconds) to run/);
    const headings = texts.flatMap((text) =>
      [...text.matchAll(/^## (\d+\. .+)$/gm)].map(([, heading]) => heading)
    );
    assert(headings.length >= 3, "at least three sections");
    const [list] = part(top, "Contents").split("\n\n");
    const contents = list.replaceAll("\n", " ").split(" · ");
    assertEquals(contents.map((entry) => entry.trim()), headings);
  });

  Deno.test(`${name}: the end has sources by author and year, a licence, and the way on`, async () => {
    const end = markdownOf(await open(name)).at(-1)!;
    const sources = part(end, "Sources");
    assertMatch(sources, /[A-Z]\. ?[A-Z][a-z]+.*, (19|20)\d\d/s);
    assertMatch(end, /CC BY 4\.0/);
    const links = [...part(end, "Next").matchAll(/\]\(([^)#]+)\)/g)].map((
      [, link],
    ) => link);
    assert(links.length >= 1, "at least one link");
    for (const link of links) {
      if (!link.startsWith("http")) {
        assert(Deno.statSync(new URL(link, folder)).isFile, link);
      }
    }
  });

  Deno.test(`${name}: there is an exercise with a check`, async () => {
    const { cells, metadata } = await open(name);
    const code = cells.filter(({ cell_type }) => cell_type === "code").map((
      { source },
    ) => joinLines(source));
    const python = metadata.kernelspec?.language === "python";
    assert(
      code.some((text) =>
        python
          ? /^(assert|if) .*\bexpected\b/m.test(text)
          : /exercise\(/.test(text)
      ),
      "no exercise",
    );
    assert(
      markdownOf({ cells } as Notebook).some((text) =>
        /\*\*Exercise/.test(text)
      ),
    );
  });

  Deno.test(`${name}: each figure has a title, a caption, a picture and its description`, async () => {
    const figures = figuresIn(await open(name));
    // Colab draws its own when it runs; in the repository its notebook has not been run.
    if (name !== "colab.ipynb") assert(figures.length > 0, "no figure");
    for (const { output, json: { layout } } of figures) {
      assert(
        output.output_type === "display_data" ||
          output.output_type === "execute_result",
      );
      assert(layout.title?.text, "a figure without a title");
      assert(
        layout.title.subtitle?.text,
        `“${layout.title.text}” has no caption`,
      );
      assert(
        "image/png" in output.data,
        `“${layout.title.text}” has no picture`,
      );
      const { alt } = output.metadata["image/png"] as { alt: string };
      assert(alt.length > 40, `“${layout.title.text}” has no description`);
    }
  });
}
