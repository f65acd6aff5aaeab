import { AssertionError } from "node:assert";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { openDevice, type Tensor } from "../../../mod.ts";
import {
  type CodeCell,
  exercise,
  type ExerciseResult,
  markdown,
  runNotebook,
} from "../../../lib/notebook/mod.ts";
import { assertMessage } from "../../assert_message.ts";
import { notebookOf, outputsOf } from "../cells.ts";

const cpu = await openDevice("cpu");

const double = exercise("double", {
  task: markdown`Give $2x$.`,
  hint: ["Add.", "Add $x$ to itself."],
  solution: (x: number[]) => x.map((value) => 2 * value),
  cases: [[[1, 2, 3]], [[0, -4, 0.5, 8]]],
});

/** The result of a check, and what it printed, without the texts of figures. */
async function quiet(
  check: () => Promise<ExerciseResult>,
): Promise<[ExerciseResult, string]> {
  const before = console.log, printed: string[] = [];
  console.log = (text: unknown) => void printed.push(String(text));
  try {
    return [await check(), printed.join("\n")];
  } finally {
    console.log = before;
  }
}

Deno.test("exercise: an answer that is missing, or gives nothing, is not answered yet", async () => {
  for (const answer of [undefined, null, () => {}, async () => {}]) {
    const [result, text] = await quiet(() => double.check(answer));
    assertEquals([result.ok, result.verdict, result.case], [
      false,
      "not answered",
      null,
    ]);
    assertEquals(text, "double: not answered yet.\nGive $2x$.");
  }
});

Deno.test("exercise: exact, and equal but for rounding", async () => {
  const [exact, text] = await quiet(() =>
    double.check((x) => x.map((value) => value + value))
  );
  assertEquals(
    [exact.ok, exact.verdict, exact.passed, exact.largestDifference],
    [true, "exact", 2, 0],
  );
  assertEquals(text, "double: right, 2 of 2 cases are exact.");
  const [near, told] = await quiet(() =>
    double.check(async (x) =>
      await Promise.resolve(
        Float32Array.from(x, (value) => 2 * value * (1 + 2 ** -20)),
      )
    )
  );
  assertEquals([near.ok, near.verdict], [true, "approximately equal"]);
  assertEquals(near.largestDifference, 16 * 2 ** -20);
  assertEquals(
    told,
    "double: right, 2 of 2 cases are equal but for rounding; the largest difference is 1.526e-5, where 2.21e-4 is allowed.",
  );
});

Deno.test("exercise: a wrong number is told with case, place, size and a figure", async () => {
  const [result, text] = await quiet(() =>
    double.check((x) => x.map((value, i) => i === 2 ? value : 2 * value))
  );
  assertEquals(
    [result.ok, result.verdict, result.passed, result.case, result.index],
    [false, "wrong", 0, 1, [2]],
  );
  assertEquals([result.largestDifference, result.problem], [3, null]);
  const [start, figure] = text.split("\nLine chart");
  assertEquals(
    start,
    `double: not right yet, 0 of 2 cases pass.
Case 1 of 2, f([1, 2, 3]): result at [2] is farthest off.
expected  found  difference  at most
       6      3           3     6e-5
Hint 1: Add.
Hint 2: Add $x$ to itself.`,
  );
  assert(
    figure.startsWith(" “Expected and found”: result by index, 2 series."),
  );
});

Deno.test("exercise: an error too small to see beside the values is drawn by itself", async () => {
  const [, text] = await quiet(() =>
    double.check((x) => x.map((value, i) => 2 * value + (i === 1 ? 0.01 : 0)))
  );
  assert(text.includes("Line chart “Found minus expected”"), text);
});

Deno.test("exercise: each number has to be right, however large others are", async () => {
  // Each with what may be off at most, by the formula in the documentation.
  const f32 = 2 ** -23, f64 = 2 ** -52;
  const cases: {
    expected: number[] | Float32Array;
    found: ArrayLike<number>;
    options?: { rtol?: number; atol?: number };
    ok: boolean;
  }[] = [
    { expected: [1e6, 1], found: [1e6, 5], ok: false },
    { expected: [1e6, 1], found: [1e6 + 9, 1], ok: true },
    { expected: [1e6, 1], found: [1e6 + 11, 1], ok: false },
    { expected: [1e6, 1], found: [1e6, 1 + 1.1e-5], ok: false },
    { expected: [1, 0], found: [1, 31 * f64], ok: true },
    { expected: [1, 0], found: [1, 33 * f64], ok: false },
    { expected: [1, 0], found: Float32Array.of(1, 31 * f32), ok: true },
    { expected: Float32Array.of(1, 0), found: [1, 31 * f32], ok: true },
    { expected: [1, 0], found: Float32Array.of(1, 33 * f32), ok: false },
    { expected: [1e6, 1], found: Float32Array.of(1e6, 5), ok: false },
    { expected: [1, 0], found: [1, 1e-3], options: { atol: 1e-3 }, ok: true },
    { expected: [1, 0], found: [1, f64], options: { atol: 0 }, ok: false },
    { expected: [1, 2], found: [1, 2.1], options: { rtol: 0.06 }, ok: true },
    { expected: [1, 2], found: [1.1, 2], options: { rtol: 0.06 }, ok: false },
    { expected: [Infinity, 1], found: [1, 1], ok: false },
    { expected: [1, 1], found: [1, Infinity], ok: false },
  ];
  for (const { expected, found, options, ok } of cases) {
    const one = exercise("one by one", {
      solution: (): ArrayLike<number> => expected,
      cases: [[]],
      ...options,
    });
    const [result, text] = await quiet(() => one.check(() => found));
    assertEquals(result.ok, ok, text);
  }
  const rows = exercise("rows", {
    solution: () => [[1, 0], [0, 1]],
    cases: [[]],
  });
  const row = () => Float32Array.of(31 * f32, 1);
  const [nested] = await quiet(() =>
    rows.check(() => [Float32Array.of(1, 0), row()])
  );
  assertEquals(nested.verdict, "approximately equal");
});

Deno.test("exercise: the worst number is the one that is farthest beyond what it may be", async () => {
  const one = exercise("sizes", { solution: () => [1e6, 1], cases: [[]] });
  const [result, text] = await quiet(() => one.check(() => [1e6 + 20, 5]));
  assertEquals([result.index, result.largestDifference], [[1], 20]);
  assert(text.includes("       1      5           4  1.001e-5"), text);
});

Deno.test("exercise: NaN where a number is expected never passes", async () => {
  const [result, text] = await quiet(() =>
    double.check((x) => x.map((value) => value / 0 * 0))
  );
  assertEquals([result.verdict, result.index, result.largestDifference], [
    "wrong",
    [0],
    Infinity,
  ]);
  assert(
    text.includes(
      "result at [0] is farthest off. NaN or infinite where it should not be: 3 of 3.",
    ),
    text,
  );
  assert(text.includes("       2    NaN  not a number     2e-5"), text);
  const nan = exercise("0 / 0", {
    solution: () => [NaN, Infinity],
    cases: [[]],
  });
  const [same] = await quiet(() => nan.check(() => [0 / 0, 1 / 0]));
  assertEquals(same.verdict, "exact");
  const [sign] = await quiet(() => nan.check(() => [NaN, -Infinity]));
  assertEquals([sign.verdict, sign.index], ["wrong", [1]]);
});

Deno.test("exercise: what is wrong besides numbers", async () => {
  const cases: [(x: number[]) => unknown, string, string][] = [
    [
      () => {
        throw new RangeError("no <such> row");
      },
      "threw",
      "it threw RangeError: no <such> row",
    ],
    [() => Promise.reject("late"), "threw", 'it threw "late"'],
    [
      () => 3,
      "shape",
      "result is a number, expected an Array of 3 numbers",
    ],
    [
      (x) => new Float64Array(x.length + 1),
      "shape",
      "result is a Float64Array of 4 numbers, expected an Array of 3 numbers",
    ],
    [
      (x) => [x, x],
      "shape",
      "result is numbers of shape [2, 3], expected an Array of 3 numbers",
    ],
    [
      (x) => x.map((value) => value > 1 ? value : undefined),
      "type",
      "result is an Array with undefined at 0, expected an Array of 3 numbers",
    ],
    [
      () => [[1, 2], [3]],
      "type",
      "result is an Array of 2 parts that differ in length or kind, expected an Array of 3 numbers",
    ],
    [
      () => "2, 4, 6",
      "type",
      "result is a string, expected an Array of 3 numbers",
    ],
    [() => null, "type", "result is null, expected an Array of 3 numbers"],
    [
      () => ({ y: 1 }),
      "type",
      "result is an object with y, expected an Array of 3 numbers",
    ],
    [
      (x) => {
        x[1] = 7;
        return x;
      },
      "changed input",
      "it changes its argument at [1] from 2 to 7; work on a copy, such as x.slice()",
    ],
    [
      (x) => {
        x.push(1);
        return [2, 4, 6];
      },
      "changed input",
      "it changes the form of its argument; work on a copy, such as x.slice()",
    ],
    [
      (x) => x.length === 3 ? undefined : [0, -8, 1, 16],
      "type",
      "result is undefined: a return is missing",
    ],
  ];
  for (const [answer, what, message] of cases) {
    const [{ ok, verdict, problem }, text] = await quiet(() =>
      double.check(answer)
    );
    assertEquals([ok, verdict, problem], [false, "wrong", {
      what,
      message,
    }] as typeof problem[]);
    assert(text.includes(`f([1, 2, 3]): ${message}.\n`), text);
  }
});

Deno.test("exercise: objects, tensors, texts, and places with several indices", async () => {
  const outer = exercise("outer product", {
    solution: (x: Float64Array, y: Float64Array, label: string) => ({
      product: Float64Array.from(
        { length: x.length * y.length },
        (_, i) => x[Math.floor(i / y.length)] * y[i % y.length],
      ),
      list: [{ label }, { label: "end" }],
      first: x[0] > 0,
    }),
    cases: [[Float64Array.of(1, 2), Float64Array.of(3, 4, 5), "a"]],
    shape: (x, y) => [x.length, y.length],
  });
  const rest = { list: [{ label: "a" }, { label: "end" }], first: true };
  const check = (answer: () => unknown) => quiet(() => outer.check(answer));
  const nested = await check(() => ({
    product: [[3, 4, 5], [6, 8, 10]],
    ...rest,
  }));
  assertEquals(nested[0].verdict, "exact");
  const tensor = await check(() => ({
    product: cpu.tensor([3, 4, 5, 6, 8, 10], [2, 3]),
    ...rest,
    more: 1,
  }));
  assertEquals(tensor[0].verdict, "exact");
  const wrong = await check(() => ({
    product: Float32Array.of(3, 4, 5, 6, 8, 11),
    ...rest,
  }));
  assertEquals([wrong[0].case, wrong[0].index], [1, [1, 2]]);
  assert(
    wrong[1].includes(
      'f([1, 2], [3, 4, 5], "a"): result.product at [1, 2] is farthest off.',
    ),
    wrong[1],
  );
  assert(wrong[1].includes("Heat map “Found minus expected”"), wrong[1]);
  const messages: [unknown, string][] = [
    [{ ...rest }, "result.product is missing"],
    [
      { product: [3, 4], ...rest },
      "result.product is an Array of 2 numbers, expected a Float64Array of 6 numbers",
    ],
    [
      { product: [[3, 4, 5], [6, 8, 10]], ...rest, first: false },
      "result.first is false, expected true",
    ],
    [
      {
        product: [[3, 4, 5], [6, 8, 10]],
        list: [{ label: "b" }, { label: "end" }],
        first: true,
      },
      'result.list[0].label is "b", expected "a"',
    ],
  ];
  for (const [result, message] of messages) {
    const [{ problem }] = await check(() => result);
    assertEquals(problem?.message, message);
  }
  const disposed = cpu.tensor([1]);
  disposed.dispose();
  const [{ problem }] = await check(() => ({ product: disposed, ...rest }));
  assertEquals(problem?.what, "threw");
});

Deno.test("exercise: every call gets its own arguments, and a tensor that is changed is noticed", async () => {
  const x = cpu.tensor([1, 2], [1, 2]);
  const square = exercise("squares", {
    reference: async (x: Tensor) => (await x.read()).map((value) => value ** 2),
    cases: [[x]],
  });
  const [right] = await quiet(() =>
    square.check(async (x) =>
      cpu.tensor((await x.read()).map((v) => v * v), [1, 2])
    )
  );
  assertEquals(right.verdict, "exact");
  const [{ problem }] = await quiet(() =>
    square.check((x) => {
      x.write(Float32Array.of(1, 4));
      return x;
    })
  );
  assertEquals(
    problem?.message,
    "it changes its argument at [0, 1] from 2 to 4; work on a copy, such as x.slice()",
  );
});

Deno.test("exercise: cases of a seed, and tolerances", async () => {
  const seeds: number[] = [];
  const half = exercise("half", {
    solution: (seed: number) => seed / 2,
    cases: (seed) => {
      seeds.push(seed);
      return [seed];
    },
    count: 3,
    rtol: 0,
    atol: 0.25,
  });
  assertEquals(seeds, [1, 2, 3]);
  const [within] = await quiet(() => half.check((x) => x / 2 + 0.25));
  assertEquals([within.verdict, within.passed], ["approximately equal", 3]);
  const [without, text] = await quiet(() => half.check((x) => x / 2 + 0.5));
  assertEquals([without.verdict, without.index], ["wrong", []]);
  assert(text.includes("Case 1 of 3, f(1): result is off.\n"), text);
});

Deno.test("exercise: its own solution is proven before any answer", async () => {
  const wrong = exercise("wrong", {
    solution: (x: number) => x,
    reference: (x) => x + (x > 1 ? 1 : 0),
    cases: [[1], [2]],
  });
  const error = await assertRejects(() => wrong.check(undefined));
  assertEquals([error.constructor, (error as Error).message], [
    AssertionError,
    `exercise "wrong": its own solution: not right yet, 1 of 2 cases pass.
Case 2 of 2, f(2): result is off.
expected  found  difference  at most
       3      2           1     3e-5`,
  ]);
  const odd = exercise("odd", { reference: () => new Map(), cases: [[]] });
  const form = await assertRejects(() => odd.check(() => 1), TypeError);
  assertEquals(
    form.message,
    'exercise "odd": the reference gives a Map, expected numbers, texts, arrays, tensors, or plain objects of them',
  );
});

Deno.test("exercise: mistakes of its author and of the caller", async () => {
  const solution = (x: number) => x, cases = [[1]] as const;
  // deno-lint-ignore no-explicit-any
  const make = (options: any, name: any = "e") => () => exercise(name, options);
  assertMessage(
    make({ solution, cases, hnt: "" }),
    TypeError,
    "exercise: options.hnt is not an option, expected one of atol, cases, count, hint, reference, rtol, shape, solution, task",
  );
  assertMessage(
    make({ cases }),
    TypeError,
    "exercise: reference and solution are missing, expected at least one of them",
  );
  assertMessage(
    make({ solution, cases: [1] }),
    TypeError,
    "exercise: cases: number 1 is a number, expected a list of arguments such as [x]",
  );
  assertMessage(
    make({ solution }),
    TypeError,
    "exercise: cases is undefined, expected lists of arguments such as [[x], [y]], or a function of a seed",
  );
  assertMessage(
    make({ solution, cases: [] }),
    RangeError,
    "exercise: cases has none, expected at least one",
  );
  assertMessage(
    make({ solution, cases, rtol: NaN }),
    RangeError,
    "exercise: rtol is NaN, expected a finite number of at least 0",
  );
  assertMessage(
    make({ solution: "x", cases }),
    TypeError,
    "exercise: solution is a string, expected a function",
  );
  assertMessage(
    make({ solution, cases }, ""),
    TypeError,
    "exercise: name is a string, expected a text",
  );
  // deno-lint-ignore no-explicit-any
  const call = await assertRejects(() => double.check(4 as any), TypeError);
  assertEquals(
    call.message,
    'exercise "double": the answer is a number, expected a function; leave out its arguments: check(f), not check(f(x))',
  );
});

Deno.test("exercise: in a notebook task, hints and solution are Markdown, folded, and texts are escaped", async () => {
  const notebook = await runNotebook(notebookOf(
    `import { exercise } from "jsr:@ticks/ticks@^0.1/notebook";
const e = exercise("<i>half</i>", {
  task: "Give $x / 2$.",
  hint: "Divide.",
  solution: (x) => {
    return x / 2; // half
  },
  cases: [[1], [3]],
});
e`,
    `await e.check(undefined);`,
    `await e.check((x) => { throw new Error("<img src=x onerror=alert(1)> | $y$"); });`,
    `await e.check((x) => x / 2);`,
    `await e.check((x) => [x]);
await e.check((x) => x);`,
  ));
  const markdownOf = (cell: number) =>
    outputsOf(notebook, cell).flatMap((output) =>
      "data" in output && "text/markdown" in output.data
        ? String(output.data["text/markdown"])
        : []
    );
  const folds = (cell: number) =>
    [...markdownOf(cell)[0].matchAll(/<summary>(.*)<\/summary>/g)]
      .map(([, summary]) => summary);
  assertEquals(
    markdownOf(0)[0].split("\n\n").slice(0, 2),
    ["**Exercise:** &#60;i&#62;half&#60;/i&#62;.", "Give $x / 2$."],
  );
  assertEquals([folds(0), folds(1), folds(2), folds(3)], [
    ["Hint", "Solution"],
    ["Hint", "Solution"],
    ["Hint", "Solution"],
    ["Solution"],
  ]);
  assert(
    markdownOf(0)[0].includes(
      "```ts\n(x)=>{\n  return x / 2; // half\n}\n```",
    ),
    markdownOf(0)[0],
  );
  assert(
    markdownOf(2)[0].includes(
      "&#60;img src=x onerror=alert(1)&#62; &#124; <span>&#36;</span>y<span>&#36;</span>",
    ),
    markdownOf(2)[0],
  );
  // Each check shows itself once.
  assertEquals([1, 2, 3, 4].map((cell) => markdownOf(cell).length), [
    1,
    1,
    1,
    2,
  ]);
  const failed = (notebook.cells as CodeCell[]).flatMap(({ outputs }) =>
    outputs.filter(({ output_type }) => output_type === "error")
  );
  assertEquals(failed, []);
});
