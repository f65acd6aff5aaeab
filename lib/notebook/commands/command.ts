/** What a sub-command is. */

import type { Arguments, Usage } from "./arguments.ts";

/** A sub-command. */
export interface Command {
  /** How it is called. */
  usage: Usage;
  /** What it does; it throws where it cannot, and may give an exit status other than 0. */
  run: (args: Arguments) => Promise<number | void>;
}

/** A notebook is not what its source says. */
export class Difference extends Error {
  /** Makes the error with its message. */
  constructor(message: string) {
    super(message);
    this.name = "Difference";
  }
}
