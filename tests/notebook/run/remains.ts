/** What a kernel may leave behind: its process and its folder. */

import { assertEquals } from "@std/assert";
import { tmpdir } from "node:os";

/** The names of the folders that the kernels of a process have for their connection files. */
export function kernelFolders(parent: number): string[] {
  return [...Deno.readDirSync(tmpdir())].map(({ name }) => name)
    .filter((name) => name.startsWith(`ticks-kernel-${parent}-`));
}

/** The ids of the kernels that were started by a process, ended ones not; on Linux only. */
export function kernelsOf(parent: number): number[] {
  if (Deno.build.os !== "linux") return [];
  const kernels: number[] = [];
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      // "PID (NAME) STATE PARENT ...": the name may hold anything.
      const stat = Deno.readTextFileSync(`/proc/${name}/stat`);
      const [state, ppid] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const command = Deno.readTextFileSync(`/proc/${name}/cmdline`);
      const runs = state !== "Z" && command.includes("jupyter\0--kernel");
      if (runs && Number(ppid) === parent) kernels.push(Number(name));
    } catch {
      // it ended meanwhile
    }
  }
  return kernels;
}

/** Whether a process is there and has not ended; on Linux only. */
function isRunning(pid: number): boolean {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    return stat[stat.lastIndexOf(")") + 2] !== "Z";
  } catch {
    return false;
  }
}

/** Those that still run of these processes, which the system may need a moment to end. */
export async function stillRunning(pids: number[]): Promise<number[]> {
  const deadline = Date.now() + 5000;
  while (pids.some(isRunning) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return pids.filter(isRunning);
}

/** Fails where a kernel of this process is left, or its folder. */
export function assertNothingRemains(): void {
  assertEquals(kernelsOf(Deno.pid), []);
  assertEquals(kernelFolders(Deno.pid), []);
}
