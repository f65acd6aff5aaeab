import { assert, assertEquals } from "@std/assert";
import {
  type CodeCell,
  createNotebook,
  runNotebook,
} from "../../../lib/notebook/mod.ts";
import {
  linesDisplay,
  notebookDisplay,
  terminalDisplay,
} from "../../../lib/notebook/progress/progress_display.ts";
import { displayFor } from "../../../lib/notebook/progress/progress_place.ts";
import { run, terminal } from "./progress_run.ts";

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
    "\r\x1b[K██████░░░░░░ train: step 50 of 100 (50 %), 2.5 s left",
  );
  assertEquals(
    written.at(-1)!.split(";")[0],
    "\r\x1b[K████████████ train: step 100 of 100 (100 %), 5.0 s",
  );
  assert(written.at(-1)!.endsWith("; 20 steps/s\n"));
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

Deno.test("wide characters take two columns, and no character is cut in two", async () => {
  const narrow = (write: (text: string) => void) =>
    terminalDisplay(write, () => 21);
  const last = async (label: string) =>
    (await run(narrow, 0, { label })).at(-1);
  assertEquals(await last("学習"), "\r\x1b[K学習: step 0 of 0\n");
  assertEquals(await last("学習する機械"), "\r\x1b[K学習する機械: step …\n");
  assertEquals(
    await last("🔥🔥🔥🔥🔥🔥🔥🔥🔥🔥"),
    "\r\x1b[K🔥🔥🔥🔥🔥🔥🔥🔥🔥…\n",
  );
});

Deno.test("line breaks and escape sequences in texts do not leave the line", async () => {
  const written = await run(terminal, 0, {
    label: "a\r\nb",
    show: () => ({ sample: "\x1b[2Jx\u2028y" }),
  });
  assertEquals(
    written.at(-1),
    "\r\x1b[Ka b: step 0 of 0; sample  [2Jx y\n",
  );
});

Deno.test("a terminal of CI gets lines, a notebook there its bar", () => {
  const place = { kernel: false, terminal: true, ci: undefined };
  assertEquals(displayFor(place), "terminal");
  assertEquals(displayFor({ ...place, ci: "false" }), "terminal");
  assertEquals(displayFor({ ...place, ci: "true" }), "lines");
  assertEquals(displayFor({ ...place, terminal: false }), "lines");
  assertEquals(displayFor({ ...place, kernel: true, ci: "1" }), "notebook");
});

Deno.test("figures have four digits or are whole, those undefined are left out", async () => {
  const figures = {
    loss: 0.123456,
    samples: 123456,
    mean: 12345.678,
    tiny: -1.23456e-9,
    huge: 1.23456e20,
    none: undefined,
    nan: NaN,
    phase: "12345.678",
  };
  const [first] = await run(linesDisplay, 0, { show: () => figures });
  assertEquals(
    first,
    "step 0 of 0; loss 0.1235, samples 123456, mean 12346, tiny -1.235e-9, " +
      "huge 123500000000000000000, nan NaN, phase 12345.678\n",
  );
});

Deno.test("units have their plurals", async () => {
  const units = ["step", "epoch", "batch", "pass"];
  const rates = await Promise.all(units.map(async (unit) => {
    const written = await run(linesDisplay, 1, { unit });
    return written.at(-1)!.trim().split("; ")[1];
  }));
  assertEquals(rates, [
    "20 steps/s",
    "20 epochs/s",
    "20 batches/s",
    "20 passes/s",
  ]);
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
    "<b>: step 40 of 40 (100 %), 2.0 s; loss 1 & 2; 20 steps/s",
  );
  const html = data["text/html"] as string;
  assert(html.includes(
    'role="progressbar" aria-label="&lt;b&gt;" aria-valuemin="0" ' +
      'aria-valuemax="40" aria-valuenow="40"',
  ));
  assert(html.includes("width: 100%;"));
  assert(html.includes("loss 1 &amp; 2"));
  assert(!html.includes("<b>"));
  assert((sent[11][1]["text/html"] as string).includes("width: 55%;"));
});

Deno.test("a notebook has no bar without a total, and its last state after an error", async () => {
  const sent: Record<string, unknown>[] = [];
  const make = () =>
    notebookDisplay((_id, data) => {
      sent.push(data);
      return Promise.resolve();
    });
  function* broken() {
    yield 1;
    throw new Error("the source");
  }
  await run(make, broken(), {}, () => {});
  assertEquals(sent, [
    { "text/html": "<div>step 0</div>", "text/plain": "step 0" },
    {
      "text/html": "<div>failed at step 1</div>",
      "text/plain": "failed at step 1",
    },
  ]);
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
  assert(text.includes("; loss 0.003333; "), text);
});
