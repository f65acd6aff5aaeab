/** Scripts in Markdown files, run as a stranger would who copies them. */

import { assertEquals } from "@std/assert";

const root = new URL("../../", import.meta.url);

/** The TypeScript of a Markdown file, block by block. */
export async function scriptsIn(file: string): Promise<string[]> {
  const text = await Deno.readTextFile(new URL(file, root));
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)]
    .map(([, script]) => script);
}

/** Runs a script in the clone, type-checked and with no permission but those given, and gives the lines it prints. */
export async function runScript(
  script: string,
  ...permissions: string[]
): Promise<string[]> {
  const path = new URL(`.script_${crypto.randomUUID()}.ts`, root);
  await Deno.writeTextFile(path, script);
  try {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        "--check",
        ...permissions,
        path.pathname,
      ],
      cwd: root,
      env: { NO_COLOR: "1" },
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assertEquals(code, 0, text(stderr));
    return text(stdout).trim().split("\n");
  } finally {
    await Deno.remove(path);
  }
}
