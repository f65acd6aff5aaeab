/**
 * What the runner has a kernel execute before the first cell. Each function is sent as text, so it
 * may use nothing but its arguments and the kernel's globals.
 */

import { endWithRunner } from "./end_with_runner.ts";
import { holdBackFloods } from "./hold_back_floods.ts";
import { prepareMarks } from "./marks.ts";
import { prepareRest } from "./rest.ts";
import { reportUncaught, UNCAUGHT } from "./report_uncaught.ts";
import { showRawWrites } from "./show_raw_writes.ts";

/** What the code in the kernel needs to know of its runner. */
export interface Runner {
  /** The runner's process id. */
  pid: number;
  /** The folder that runner and kernel share, with the receipts in it. */
  folder: string;
}

/** The code that prepares a kernel; it is to be executed once. */
export function preparation({ pid, folder }: Runner): string {
  return [
    call(holdBackFloods, `${folder}/receipt`),
    call(prepareMarks),
    call(prepareRest),
    call(showRawWrites),
    call(reportUncaught, ...UNCAUGHT),
    call(endWithRunner, pid, folder),
    "undefined;",
  ].join("\n");
}

function call<A extends unknown[]>(
  run: (...args: A) => void,
  ...args: A
): string {
  return `(${run})(${args.map((arg) => JSON.stringify(arg)).join(", ")});`;
}
