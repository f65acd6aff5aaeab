/**
 * The JSON of a safetensors file's header, which has one form only. A hostile one costs no more
 * than a few times its own length.
 *
 * `JSON.parse` would keep the last of two equal names, round large numbers and build whatever
 * values the text holds before anyone looks at them.
 *
 * @module
 */

/** The key of what is no tensor: a map of strings to strings. */
export const METADATA = "__metadata__";

/** What a header says of one tensor. */
export interface HeaderEntry {
  /** The tensor's name. */
  name: string;
  /** The dtype as the file writes it: `"F32"`. */
  dtype: string;
  /** The shape: whole lengths of 0 or more. */
  shape: number[];
  /** Where the tensor's bytes begin, counted from the first byte of data. */
  begin: number;
  /** One past the tensor's last byte. */
  end: number;
}

/** What a header says, not yet compared with the data. */
export interface Header {
  /** The tensors, in the header's order. */
  entries: HeaderEntry[];
  /** The metadata; without a prototype. */
  metadata: Record<string, string>;
}

/** A string from a file as messages show it: quoted, and cut where it is long. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 64 ? `${text.slice(0, 61)}...` : text);
}

/**
 * Parses a header: an object of tensors, each with dtype, shape and data_offsets and nothing else,
 * and of `__metadata__`.
 *
 * @throws {SyntaxError} where the text is no JSON of this form or has a key twice.
 * @throws {RangeError} where a length or an offset is no whole number from 0 to 2⁵³ - 1.
 */
export function parseHeader(text: string): Header {
  return new HeaderReader(text).read();
}

class HeaderReader {
  readonly #text: string;
  #at = 0;
  #where = "header";

  constructor(text: string) {
    this.#text = text;
  }

  read(): Header {
    const header: Header = { entries: [], metadata: Object.create(null) };
    if (this.#text[0] !== "{") this.#fail("{ as the first character");
    this.#object((key) => {
      this.#where = key === METADATA ? METADATA : `tensor ${quote(key)}`;
      if (key === METADATA) {
        this.#object((name) =>
          header.metadata[name] = this.#string("a string")
        );
      } else header.entries.push(this.#entry(key));
      this.#where = "header";
    });
    if (this.#peek() !== "") this.#fail("nothing but spaces");
    return header;
  }

  #entry(name: string): HeaderEntry {
    let dtype: string | undefined;
    let shape: number[] | undefined;
    let offsets: number[] | undefined;
    this.#object((key) => {
      if (key === "dtype") dtype = this.#string("a string such as F32");
      else if (key === "shape") shape = this.#list("shape");
      else if (key === "data_offsets") offsets = this.#list("data_offsets");
      else {
        throw this.#error(
          `the key ${quote(key)} is unknown`,
          "dtype, shape and data_offsets",
        );
      }
    });
    if (dtype === undefined || !shape || !offsets) {
      const missing = dtype === undefined
        ? "dtype"
        : shape
        ? "data_offsets"
        : "shape";
      throw this.#error(
        `${missing} is missing`,
        "dtype, shape and data_offsets",
      );
    }
    if (offsets.length !== 2) {
      throw this.#error(
        `data_offsets has ${offsets.length} numbers`,
        "two, begin and end",
      );
    }
    return { name, dtype, shape, begin: offsets[0], end: offsets[1] };
  }

  /** Reads an object; `readValue` reads what follows each key. */
  #object(readValue: (key: string) => void): void {
    const keys = new Set<string>();
    this.#expect("{");
    if (this.#take("}")) return;
    do {
      const key = this.#string("a key in quotation marks");
      if (keys.has(key)) {
        throw this.#error(`the key ${quote(key)} stands twice`, "it once");
      }
      keys.add(key);
      this.#expect(":");
      readValue(key);
    } while (this.#take(","));
    this.#expect("}", ", or }");
  }

  #list(field: string): number[] {
    const numbers: number[] = [];
    this.#expect("[");
    if (this.#take("]")) return numbers;
    do numbers.push(this.#whole(field)); while (this.#take(","));
    this.#expect("]", ", or ]");
    return numbers;
  }

  #whole(field: string): number {
    this.#peek();
    const start = this.#at;
    let end = start;
    while (
      end < this.#text.length && "+-.0123456789Ee".includes(this.#text[end])
    ) {
      end++;
    }
    // Nothing longer than this needs to be looked at: no double is written with so many digits.
    const token = this.#text.slice(start, Math.min(end, start + 400));
    if (!/^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(token)) {
      this.#fail("a number");
    }
    // As in the reference, 2.0 and 2e0 are no lengths.
    if (!/^\d+$/.test(token) || !Number.isSafeInteger(Number(token))) {
      throw new RangeError(
        `decodeSafetensors: ${this.#where}: ${field} has ${
          token.length > 32 ? `${token.slice(0, 29)}...` : token
        }, expected whole numbers from 0 to 2^53 - 1`,
      );
    }
    this.#at = end;
    return Number(token);
  }

  #string(expected: string): string {
    if (this.#peek() !== '"') this.#fail(expected);
    let end = this.#at + 1;
    while (end < this.#text.length && this.#text[end] !== '"') {
      end += this.#text[end] === "\\" ? 2 : 1;
    }
    if (end >= this.#text.length) {
      throw this.#error(
        `the string at character ${this.#at} has no end`,
        "a quotation mark",
      );
    }
    let value: string;
    try {
      value = JSON.parse(this.#text.slice(this.#at, end + 1));
    } catch {
      throw this.#error(
        `the string at character ${this.#at} has a bad escape or a control character`,
        "a string as JSON has it",
      );
    }
    if (!value.isWellFormed()) {
      throw this.#error(
        `the string at character ${this.#at} has half of a surrogate pair`,
        "Unicode",
      );
    }
    this.#at = end + 1;
    return value;
  }

  /** The next character that is no space, "" at the end. */
  #peek(): string {
    while (
      this.#at < this.#text.length && " \t\n\r".includes(this.#text[this.#at])
    ) this.#at++;
    return this.#text.charAt(this.#at);
  }

  #take(character: string): boolean {
    const there = this.#peek() === character;
    if (there) this.#at++;
    return there;
  }

  #expect(character: string, expected = character): void {
    if (!this.#take(character)) this.#fail(expected);
  }

  #fail(expected: string): never {
    const point = this.#text.codePointAt(this.#at);
    throw this.#error(
      `character ${this.#at} is ${
        point === undefined
          ? "beyond the end"
          : quote(String.fromCodePoint(point))
      }`,
      expected,
    );
  }

  #error(problem: string, expected: string): SyntaxError {
    return new SyntaxError(
      `decodeSafetensors: ${this.#where}: ${problem}, expected ${expected}`,
    );
  }
}
