/**
 * Jupyter's messages: four JSON parts behind a delimiter and a signature.
 *
 * Source of the protocol: https://jupyter-client.readthedocs.io/en/stable/messaging.html
 */

import { concatenate } from "./zmtp.ts";

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
}

/** Signs the messages of one session and checks those that come. */
export class MessageCodec {
  readonly #key: CryptoKey;
  readonly #session = crypto.randomUUID();

  private constructor(key: CryptoKey) {
    this.#key = key;
  }

  /** Makes a codec with the key of the connection file. */
  static async create(key: string): Promise<MessageCodec> {
    return new MessageCodec(
      await crypto.subtle.importKey(
        "raw",
        encoder.encode(key),
        { name: "HMAC", hash: "SHA-256" },
        false,
        ["sign", "verify"],
      ),
    );
  }

  /** The frames of a request, and the id that its replies will have in `parent.msg_id`. */
  async encode(
    msg_type: string,
    content: Record<string, unknown>,
  ): Promise<{ id: string; frames: Uint8Array[] }> {
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
    const signature = new Uint8Array(
      await crypto.subtle.sign("HMAC", this.#key, concatenate(parts)),
    );
    return {
      id: header.msg_id,
      frames: [
        encoder.encode(DELIMITER),
        encoder.encode(signature.toHex()),
        ...parts,
      ],
    };
  }

  /**
   * The message in these frames.
   *
   * @throws {TypeError} where they hold no Jupyter message, or one that somebody else signed.
   */
  async decode(frames: Uint8Array[]): Promise<JupyterMessage> {
    const start = frames.findIndex((frame) =>
      frame.length === DELIMITER.length && decoder.decode(frame) === DELIMITER
    );
    if (start < 0 || frames.length < start + 6) {
      throw new TypeError(
        `a message of ${frames.length} frames came, expected ${DELIMITER}, a signature and 4 parts`,
      );
    }
    const parts = frames.slice(start + 2, start + 6);
    const valid = await crypto.subtle.verify(
      "HMAC",
      this.#key,
      Uint8Array.fromHex(decoder.decode(frames[start + 1])),
      concatenate(parts),
    );
    if (!valid) {
      throw new TypeError("a message came whose signature does not fit");
    }
    const [header, parent, metadata, content] = parts.map((part) =>
      JSON.parse(decoder.decode(part))
    );
    return { header, parent, metadata, content };
  }
}
