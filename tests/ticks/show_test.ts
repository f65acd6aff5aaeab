import { assert, assertEquals } from "@std/assert";
import { JSDOM } from "jsdom";
import { makeReport } from "../../lib/ticks/report.ts";
import { makeStep, makeTaken, showWindow } from "../../lib/ticks/show.ts";
import { cpu, testOnEachDevice } from "../devices.ts";

/** What a notebook shows, as text and as the rows of the first table. */
async function show(value: unknown) {
  const own = value as Record<symbol, () => Promise<Record<string, string>>>;
  return read(await own[Symbol.for("Jupyter.display")]());
}

function read(bundle: Readonly<Record<string, string>>) {
  const { document } = new JSDOM(bundle["text/html"]).window;
  const table = document.querySelector("table");
  const rows: string[][] = [...table.rows].map(({ cells }) =>
    [...cells].map((cell) => cell.textContent)
  );
  return {
    text: bundle["text/plain"],
    title: String(table.caption?.textContent),
    rows,
  };
}

Deno.test("a step is a plain object that shows itself", async () => {
  const step = makeStep({ step: 3, count: 256, loss: 0.123456 });
  assertEquals(step, { step: 3, count: 256, loss: 0.123456 });
  assertEquals(Object.keys(step), ["step", "count", "loss"]);
  assertEquals(String(step), "Step(3, count 256, loss 0.1235)");
  assertEquals(Deno.inspect(step), String(step));
  const { rows, text } = await show(step);
  assertEquals(rows, [["step", "count", "loss"], ["3", "256", "0.1235"]]);
  assertEquals(text, "Step\nstep  count  loss\n3     256    0.1235");
  const none = makeStep({ step: 1, count: 1, loss: undefined });
  assertEquals((await show(none)).rows[1], ["1", "1", "undefined"]);
});

testOnEachDevice(
  "a step reads its loss when a notebook shows it",
  async (device) => {
    const loss = device.tensor([0.5], []);
    const step = makeStep({ step: 2, count: 8, loss });
    assertEquals(
      Deno.inspect(step),
      `Step(2, count 8, loss Tensor([], f32, ${device.kind}))`,
    );
    const { title, rows, text } = await show(step);
    assertEquals([title, rows[1][0]], ["Step 2, count 8", "loss"]);
    assert(text.includes("Values of loss: 0.5."), text);
    loss.dispose();
    const { text: gone } = await show(step);
    assert(gone.endsWith("loss: It is disposed: its values are gone."), gone);
  },
);

Deno.test("mean gradients show a row for each leaf, wherever it is", async () => {
  const gradients = {
    "<b>": Float32Array.of(1, NaN, 3),
    list: [cpu.tensor([4, 5], [2, 1]), null],
    wide: new Float64Array(2),
  };
  const taken = makeTaken({ gradients, count: 12 });
  assertEquals(taken, { gradients, count: 12 });
  const { title, rows } = await show(taken);
  assertEquals(title, "Mean gradients, count 12");
  assertEquals(rows.slice(1).map((row) => [...row.slice(0, 7), row[7]]), [
    ["<b>", "[3]", "f32", "array", "1", "3", "2", "1"],
    ["list.0", "[2, 1]", "f32", "cpu", "4", "5", "4.5", "0"],
    ["wide", "[2]", "f64", "array", "0", "0", "0", "0"],
  ]);
});

Deno.test("a report is a table in a notebook, and a window a row", async () => {
  const report = makeReport({
    step: 4,
    applied: 3,
    skipped: 1,
    gradientNorm: 0.5,
    parameters: [{
      name: "<i>w</i>",
      gradientNorm: 0.5,
      nonFinite: 0,
      valueNorm: 2,
      updateNorm: 0.002,
      updateRatio: 0.001,
    }],
  });
  const { title, rows, text } = await show(report);
  assertEquals(
    title,
    "step 4: 3 applied, 1 skipped, gradient norm 0.500",
  );
  assertEquals(rows, [
    ["parameter", "gradient", "value", "update", "update / value"],
    ["<i>w</i>", "0.500", "2.00", "0.00200", "0.00100"],
  ]);
  assertEquals(text, String(report));
  assertEquals(
    read(showWindow("Accumulator", { ticks: 2, count: 5 })).rows,
    [["ticks", "count"], ["2", "5"]],
  );
});
