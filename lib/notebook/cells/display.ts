/**
 * Shows values in a notebook, and waits until they are there.
 *
 * @module
 */

import { isKernel, sendDisplay } from "../../plot/jupyter.ts";
import { fitMessages } from "./display_limit.ts";
import { htmlText } from "../compare/html_text.ts";

/** What {@linkcode display} can be told. */
export interface DisplayOptions {
  /**
   * Metadata of the output, by MIME type: `{ "image/png": { alt: "A digit", width: 280 } }` describes a
   * picture and sets its size.
   */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Values under their MIME types. */
type Bundle = Record<string, unknown>;

/**
 * Shows a value in the middle of a cell as it would be shown at its end, and waits until it is out: the
 * kernel's own `display` loses what it is given late in a cell. It shows
 *
 * - what shows itself: figures, tensors, reports, {@linkcode markdown} and {@linkcode latex};
 * - texts, as they are; those too long for one message in several outputs;
 * - the bytes of a PNG or JPEG picture;
 * - values under their MIME types, `{ "text/html": "<b>bold</b>" }`;
 * - anything else as `console.log` does.
 *
 * Outside of a notebook it prints the text.
 *
 * @throws {RangeError} when it is too large for the connection to the kernel and no mere text
 * @throws {TypeError} when an option is unknown, or what shows itself gives no MIME types
 *
 * @example
 * ```ts
 * import { display, markdown } from "jsr:@ticks/ticks@^0.1/notebook";
 *
 * for (const rate of [0.1, 0.01]) {
 *   await display(markdown`Training with $\eta = ${rate}$`);
 * }
 * ```
 *
 * @example A picture with its description
 * ```ts
 * import { display } from "jsr:@ticks/ticks@^0.1/notebook";
 * import { line } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * const png = await line([3, 1, 2]).toPng();
 * await display(png, { metadata: { "image/png": { alt: "A loss that falls, then rises", width: 360 } } });
 * ```
 */
export async function display(
  value: unknown,
  options: DisplayOptions = {},
): Promise<void> {
  for (const name of Object.keys(options)) {
    if (name !== "metadata") {
      throw new TypeError(
        `display: options.${name} is not an option, expected metadata`,
      );
    }
  }
  const data = await bundleOf(value, options.metadata);
  if (!isKernel()) return console.log(textOf(data));
  if (Object.keys(data).length === 0) return; // it was sent already
  const metadata = { ...options.metadata };
  for (const part of fitMessages(data, metadata)) {
    await sendDisplay(part, metadata);
  }
}

/** A value in the forms that notebooks know. */
async function bundleOf(
  value: unknown,
  metadata: DisplayOptions["metadata"] = {},
): Promise<Bundle> {
  if (typeof value === "string") return { "text/plain": value };
  if (typeof value === "object" && value !== null) {
    const own = (value as Record<symbol, unknown>)[
      Symbol.for(
        "Jupyter.display",
      )
    ];
    if (typeof own === "function") return checkBundle(await own.call(value));
    if (value instanceof Uint8Array) {
      const type = pictureType(value);
      if (type) {
        const { alt = "A picture" } = (metadata[type] ?? {}) as Bundle;
        return { [type]: value.toBase64(), "text/plain": alt };
      }
    }
    if (isBundle(value)) return value;
  }
  return { "text/plain": Deno.inspect(value, { colors: false }) };
}

/** Whether all keys of a plain object are MIME types. */
function isBundle(value: object): value is Bundle {
  const keys = Object.keys(value);
  return [Object.prototype, null].includes(Object.getPrototypeOf(value)) &&
    keys.length > 0 &&
    keys.every((key) => /^[a-z]+\/[\w.+-]+$/.test(key));
}

function checkBundle(shown: unknown): Bundle {
  if (typeof shown === "object" && shown !== null) return shown as Bundle;
  throw new TypeError(
    `display: the value shows itself as ${
      shown === null ? "null" : typeof shown
    }, expected an object of MIME types such as { "text/plain": "..." }`,
  );
}

function pictureType(bytes: Uint8Array): string | undefined {
  const starts = (...start: number[]) => start.every((b, i) => bytes[i] === b);
  if (starts(0x89, 0x50, 0x4e, 0x47)) return "image/png";
  if (starts(0xff, 0xd8, 0xff)) return "image/jpeg";
}

/** What a terminal shows of it. */
function textOf(data: Bundle): string {
  const text = ["text/plain", "text/markdown", "text/latex"]
    .map((type) => data[type]).find((text) => typeof text === "string");
  if (text !== undefined) return String(text);
  const html = data["text/html"];
  return typeof html === "string"
    ? htmlText(html)
    : `[${Object.keys(data).join(", ")}]`;
}
