import { assert, assertEquals, assertRejects } from "@std/assert";
import { display, joinLines, runNotebook } from "../../../lib/notebook/mod.ts";
import { fitMessages } from "../../../lib/notebook/cells/display_limit.ts";
import { assertMessage } from "../../assert_message.ts";
import { notebookOf, outputsOf } from "../cells.ts";

Deno.test("display: in a kernel everything comes, in order and in its form", async () => {
  const notebook = await runNotebook(notebookOf(
    `import { display, latex, markdown } from "jsr:@ticks/ticks@^0.1/notebook";
await display("as <it> is");
await display(markdown\`$x^2$\`);
await display(latex\`x^2\`, { metadata: { note: 1 } });
await display({ "text/html": "<b>bold</b>" });
await display({ a: [1, 2] });
await display(Uint8Array.of(0x89, 0x50, 0x4e, 0x47), { metadata: { "image/png": { alt: "A point" } } });
await display(undefined);`,
    `for (let i = 0; i < 40; i++) await display("line " + i);`,
    `await display("é".repeat(1_500_000) + "\\nend");`,
    `import { openDevice } from "jsr:@ticks/ticks@^0.1";
(await openDevice("cpu")).tensor([1, -2], [1, 2])`,
  ));
  const shown = [0, 1, 2, 3].map((cell) =>
    outputsOf(notebook, cell).map((output) => "data" in output ? output : null)
  );
  assertEquals(shown[0].map((output) => output!.data), [
    { "text/plain": "as <it> is" },
    { "text/markdown": "$x^2$", "text/plain": "$x^2$" },
    { "text/latex": "$$x^2$$", "text/plain": "x^2" },
    { "text/html": "<b>bold</b>" },
    { "text/plain": "{ a: [ 1, 2 ] }" },
    { "image/png": "iVBORw==", "text/plain": "A point" },
    { "text/plain": "undefined" },
  ]);
  assertEquals(shown[0][2]!.metadata, { note: 1 });
  assertEquals(
    shown[1].map((output) => output!.data["text/plain"]),
    Array.from({ length: 40 }, (_, i) => `line ${i}`),
  );
  const parts = shown[2].map((output) =>
    joinLines(output!.data["text/plain"] as string)
  );
  assertEquals(parts.length, 2);
  assertEquals(parts.join(""), "é".repeat(1_500_000) + "\nend");
  const [tensor] = shown[3].map((output) => output!.data);
  assert(joinLines(tensor["text/html"] as string).includes('role="img"'));
  assert(
    joinLines(tensor["text/plain"] as string).startsWith("Tensor\nshape"),
  );
});

Deno.test("display: a long text is cut after lines, and no character is cut", () => {
  const lines = Array.from({ length: 500 }, (_, i) => `line ${i}\n`).join("");
  const parts = fitMessages({ "text/plain": lines }, {}, 1000)
    .map((part) => String(part["text/plain"]));
  assertEquals(parts.join(""), lines);
  assert(parts.length > 4 && parts.every((part) => part.endsWith("\n")));
  const faces = "😀".repeat(999);
  const cut = fitMessages({ "text/plain": faces }, {}, 1000);
  assertEquals(cut.map((part) => part["text/plain"]).join(""), faces);
  for (const part of cut) {
    assert(String(part["text/plain"]).isWellFormed());
    const message = JSON.stringify({ data: part, metadata: {} });
    assert(new TextEncoder().encode(message).length <= 1000);
  }
});

Deno.test("display: what cannot be cut is refused with sizes and advice", () => {
  const data = { "text/html": "x".repeat(2_500_000), "text/plain": "y" };
  assertMessage(
    () => fitMessages(data, {}),
    RangeError,
    "display: the output has 2.50 MB (text/html 2.50 MB, text/plain 0.00 MB), expected at most 1.90 MB, above which notebooks lose the connection to the kernel; show a part of it, a smaller picture or a thinned figure, or write it into a file",
  );
  const metadata = { note: "x".repeat(2_000_000) };
  assertEquals(fitMessages({ "text/plain": "y" }, {}), [{ "text/plain": "y" }]);
  assertMessage(
    () => fitMessages({ "text/plain": "y" }, metadata),
    RangeError,
    "display: the output has 2.00 MB (text/plain 0.00 MB), expected at most 1.90 MB, above which notebooks lose the connection to the kernel; show a part of it, a smaller picture or a thinned figure, or write it into a file",
  );
});

Deno.test("display: outside of a notebook it prints the text", async () => {
  const before = console.log, printed: unknown[] = [];
  console.log = (text: unknown) => void printed.push(text);
  try {
    await display({ "text/html": "<b>bold</b> &amp; more" });
    await display({ "text/html": "x".repeat(3_000_000), "text/plain": "y" });
    await display({ "application/json": 1 });
    await display([1, 2]);
  } finally {
    console.log = before;
  }
  assertEquals(printed, ["bold & more", "y", "[application/json]", "[ 1, 2 ]"]);
});

Deno.test("display: mistakes", async () => {
  const unknown = { metdata: {} } as Record<string, unknown>;
  const option = await assertRejects(() => display(1, unknown), TypeError);
  assertEquals(
    option.message,
    "display: options.metdata is not an option, expected metadata",
  );
  const odd = { [Symbol.for("Jupyter.display")]: () => "text" };
  const form = await assertRejects(() => display(odd), TypeError);
  assertEquals(
    form.message,
    'display: the value shows itself as string, expected an object of MIME types such as { "text/plain": "..." }',
  );
});
