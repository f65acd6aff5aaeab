import { assert, assertEquals } from "@std/assert";
import { progress, type ProgressOptions } from "../../../lib/notebook/mod.ts";
import { linesDisplay } from "../../../lib/notebook/progress/progress_display.ts";
import { assertMessage } from "../../assert_message.ts";
import { run } from "./progress_run.ts";

Deno.test("a signal ends the loop after the step, and its source", async () => {
  let closed = false;
  const items: number[] = [];
  function* source() {
    try {
      for (let i = 0;; i++) yield i;
    } finally {
      closed = true;
    }
  }
  const stop = new AbortController();
  const options = { total: 9, signal: stop.signal };
  const written = await run(linesDisplay, source(), options, (item, clock) => {
    items.push(item as number);
    clock.now += 1000;
    if (item === 2) stop.abort();
  });
  assertEquals(items, [0, 1, 2]);
  assertEquals(
    written.at(-1),
    "stopped at step 3 of 9, 3.0 s; 1 steps/s\n",
  );
  assert(closed);
  const none = await run(linesDisplay, 9, options, () => {
    throw new Error("no step is expected");
  });
  assertEquals(none.at(-1), "stopped at step 0 of 9\n");
});

Deno.test("timers come through to a loop that never waits", async () => {
  const options = { signal: AbortSignal.timeout(20) };
  const written = await run(linesDisplay, 1e7, options, () => {});
  assert(written.at(-1)!.startsWith("stopped at step "), written.at(-1));
});

Deno.test("the loop ends when its time is over, but a last step is a last step", async () => {
  const step = (_: unknown, clock: { now: number }) => {
    clock.now += 400;
  };
  const last = async (count: number) =>
    (await run(linesDisplay, count, { maxSeconds: 1 }, step)).at(-1);
  assertEquals(
    await last(9),
    "out of time at step 3 of 9, 1.2 s; 2.5 steps/s\n",
  );
  assertEquals(await last(3), "step 3 of 3 (100 %), 1.2 s; 2.5 steps/s\n");
});

/** Runs nine steps of a second each and gives when `save` was called, and the last line. */
async function saves(
  options: ProgressOptions,
  body: (item: number) => boolean | void = () => {},
  items: number | Iterable<number> = 9,
): Promise<[number[], string]> {
  const saved: number[] = [];
  const save = async (done: number) => {
    await Promise.resolve();
    saved.push(done);
  };
  const written = await run(
    linesDisplay,
    items,
    { save, ...options },
    (item, clock) => {
      clock.now += 1000;
      return body(item as number);
    },
  );
  return [saved, written.at(-1)!.split(",")[0].trim()];
}

Deno.test("save is called now and then, and at every end", async () => {
  const often = { saveSeconds: 4 };
  const finished = "step 9 of 9 (100 %)";
  assertEquals(await saves({}), [[9], finished]);
  assertEquals(await saves(often), [[4, 8, 9], finished]);
  assertEquals(
    (await saves({ saveSeconds: 0 }))[0],
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 9],
  );
  assertEquals(await saves(often, (item) => item === 5), [
    [4, 5],
    "stopped at step 5 of 9",
  ]);
  assertEquals(await saves({ maxSeconds: 2 }), [
    [2],
    "out of time at step 2 of 9",
  ]);
  assertEquals(await saves({ signal: AbortSignal.abort() }), [
    [0],
    "stopped at step 0 of 9",
  ]);
  const fails = (item: number) => {
    if (item === 3) throw new Error("the body");
  };
  assertEquals(await saves({}, fails), [[3], "caught the body"]);
  function* broken() {
    yield 0;
    throw new Error("the source");
  }
  assertEquals(await saves({}, undefined, broken()), [
    [1],
    "caught the source",
  ]);
});

Deno.test("a save that fails ends the loop and is not tried again", async () => {
  let calls = 0;
  const save = () => {
    calls++;
    throw new Error("the disk");
  };
  assertEquals(await saves({ save, saveSeconds: 2 }), [[], "caught the disk"]);
  assertEquals(calls, 1);
});

Deno.test("a save that fails does not hide why the loop failed", async () => {
  function* broken() {
    yield 0;
    throw new Error("the source");
  }
  const save = () => Promise.reject(new Error("the disk"));
  let caught: unknown;
  try {
    for await (const _ of progress(broken(), { save }));
  } catch (error) {
    caught = error;
  }
  assert(caught instanceof SuppressedError, String(caught));
  assertEquals(
    [caught.error, caught.suppressed].map(({ message }) => message),
    ["the disk", "the source"],
  );
});

Deno.test("a loop outlives the reader of its lines", async () => {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "-"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const progressUrl = import.meta.resolve(
    "../../../lib/notebook/progress/progress.ts",
  );
  await child.stderr.cancel(); // the end of the pipe that would be read
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(`
    import { progress } from ${JSON.stringify(progressUrl)};
    let steps = 0;
    for await (const _ of progress(3)) steps++;
    console.log("steps:", steps);
  `));
  await writer.close();
  assertEquals((await new Response(child.stdout).text()).trim(), "steps: 3");
  assertEquals((await child.status).code, 0);
});

Deno.test("what cannot end or save a loop is refused at the call", () => {
  const refused = (
    options: Record<string, unknown>,
    ErrorClass: typeof RangeError,
    message: string,
  ) =>
    assertMessage(
      () => progress(1, options as ProgressOptions),
      ErrorClass,
      `progress: ${message}`,
    );
  const seconds = "expected a number of seconds";
  for (const value of [0, -1, NaN]) {
    refused(
      { maxSeconds: value },
      RangeError,
      `maxSeconds is ${value}, ${seconds} above 0`,
    );
  }
  refused(
    { maxSeconds: "60" },
    TypeError,
    `maxSeconds is string, ${seconds}`,
  );
  refused(
    { saveSeconds: NaN },
    RangeError,
    `saveSeconds is NaN, ${seconds} of at least 0`,
  );
  refused(
    { signal: new AbortController() },
    TypeError,
    "signal is object, expected an AbortSignal, such as the signal of an AbortController",
  );
  refused({ save: "out" }, TypeError, "save is string, expected a function");
});
