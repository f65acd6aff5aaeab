/** Turns the messages of a kernel's output channel into the outputs of a notebook's cells. */

import type { JupyterMessage } from "./jupyter_message.ts";
import { KeptStreams } from "./kept_streams.ts";
import type {
  CodeCell,
  DisplayOutput,
  ErrorOutput,
  MimeBundle,
  ResultOutput,
} from "../format/nbformat.ts";

/** The displays of a notebook are kept up to so many bytes. */
const DISPLAYS_KEPT = 1 << 28;
/** Above so many bytes at once other front ends may lose the connection to the kernel. */
const SAFE_DISPLAY = 2_000_000;

/**
 * Collects outputs, cell by cell. One collector serves a whole notebook, because a later cell may
 * update what an earlier one displayed.
 */
export class OutputCollector {
  readonly #displays = new Map<string, (DisplayOutput | ResultOutput)[]>();
  #displayed = 0;
  #cell: CodeCell | undefined;
  #streams: KeptStreams | undefined;
  /** Set by `clear_output(wait)`: the next output replaces all before it. */
  #clearFirst = false;
  #largest = 0;
  #dropped = 0;

  /** Lets the outputs of the following messages go to this cell, whose old ones are dropped. */
  begin(cell: CodeCell): void {
    this.#cell = cell;
    this.#clear();
    this.#clearFirst = false;
    this.#largest = this.#dropped = 0;
  }

  /** What there is to say about the cell's outputs. */
  get notes(): string[] {
    const notes: string[] = [];
    const text = this.#streams?.leftOut ?? 0;
    if (text > 0) {
      notes.push(`${text.toLocaleString("en")} characters of text left out`);
    }
    if (this.#largest > SAFE_DISPLAY) {
      const size = (this.#largest / 1e6).toFixed(1);
      notes.push(
        `displays ${size} MB at once: above 2 MB other front ends may lose it`,
      );
    }
    if (this.#dropped > 0) {
      notes.push(
        `displays left out: ${this.#dropped}, the notebook has more than ${
          DISPLAYS_KEPT >> 20
        } MB of them`,
      );
    }
    return notes;
  }

  /** Takes a message; one that is no output is ignored. */
  receive({ header, content, size }: JupyterMessage): void {
    switch (header.msg_type) {
      case "stream": {
        const name = content.name === "stderr" ? "stderr" : "stdout";
        this.#clearIfWaiting();
        this.#streams?.add(name, String(content.text));
        break;
      }
      case "display_data":
        this.#display(
          { output_type: "display_data", ...bundle(content) },
          content,
          size,
        );
        break;
      case "execute_result":
        // A value that has shown itself, with metadata that a result cannot have.
        if (Object.keys(bundle(content).data).length === 0) break;
        this.#display(
          {
            output_type: "execute_result",
            execution_count: this.#cell?.execution_count ?? null,
            ...bundle(content),
          },
          content,
          size,
        );
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
        else this.#clear();
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

  #display(
    output: DisplayOutput | ResultOutput,
    content: Content,
    size: number,
  ): void {
    this.#largest = Math.max(this.#largest, size);
    this.#displayed += size;
    if (this.#displayed > DISPLAYS_KEPT) {
      this.#dropped++;
      output.data = { "text/plain": `[a display of ${size} bytes left out]` };
      output.metadata = {};
    }
    this.#add(output);
    const id = displayId(content);
    if (id === undefined) return;
    const same = this.#displays.get(id) ?? [];
    this.#displays.set(id, [...same, output]);
  }

  #add(output: DisplayOutput | ResultOutput | ErrorOutput): void {
    this.#clearIfWaiting();
    this.#cell?.outputs.push(output);
  }

  #clearIfWaiting(): void {
    if (this.#clearFirst) this.#clear();
    this.#clearFirst = false;
  }

  #clear(): void {
    if (!this.#cell) return;
    this.#cell.outputs = [];
    this.#streams = new KeptStreams(this.#cell);
  }
}

type Content = Record<string, unknown>;

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
