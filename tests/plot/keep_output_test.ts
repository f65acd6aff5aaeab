import { assertEquals } from "@std/assert";
import { keepOutput, type Printing } from "../../lib/plot/keep_output.ts";

function fake() {
  const messages: [string, unknown][] = [];
  const results = {
    broadcastResult: (...values: unknown[]) => {
      messages.push(["result", values]);
      return Promise.resolve("shown");
    },
  };
  const broadcast = async (type: string, content: unknown) => {
    await Promise.resolve();
    messages.push([type, content]);
  };
  const printing = {} as Printing;
  const send = keepOutput({ broadcast, results }, printing);
  return { messages, results, printing, send };
}

Deno.test("what a cell prints goes out before its result, in order and in bursts", async () => {
  const { messages, results, printing } = fake();
  printing.log("a", 1);
  printing.info("b");
  printing.error("c");
  printing.log("d");
  assertEquals(await results.broadcastResult(7), "shown");
  assertEquals(messages.map(([type]) => type), [
    "stream",
    "stream",
    "stream",
    "result",
  ]);
  assertEquals(messages[1], ["stream", { name: "stderr", text: "c\n" }]);
  assertEquals(messages[2], ["stream", { name: "stdout", text: "d\n" }]);
  const { text } = messages[0][1] as { text: string };
  // deno-lint-ignore no-control-regex
  assertEquals(text.replaceAll(/\x1b\[\d+m/g, ""), "a 1\nb\n");
});

Deno.test("what nobody waits for goes out by itself", async () => {
  const { messages, printing } = fake();
  printing.warn("late");
  await new Promise((resolve) => setTimeout(resolve, 60));
  assertEquals(messages, [["stream", { name: "stderr", text: "late\n" }]]);
});

Deno.test("a message that cannot be sent loses no other", async () => {
  const sent: unknown[] = [];
  let calls = 0;
  const printing = {} as Printing;
  const send = keepOutput({
    broadcast: (_, content) => {
      if (calls++ === 0) return Promise.reject(new Error("too large"));
      sent.push(content.text);
      return Promise.resolve();
    },
    results: { broadcastResult: () => Promise.resolve() },
  }, printing);
  printing.log("first");
  await send();
  printing.log("second");
  await send();
  assertEquals(sent, ["second\n"]);
});
