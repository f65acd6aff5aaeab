import { assertEquals } from "@std/assert";
import {
  progress,
  progressOn,
} from "../../../lib/notebook/progress/progress.ts";
import { linesDisplay } from "../../../lib/notebook/progress/progress_display.ts";
import { duration } from "../../../lib/notebook/progress/progress_state.ts";
import { assertMessage } from "../../assert_message.ts";
import { run, terminal } from "./progress_run.ts";

Deno.test("a file has a line every ten seconds and one at the end", async () => {
  const written = await run(linesDisplay, ["a", "b", "c"], {
    unit: "epoch",
  }, (_, clock) => {
    clock.now += 7000;
  });
  assertEquals(written, [
    "epoch 0 of 3 (0 %)\n",
    "epoch 2 of 3 (66 %), 7.0 s left; 0.143 epochs/s\n",
    "epoch 3 of 3 (100 %), 21 s; 0.143 epochs/s\n",
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
    "step 100 of 100 (100 %), 1.0 s; 2 steps/s\n",
  ]);
});

Deno.test("time counts from the loop, not from the call; nothing may be left to do", async () => {
  const written: string[] = [], clock = { now: 0 };
  const items = progressOn(
    () => linesDisplay((text) => written.push(text)),
    () => clock.now,
    1,
    {},
  );
  clock.now = 60_000;
  for await (const _ of items) clock.now += 1000;
  assertEquals(written.at(-1), "step 1 of 1 (100 %), 1.0 s; 1 steps/s\n");
  const none = await run(linesDisplay, [], { start: 5 });
  assertEquals(none.at(-1), "step 5 of 5 (100 %)\n");
});

Deno.test("a total that is passed is a total no more", async () => {
  const written = await run(terminal, [1, 2, 3], { total: 2 }, (_, clock) => {
    clock.now += 1000;
  });
  assertEquals(written.slice(2), [
    "\r\x1b[K████████████ step 2 of 2 (100 %), 0.0 s left; 1 steps/s",
    "\r\x1b[Kstep 3, 3.0 s; 1 steps/s",
    "\r\x1b[Kstep 3, 3.0 s; 1 steps/s\n",
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
    "step 1, 11 s; 0.0909 steps/s\n",
    "step 2, 22 s; 0.0909 steps/s\n",
    "step 3, 33 s; 0.0909 steps/s\n",
    "step 3, 33 s; 0.0909 steps/s\n",
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
    ["stopped at step 1 of 3, 2.0 s; 0.5 steps/s\n"],
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
  let calls = 0;
  const show = () => {
    if (calls++ > 0) throw new Error("the figures");
    return { loss: 1 };
  };
  assertEquals(
    await last(3, { show }, (_, clock) => {
      clock.now += 11_000;
    }),
    ["failed at step 1 of 3, 11 s; 0.0909 steps/s\n", "caught the figures"],
  );
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
