/**
 * Jupyter's messages: four JSON parts behind a delimiter and a signature.
 *
 * Source of the protocol: https://jupyter-client.readthedocs.io/en/stable/messaging.html
 */

import { createHmac, timingSafeEqual } from "node:crypto";

const DELIMITER = "<IDS|MSG>";
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The head of a message: what it is and whose. */
export interface MessageHeader {
  /** Identifies the message. */
  msg_id: string;
  /** Its type: `execute_request`, `stream`, `status` and so on. */
  msg_type: string;
  /** Identifies the client's session. */
  session: string;
  /** The user's name. */
  username: string;
  /** When it was made, ISO 8601. */
  date: string;
  /** The protocol's version. */
  version: string;
}

/** A message from a kernel. */
export interface JupyterMessage {
  /** Its head. */
  header: MessageHeader;
  /** The head of the request that it belongs to, empty where there is none. */
  parent: Partial<MessageHeader>;
  /** More about it. */
  metadata: Record<string, unknown>;
  /** What it says; the fields depend on `header.msg_type`. */
  content: Record<string, unknown>;
  /** How many bytes it had. */
  size: number;
}

/** Signs the messages of one session and checks those that come. */
export class MessageCodec {
  readonly #key: string;
  readonly #session = crypto.randomUUID();

  /** Makes a codec with the key of the connection file. */
  constructor(key: string) {
    this.#key = key;
  }

  /** The frames of a request, and the id that its replies will have in `parent.msg_id`. */
  encode(
    msg_type: string,
    content: Record<string, unknown>,
  ): { id: string; frames: Uint8Array[] } {
    const header: MessageHeader = {
      msg_id: crypto.randomUUID(),
      msg_type,
      session: this.#session,
      username: "ticks",
      date: new Date().toISOString(),
      version: "5.3",
    };
    const parts = [header, {}, {}, content].map((part) =>
      encoder.encode(JSON.stringify(part))
    );
    const frames = [encoder.encode(DELIMITER), this.#sign(parts), ...parts];
    return { id: header.msg_id, frames };
  }

  /**
   * The message in these frames.
   *
   * @throws {TypeError} where they hold no Jupyter message, or one that somebody else signed.
   */
  decode(frames: Uint8Array[]): JupyterMessage {
    const start = frames.findIndex((frame) =>
      frame.length === DELIMITER.length && decoder.decode(frame) === DELIMITER
    );
    if (start < 0 || frames.length < start + 6) {
      throw new TypeError(
        `a message of ${frames.length} frames came, expected ${DELIMITER}, a signature and 4 parts`,
      );
    }
    const parts = frames.slice(start + 2, start + 6);
    const [signature, expected] = [frames[start + 1], this.#sign(parts)];
    if (
      signature.length !== expected.length ||
      !timingSafeEqual(signature, expected)
    ) {
      throw new TypeError("a message came whose signature does not fit");
    }
    const [header, parent, metadata, content] = parts.map((part) =>
      JSON.parse(decoder.decode(part))
    );
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    return { header, parent, metadata, content, size };
  }

  /** The signature as it travels: hexadecimal digits. */
  #sign(parts: Uint8Array[]): Uint8Array {
    const hmac = createHmac("sha256", this.#key);
    for (const part of parts) hmac.update(part);
    return encoder.encode(hmac.digest("hex"));
  }
}
