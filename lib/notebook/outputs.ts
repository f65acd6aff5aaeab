/** Turns the messages of a kernel's output channel into the outputs of a notebook's cells. */

import type { JupyterMessage } from "./jupyter_message.ts";
import {
  type CodeCell,
  type DisplayOutput,
  joinLines,
  type MimeBundle,
  type Output,
  type ResultOutput,
  type StreamOutput,
} from "./nbformat.ts";

/**
 * Collects outputs, cell by cell. One collector serves a whole notebook, because a later cell may
 * update what an earlier one displayed.
 */
export class OutputCollector {
  readonly #displays = new Map<string, (DisplayOutput | ResultOutput)[]>();
  #cell: CodeCell | null = null;
  /** Set by `clear_output(wait)`: the next output replaces all before it. */
  #clearFirst = false;

  /** Lets the outputs of the following messages go to this cell, whose old ones are dropped. */
  begin(cell: CodeCell): void {
    cell.outputs = [];
    this.#cell = cell;
    this.#clearFirst = false;
  }

  /** Takes a message; one that is no output is ignored. */
  receive({ header, content }: JupyterMessage): void {
    switch (header.msg_type) {
      case "stream":
        this.#add({
          output_type: "stream",
          name: content.name === "stderr" ? "stderr" : "stdout",
          text: String(content.text),
        });
        break;
      case "display_data":
        this.#display(
          { output_type: "display_data", ...bundle(content) },
          content,
        );
        break;
      case "execute_result":
        this.#display({
          output_type: "execute_result",
          execution_count: this.#cell?.execution_count ?? null,
          ...bundle(content),
        }, content);
        break;
      case "update_display_data":
        for (
          const output of this.#displays.get(displayId(content) ?? "") ?? []
        ) {
          Object.assign(output, bundle(content));
        }
        break;
      case "clear_output":
        if (content.wait) this.#clearFirst = true;
        else if (this.#cell) this.#cell.outputs = [];
        break;
      case "error":
        this.#add({
          output_type: "error",
          ename: String(content.ename),
          evalue: String(content.evalue),
          traceback: traceLines(content.traceback),
        });
        break;
    }
  }

  #display(output: DisplayOutput | ResultOutput, content: Content): void {
    this.#add(output);
    const id = displayId(content);
    if (id === undefined) return;
    const same = this.#displays.get(id) ?? [];
    this.#displays.set(id, [...same, output]);
  }

  #add(output: Output): void {
    const cell = this.#cell;
    if (!cell) return;
    if (this.#clearFirst) cell.outputs = [];
    this.#clearFirst = false;
    const last = cell.outputs.at(-1);
    if (
      isStream(output) && last && isStream(last) && last.name === output.name
    ) {
      last.text = joinLines(last.text) + joinLines(output.text);
    } else {
      cell.outputs.push(output);
    }
  }
}

type Content = Record<string, unknown>;

const isStream = (output: Output): output is StreamOutput =>
  output.output_type === "stream";

function bundle(
  content: Content,
): { data: MimeBundle; metadata: Record<string, unknown> } {
  return {
    data: (content.data ?? {}) as MimeBundle,
    metadata: (content.metadata ?? {}) as Record<string, unknown>,
  };
}

function displayId(content: Content): string | undefined {
  const { display_id } = (content.transient ?? {}) as Content;
  return display_id === undefined ? undefined : String(display_id);
}

/** The lines of a trace, without the empty one that the kernel sends for `throw "text"`. */
function traceLines(trace: unknown): string[] {
  return Array.isArray(trace)
    ? trace.map(String).filter((line) => line !== "")
    : [];
}
