/** The text that a cell prints: all of it, or the beginning and the end where it is too much. */

import {
  type CodeCell,
  joinLines,
  type Output,
  type StreamOutput,
} from "../format/nbformat.ts";

/** So many characters are kept of the beginning of what a cell prints, and at least as many of its end. */
export const KEPT = 1 << 19;

/** Appends printed text to a cell's outputs, where displays may stand between. */
export class KeptStreams {
  readonly #cell: CodeCell;
  /** How much more belongs to the beginning. */
  #room = KEPT;
  /** The outputs after the beginning, whose first may be cut. */
  #end: StreamOutput[] = [];
  #endSize = 0;
  #leftOut = 0;
  /** The output that says how much was left out. */
  #notice: StreamOutput | undefined;

  /** Makes it for a cell without outputs. */
  constructor(cell: CodeCell) {
    this.#cell = cell;
  }

  /** How many characters were left out. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** Adds printed text. */
  add(name: StreamOutput["name"], text: string): void {
    const cut = wholeCharacters(text, this.#room);
    const [first, rest] = [text.slice(0, cut), text.slice(cut)];
    this.#room -= first.length;
    if (first) this.#append(name, first);
    if (!rest) return;
    this.#room = 0;
    const output = this.#append(name, rest, this.#end.at(-1) ?? null);
    if (output !== this.#end.at(-1)) this.#end.push(output);
    this.#endSize += rest.length;
    if (this.#endSize > 2 * KEPT) this.#shorten(); // not each time: it copies
  }

  /** Adds to the last output where it is of this stream, and where it is `onlyTo` if that is given. */
  #append(
    name: StreamOutput["name"],
    text: string,
    onlyTo?: StreamOutput | null,
  ): StreamOutput {
    const last = this.#cell.outputs.at(-1);
    if (
      last && isStream(last) && last.name === name &&
      (onlyTo === undefined || last === onlyTo)
    ) {
      last.text = joinLines(last.text) + text;
      return last;
    }
    const output = { output_type: "stream" as const, name, text };
    this.#cell.outputs.push(output);
    return output;
  }

  /** Leaves out what is before the last `KEPT` characters and after the beginning. */
  #shorten(): void {
    const { outputs } = this.#cell;
    if (!this.#notice) {
      this.#notice = { output_type: "stream", name: "stdout", text: "" };
      outputs.splice(outputs.indexOf(this.#end[0]), 0, this.#notice);
    }
    const gone = new Set<Output>();
    while (this.#endSize > KEPT) {
      const [first] = this.#end;
      const text = joinLines(first.text);
      const cut = wholeCharacters(text, this.#endSize - KEPT);
      this.#endSize -= cut;
      this.#leftOut += cut;
      first.text = text.slice(cut);
      if (first.text === "") gone.add(this.#end.shift()!);
    }
    this.#cell.outputs = outputs.filter((output) => !gone.has(output));
    this.#notice.text = `\n[${
      this.#leftOut.toLocaleString("en")
    } characters left out here]\n`;
  }
}

/** Whether an output is printed text. */
function isStream(output: Output): output is StreamOutput {
  return output.output_type === "stream";
}

/** The index, at most the length; one more where it is in the middle of a character of two units. */
function wholeCharacters(text: string, index: number): number {
  if (index >= text.length) return text.length;
  const inside = index > 0 && text.codePointAt(index - 1)! > 0xffff;
  return inside ? index + 1 : index;
}
