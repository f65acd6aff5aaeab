import { assertEquals } from "@std/assert";
import {
  commitProblems,
  createNotebook,
  type MimeBundle,
  PLOTLY_BUNDLE_TYPE,
  stripForCommit,
} from "../../../lib/notebook/mod.ts";
import { Figure } from "../../../lib/plot/mod.ts";
import { code, markdown } from "../cells.ts";

const PLOTLY = "application/vnd.plotly.v1+json";

const showing = (...bundles: MimeBundle[]) =>
  createNotebook([
    markdown("# A"),
    {
      ...code("show();"),
      outputs: bundles.map((data) => ({
        output_type: "display_data",
        data,
        metadata: {},
      })),
    },
  ]);

const NAME = 'cell 2 (id cell, "show();"): output';

Deno.test("commit problems: HTML beside pictures and plotly.js", () => {
  const notebook = showing(
    { "text/html": "<table></table>" },
    { [PLOTLY]: { data: [] }, "text/html": "<div></div>" },
    { "image/png": "aGk=", "text/html": "<div></div>" },
    { [PLOTLY_BUNDLE_TYPE]: {}, "text/html": "<script></script>" },
  );
  assertEquals(commitProblems(notebook), [
    `${NAME} 2 has HTML beside a picture, of which GitHub shows neither`,
    `${NAME} 3 has HTML beside a picture, of which GitHub shows neither`,
    `${NAME} 4 embeds plotly.js, which belongs in no repository`,
  ]);
  assertEquals(commitProblems(stripForCommit(notebook)), []);
});

Deno.test("commit problems: numbers finer than the eye can see", () => {
  const problems = (figure: unknown) =>
    commitProblems(showing({ [PLOTLY]: figure }));
  const fine = (number: number) => [
    `${NAME} 1 is a figure with numbers such as ${number}, finer than the eye can see: round them`,
  ];
  assertEquals(problems({ data: [{ y: [0.5, 1 / 3] }] }), fine(1 / 3));
  assertEquals(
    problems({ data: [{ z: [[1, 2], [3, Math.PI]] }] }),
    fine(Math.PI),
  );
  assertEquals(
    problems({ data: [{ error_y: { array: [null, Math.SQRT2] } }] }),
    fine(Math.SQRT2),
  );
  assertEquals(
    problems({ data: [], frames: [{ data: [{ y: [0, 2 / 3] }] }] }),
    fine(2 / 3),
  );
  // A range far from zero needs more digits; whole numbers are as they are.
  assertEquals(problems({ data: [{ y: [1000.00001, 1000.00002] }] }), []);
  assertEquals(
    problems({ data: [{ x: [123456789, 0], text: ["a"], y: [] }] }),
    [],
  );
});

Deno.test("commit problems: the figures of this package are rounded", () => {
  const random = (scale: number, offset: number) =>
    Float64Array.from(
      { length: 200 },
      (_, i) => offset + scale * Math.sin(i * 12.9898) / 3,
    );
  for (const scale of [1e-7, 0.003, 1, 97]) {
    for (const offset of [0, 1, -1000]) {
      const y = random(scale, offset);
      const z = [[...y.slice(0, 9)], [...y.slice(9, 18)]];
      const figure = new Figure({ data: [{ y }, { type: "heatmap", z }] });
      const notebook = showing({ [PLOTLY]: figure.toJSON() });
      assertEquals(commitProblems(notebook), []);
    }
  }
});

Deno.test("commit problems: a file of 1 MB names its largest cells", () => {
  const sized = (id: string, size: number) => markdown("x".repeat(size), id);
  const cells = [sized("a", 10), sized("b", 400_000), sized("c", 500_000)];
  assertEquals(commitProblems(createNotebook(cells)), []);
  const large = createNotebook([...cells, {
    ...code("show();"),
    outputs: [{
      output_type: "stream",
      name: "stdout",
      text: "é".repeat(100_000),
    }],
  }]);
  assertEquals(commitProblems(large), [
    'the file has 1,101 kB, expected less than 1,000 kB; the largest cells are cell 3 of text: 501 kB; cell 2 of text: 401 kB; cell 4 (id cell, "show();"): 201 kB',
  ]);
});
