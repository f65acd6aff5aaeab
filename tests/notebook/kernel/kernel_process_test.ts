import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { kernelFolders, kernelsOf, stillRunning } from "../run/remains.ts";

const MAIN = new URL("../../../lib/notebook/main.ts", import.meta.url).href;
const MOD = new URL("../../../lib/notebook/mod.ts", import.meta.url).href;
const LOOP = '// %%\nDeno.writeTextFileSync("started", "");\nfor (;;);\n';

/** Somebody's program that runs an endless notebook and ends in its own way meanwhile. */
const program = (end: string) => `
  import { percentToNotebook, runNotebook } from ${JSON.stringify(MOD)};
  const timer = setInterval(() => {
    if (!${exists.toString()}("started")) return;
    clearInterval(timer);
    ${end}
  }, 20);
  await runNotebook(percentToNotebook(${JSON.stringify(LOOP)}));
`;

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

interface Ending {
  name: string;
  /** The file that is run, and its arguments. */
  args: string[];
  /** Sent as soon as the cell runs. */
  signal?: Deno.Signal;
  status: { code: number; signal: Deno.Signal | null };
}

const ENDINGS: Ending[] = [
  {
    name: "SIGINT to the command",
    args: [MAIN, "run", "loop.ts"],
    signal: "SIGINT",
    status: { code: 130, signal: "SIGINT" },
  },
  {
    name: "SIGTERM to the command",
    args: [MAIN, "run", "loop.ts"],
    signal: "SIGTERM",
    status: { code: 143, signal: "SIGTERM" },
  },
  {
    name: "SIGKILL to the command, which can end nothing then,",
    args: [MAIN, "run", "loop.ts"],
    signal: "SIGKILL",
    status: { code: 137, signal: "SIGKILL" },
  },
  {
    name: "Deno.exit in a program",
    args: ["exit.ts"],
    status: { code: 5, signal: null },
  },
  {
    name: "an error that a program does not catch",
    args: ["throw.ts"],
    status: { code: 1, signal: null },
  },
  {
    name: "a rejection that a program does not catch",
    args: ["reject.ts"],
    status: { code: 1, signal: null },
  },
];

for (const { name, args, signal, status } of ENDINGS) {
  Deno.test({
    name: `kernel process: ${name} leaves no kernel and no connection file`,
    ignore: Deno.build.os !== "linux",
    fn: async () => {
      const cwd = await Deno.makeTempDir();
      const files = {
        "loop.ts": LOOP,
        "exit.ts": program("Deno.exit(5);"),
        "throw.ts": program('throw new Error("uncaught");'),
        "reject.ts": program('Promise.reject(new Error("uncaught"));'),
      };
      for (const [file, text] of Object.entries(files)) {
        await Deno.writeTextFile(join(cwd, file), text);
      }
      const process = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-lock", "--quiet", ...args],
        cwd,
        stdout: "null",
        stderr: "null",
      }).spawn();
      let kernels: number[] = [];
      while (kernels.length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        kernels = kernelsOf(process.pid);
      }
      while (signal && !exists(join(cwd, "started"))) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      if (signal) process.kill(signal);
      const { code, signal: ended } = await process.status;
      assertEquals({ code, signal: ended }, status);
      assertEquals(await stillRunning(kernels), []);
      assertEquals(kernelFolders(process.pid), []);
      await Deno.remove(cwd, { recursive: true });
    },
  });
}
