/** The sub-commands. */

import { build } from "./build.ts";
import { check } from "./check.ts";
import type { Command } from "./command.ts";
import { convert } from "./convert.ts";
import { html } from "./html.ts";
import { run } from "./run.ts";

/** All of them, in the order of the help. */
export const COMMANDS: Command[] = [run, build, check, convert, html];
