import { assert, assertEquals } from "@std/assert";
import {
  type CodeCell,
  createNotebook,
  runNotebook,
} from "../../lib/notebook/mod.ts";
import { progress, progressOn } from "../../lib/notebook/progress.ts";
import {
  linesDisplay,
  notebookDisplay,
  type ProgressDisplay,
  terminalDisplay,
} from "../../lib/notebook/progress_display.ts";
import { duration } from "../../lib/notebook/progress_state.ts";
import type { ProgressOptions } from "../../lib/notebook/mod.ts";
import { assertMessage } from "../assert_message.ts";

/** Runs a loop on a display by a clock that the body moves on; gives what was written. */
async function run<T>(
  make: (write: (text: string) => void) => ProgressDisplay,
  items: number | Iterable<T> | AsyncIterable<T>,
  options: ProgressOptions,
  body: (item: T | number, clock: { now: number }) => boolean | void = (
    _,
    clock,
  ) => {
    clock.now += 50;
  },
): Promise<string[]> {
  const written: string[] = [], clock = { now: 1000 };
  const display = make((text) => written.push(text));
  try {
    for await (
      const item of progressOn(
        () => display,
        () => clock.now,
        items,
        options,
      )
    ) {
      if (body(item, clock)) break;
    }
  } catch (error) {
    written.push(`caught ${(error as Error).message}`);
  }
  return written;
}

const terminal = (write: (text: string) => void) =>
  terminalDisplay(write, () => 200);

Deno.test("a terminal has one line, drawn ten times a second at most", async () => {
  let loss = 1;
  const written = await run(terminal, 100, {
    label: "train",
    show: () => ({ loss: loss /= 3, phase: "warm-up" }),
  });
  // 100 steps of 50 ms: every second one is due, and there is a first and a last line.
  assertEquals(written.length, 52);
  assert(written.every((text) => text.startsWith("\r\x1b[K")));
  assert(written.slice(0, -1).every((text) => !text.includes("\n")));
  assertEquals(
    written[0],
    "\r\x1b[K░░░░░░░░░░░░ train: step 0 of 100 (0 %); loss 0.3333, phase warm-up",
  );
  assertEquals(
    written[25].split(";")[0],
    "\r\x1b[K██████░░░░░░ train: step 50 of 100 (50 %), 20 steps/s, 2.5 s left",
  );
  assertEquals(
    written.at(-1)!.split(";")[0],
    "\r\x1b[K████████████ train: step 100 of 100 (100 %), 20 steps/s, 5.0 s",
  );
  assert(written.at(-1)!.endsWith("\n"));
});

Deno.test("a line never exceeds the terminal", async () => {
  const narrow = (write: (text: string) => void) =>
    terminalDisplay(write, () => 30);
  for (const text of await run(narrow, 3, { label: "a long label indeed" })) {
    const line = text.replace("\r\x1b[K", "").replace("\n", "");
    assertEquals(line.length, 29);
    assert(line.endsWith("…"));
  }
});

Deno.test("a file has a line every ten seconds and one at the end", async () => {
  const written = await run(linesDisplay, ["a", "b", "c"], {
    unit: "epoch",
  }, (_, clock) => {
    clock.now += 7000;
  });
  assertEquals(written, [
    "epoch 0 of 3 (0 %)\n",
    "epoch 2 of 3 (66 %), 0.143 epochs/s, 7.0 s left\n",
    "epoch 3 of 3 (100 %), 0.143 epochs/s, 21 s\n",
  ]);
});

Deno.test("what was done before counts as done, and not for the rate", async () => {
  const items: (number | string)[] = [];
  const written = await run(linesDisplay, 100, { start: 98 }, (item, clock) => {
    items.push(item as number);
    clock.now += 500;
  });
  assertEquals(items, [98, 99]);
  assertEquals(written, [
    "step 98 of 100 (98 %)\n",
    "step 100 of 100 (100 %), 2 steps/s, 1.0 s\n",
  ]);
});

Deno.test("without a total there is no time left to tell", async () => {
  async function* stream() {
    yield* [1, 2, 3];
  }
  const written = await run(linesDisplay, stream(), {}, (_, clock) => {
    clock.now += 11_000;
  });
  assertEquals(written, [
    "step 0\n",
    "step 1, 0.0909 steps/s, 11 s\n",
    "step 2, 0.0909 steps/s, 22 s\n",
    "step 3, 0.0909 steps/s, 33 s\n",
    "step 3, 0.0909 steps/s, 33 s\n",
  ]);
});

Deno.test("breaking out and errors leave a display that says so", async () => {
  const last = async (
    ...args: Parameters<typeof run<number>> extends [unknown, ...infer Rest]
      ? Rest
      : never
  ) => (await run(linesDisplay, ...args)).slice(1);
  assertEquals(
    await last([1, 2, 3], {}, (item, clock) => {
      clock.now += 1000;
      return item === 2;
    }),
    ["stopped at step 1 of 3, 0.5 steps/s, 2.0 s\n"],
  );
  assertEquals(
    await last(5, { label: "train" }, (item) => {
      if (item === 0) throw new Error("the body");
    }),
    ["train: stopped at step 0 of 5\n", "caught the body"],
  );
  function* broken() {
    yield 1;
    throw new Error("the source");
  }
  assertEquals(
    await last(broken(), { total: 3 }, () => {}),
    ["failed at step 1 of 3\n", "caught the source"],
  );
});

Deno.test("a notebook has one output, updated, and its text is shown as it is", async () => {
  const sent: [string, Record<string, unknown>, boolean][] = [];
  const make = () =>
    notebookDisplay((...message) => {
      sent.push(message);
      return Promise.resolve();
    });
  await run(make, 40, { label: "<b>", show: () => ({ loss: "1 & 2" }) });
  assertEquals(new Set(sent.map(([id]) => id)).size, 1);
  assertEquals(sent.map(([, , first]) => first).indexOf(true), 0);
  assertEquals(sent.filter(([, , first]) => first).length, 1);
  assertEquals(sent.length, 22);
  const [, data] = sent.at(-1)!;
  assertEquals(
    data["text/plain"],
    "<b>: step 40 of 40 (100 %), 20 steps/s, 2.0 s; loss 1 & 2",
  );
  const html = data["text/html"] as string;
  assert(html.includes('<progress max="40" value="40" aria-label="&lt;b&gt;"'));
  assert(html.includes("loss 1 &amp; 2"));
  assert(!html.includes("<b>"));
});

Deno.test("in a real kernel one output is left, the last", async () => {
  const cell: CodeCell = {
    cell_type: "code",
    id: "loop",
    metadata: {},
    source: `import { progress } from "jsr:@ticks/ticks@^0.1/notebook";
let loss = 1;
for await (const step of progress(300, { show: () => ({ loss }) })) {
  loss = 1 / (1 + step);
  await new Promise((resolve) => setTimeout(resolve, 1));
}`,
    execution_count: null,
    outputs: [],
  };
  const [ran] = (await runNotebook(createNotebook([cell]))).cells as CodeCell[];
  assertEquals(ran.outputs.length, 1);
  const [output] = ran.outputs;
  assert("data" in output);
  const text = [output.data["text/plain"]].flat().join("");
  assert(text.startsWith("step 300 of 300 (100 %), "), text);
  assert(text.endsWith("; loss 0.003333"), text);
});

Deno.test("what cannot be is refused at the call", () => {
  const whole = "expected a whole number of at least 0";
  const cases: [() => unknown, typeof RangeError, string][] = [
    [() => progress(1.5), RangeError, `items is 1.5, ${whole}`],
    [() => progress([1], { total: -1 }), RangeError, `total is -1, ${whole}`],
    [() => progress([1], { start: NaN }), RangeError, `start is NaN, ${whole}`],
    [
      () => progress(3, { start: 4 }),
      RangeError,
      "start is 4, expected at most the total of 3",
    ],
    [
      () => progress(null as unknown as number),
      TypeError,
      "items is null, expected something to iterate over, or a number of steps",
    ],
    [
      () => progress({} as number[]),
      TypeError,
      "items is object, expected something to iterate over, or a number of steps",
    ],
  ];
  for (const [call, Class, message] of cases) {
    assertMessage(call, Class, `progress: ${message}`);
  }
});

Deno.test("durations in words", () => {
  const words = [0, 9.94, 9.96, 59.4, 59.6, 61, 3599, 3600, 7500].map(duration);
  assertEquals(words, [
    "0.0 s",
    "9.9 s",
    "10 s",
    "59 s",
    "1 min 0 s",
    "1 min 1 s",
    "59 min 59 s",
    "1 h 0 min",
    "2 h 5 min",
  ]);
});
