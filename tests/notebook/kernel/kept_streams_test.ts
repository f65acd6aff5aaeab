import { assertEquals } from "@std/assert";
import {
  KEPT,
  KeptStreams,
} from "../../../lib/notebook/kernel/kept_streams.ts";
import { joinLines, type StreamOutput } from "../../../lib/notebook/mod.ts";
import { code } from "../cells.ts";

function collect(parts: [StreamOutput["name"], string][]) {
  const cell = code("");
  const streams = new KeptStreams(cell);
  for (const [name, text] of parts) streams.add(name, text);
  const texts = cell.outputs.map((output) =>
    output.output_type === "stream"
      ? `${output.name}: ${joinLines(output.text)}`
      : output.output_type
  );
  return { cell, texts, leftOut: streams.leftOut };
}

const line = (i: number) => `${String(i).padStart(99, ".")}\n`;
const notice = /\n\[([\d,]+) characters left out here\]\n/;

Deno.test("kept streams: text that is not too long stays whole and in order", () => {
  const { texts, leftOut } = collect([
    ["stdout", "a\n"],
    ["stdout", "b\n"],
    ["stderr", "c\n"],
    ["stdout", "d\n"],
  ]);
  assertEquals(texts, ["stdout: a\nb\n", "stderr: c\n", "stdout: d\n"]);
  assertEquals(leftOut, 0);
});

Deno.test("kept streams: of 50 MB the beginning and the end stay, with the count of the rest", () => {
  const lines = Array.from({ length: 500_000 }, (_, i) => line(i));
  const { cell, texts, leftOut } = collect(
    lines.map((text) => ["stdout", text]),
  );
  const text = texts.map((text) => text.slice("stdout: ".length)).join("");
  const all = lines.join("");
  const [before, count, after] = text.split(notice);
  assertEquals(before === all.slice(0, KEPT), true);
  assertEquals(all.endsWith(after), true);
  assertEquals(after.length >= KEPT && after.length <= 2 * KEPT, true);
  assertEquals(count, leftOut.toLocaleString("en"));
  assertEquals(leftOut, all.length - before.length - after.length);
  assertEquals(cell.outputs.length, 3);
});

Deno.test("kept streams: displays between the text stay, and both streams are counted", () => {
  const cell = code("");
  const streams = new KeptStreams(cell);
  const block = "x".repeat(KEPT / 2);
  for (let i = 0; i < 20; i++) {
    streams.add(i % 2 ? "stderr" : "stdout", block);
    cell.outputs.push({ output_type: "display_data", data: {}, metadata: {} });
  }
  const displays = cell.outputs.filter(({ output_type }) =>
    output_type === "display_data"
  );
  assertEquals(displays.length, 20);
  const printed = cell.outputs.flatMap((output) =>
    output.output_type === "stream" ? [joinLines(output.text)] : []
  );
  const kept = printed.join("").replace(notice, "").length;
  assertEquals(kept + streams.leftOut, 10 * KEPT);
  assertEquals(printed.filter((text) => notice.test(text)).length, 1);
});

Deno.test("kept streams: a character of two units is never cut in two", () => {
  for (const shift of [0, 1]) {
    const text = "x".repeat(shift) + "🙂".repeat(2 * KEPT);
    const { texts, leftOut } = collect([["stdout", text]]);
    assertEquals(leftOut > 0, true);
    assertEquals(texts.every((text) => text.isWellFormed()), true);
  }
});
