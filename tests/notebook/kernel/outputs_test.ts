import { assertEquals } from "@std/assert";
import type { JupyterMessage } from "../../../lib/notebook/kernel/jupyter_message.ts";
import { OutputMarker } from "../../../lib/notebook/kernel/output_marker.ts";
import { OutputCollector } from "../../../lib/notebook/kernel/outputs.ts";
import { code } from "../cells.ts";

function message(
  msg_type: string,
  content: Record<string, unknown>,
): JupyterMessage {
  const header = {
    msg_id: "1",
    msg_type,
    session: "1",
    username: "",
    date: "",
    version: "5.3",
  };
  const size = JSON.stringify(content).length;
  return { header, parent: {}, metadata: {}, content, size };
}

const print = (text: string, name = "stdout") =>
  message("stream", { name, text });

const show = (msg_type: string, text: string, display_id?: string) =>
  message(msg_type, {
    data: { "text/plain": text },
    metadata: {},
    transient: { display_id },
  });

const shown = (text: string) => ({
  output_type: "display_data" as const,
  data: { "text/plain": text },
  metadata: {},
});

Deno.test("outputs: text of one stream is joined, in order", () => {
  const cell = code("");
  const outputs = new OutputCollector();
  outputs.begin(cell);
  outputs.receive(print("a\n"));
  outputs.receive(message("status", { execution_state: "busy" }));
  outputs.receive(print("b\n"));
  outputs.receive(print("e\n", "stderr"));
  outputs.receive(print("c\n"));
  assertEquals(cell.outputs, [
    { output_type: "stream", name: "stdout", text: "a\nb\n" },
    { output_type: "stream", name: "stderr", text: "e\n" },
    { output_type: "stream", name: "stdout", text: "c\n" },
  ]);
});

Deno.test("outputs: a display is updated where it stands, from a later cell too", () => {
  const [first, second] = [code(""), code("")];
  const outputs = new OutputCollector();
  outputs.begin(first);
  outputs.receive(show("display_data", "0 %", "bar"));
  outputs.receive(show("display_data", "other"));
  outputs.receive(show("update_display_data", "50 %", "bar"));
  outputs.begin(second);
  outputs.receive(show("display_data", "again", "bar"));
  outputs.receive(show("update_display_data", "100 %", "bar"));
  outputs.receive(show("update_display_data", "nowhere", "unknown"));
  assertEquals(first.outputs, [shown("100 %"), shown("other")]);
  assertEquals(second.outputs, [shown("100 %")]);
});

Deno.test("outputs: clear_output clears at once, or waits for the next output", () => {
  const cell = code("");
  const outputs = new OutputCollector();
  outputs.begin(cell);
  outputs.receive(print("a"));
  outputs.receive(message("clear_output", { wait: false }));
  assertEquals(cell.outputs, []);
  outputs.receive(print("b"));
  outputs.receive(message("clear_output", { wait: true }));
  assertEquals(cell.outputs.length, 1);
  outputs.receive(show("display_data", "c"));
  assertEquals(cell.outputs, [shown("c")]);
});

Deno.test("output marker: found on both streams, wherever the kernel cuts them", () => {
  const got: string[] = [];
  const probe = new OutputMarker((m) =>
    got.push(`${m.content.name}: ${m.content.text}`)
  );
  const line = JSON.parse(/\]\((".*")\)$/.exec(probe.code)![1]) + "\n";
  probe.receive(print("before " + line.slice(0, 5)));
  assertEquals(got, ["stdout: before "]);
  probe.receive(print(line.slice(5) + "after"));
  assertEquals(got, ["stdout: before ", "stdout: after"]);
  assertEquals(probe.found, false);
  probe.receive(print("\u0001ticks-no marker\n", "stderr"));
  assertEquals(got.at(-1), "stderr: \u0001ticks-no marker\n");
  for (const character of line) probe.receive(print(character, "stderr"));
  assertEquals(probe.found, true);
  assertEquals(got.length, 3);
});

Deno.test("output marker: a silence ends the wait, and where there is none its longest time", () => {
  const marker = new OutputMarker(() => {});
  assertEquals(marker.timeLeft(100, 0), 1900);
  assertEquals(marker.timeLeft(10_000, 10_000), 2000);
  const line = JSON.parse(/\]\((".*")\)$/.exec(marker.code)![1]) + "\n";
  for (const name of ["stdout", "stderr"]) marker.receive(print(line, name));
  assertEquals(marker.timeLeft(10_000, 9_990), 40);
  assertEquals(marker.timeLeft(10_040, 9_990), 0);
  // Something is printed at every moment.
  assertEquals(marker.timeLeft(10_440, 10_440), 50);
  assertEquals(marker.timeLeft(10_460, 10_460), 40);
  assertEquals(marker.timeLeft(10_500, 10_500), 0);
});
