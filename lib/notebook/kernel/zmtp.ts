/**
 * Enough of ZeroMQ's wire protocol to talk to a Jupyter kernel: ZMTP 3.0 with NULL security over
 * TCP, as DEALER or SUB.
 *
 * Source of the protocol: https://rfc.zeromq.org/spec/23/
 */

const MORE = 1, LONG = 2, COMMAND = 4;
const encoder = new TextEncoder();

/** A frame as it travels: its flags and its bytes. */
interface Frame {
  flags: number;
  body: Uint8Array;
}

/** One connection to one ZeroMQ socket of a peer. */
export class ZmtpSocket implements Disposable {
  readonly #connection: Deno.TcpConn;
  #unread: Uint8Array = new Uint8Array(0);
  /** The tail of the queue of writes: a message's bytes must not interleave with another's. */
  #writing: Promise<void> = Promise.resolve();

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  /** Connects to a port of this machine and shakes hands; a SUB socket subscribes to everything. */
  static async connect(
    port: number,
    type: "DEALER" | "SUB",
  ): Promise<ZmtpSocket> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    const socket = new ZmtpSocket(connection);
    try {
      connection.setNoDelay(true);
      await socket.#handshake(type);
      // A subscription is a message: 1, then the prefix wanted, which is empty here.
      if (type === "SUB") await socket.send([Uint8Array.of(1)]);
    } catch (error) {
      socket.close();
      throw error;
    }
    return socket;
  }

  /** The frames of the next message, `null` when the peer has closed the connection. */
  async receive(): Promise<Uint8Array[] | null> {
    const frames: Uint8Array[] = [];
    for (;;) {
      const frame = await this.#readFrame();
      if (frame === null) return null;
      if (frame.flags & COMMAND) continue; // a peer may send PING and the like at any time
      frames.push(frame.body);
      if (!(frame.flags & MORE)) return frames;
    }
  }

  /** Sends a message of these frames. */
  send(frames: Uint8Array[]): Promise<void> {
    return this.#write(
      frames.flatMap((body, i) =>
        frameParts(i < frames.length - 1 ? MORE : 0, body)
      ),
    );
  }

  /** Closes the connection; a `receive` under way gives `null`. */
  close(): void {
    try {
      this.#connection.close();
    } catch {
      // closed already
    }
  }

  /** The same as `close`, for `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  async #handshake(type: string): Promise<void> {
    const greeting = new Uint8Array(64);
    greeting[0] = 0xff; // signature: ff, eight bytes, 7f
    greeting[9] = 0x7f;
    greeting[10] = 3; // version 3.0
    greeting.set(encoder.encode("NULL"), 12);
    await this.#write([greeting]);
    if (await this.#read(64) === null) throw closedEarly();
    const ready = concatenate([
      Uint8Array.of(5),
      encoder.encode("READY"),
      ...property("Socket-Type", type),
      ...property("Identity", ""),
    ]);
    await this.#write(frameParts(COMMAND, ready));
    if (await this.#readFrame() === null) throw closedEarly();
  }

  #write(parts: Uint8Array[]): Promise<void> {
    const bytes = concatenate(parts);
    this.#writing = this.#writing.then(async () => {
      for (let sent = 0; sent < bytes.length;) {
        sent += await this.#connection.write(bytes.subarray(sent));
      }
    });
    return this.#writing;
  }

  async #readFrame(): Promise<Frame | null> {
    const start = await this.#read(1);
    if (start === null) return null;
    const flags = start[0];
    const size = await this.#read(flags & LONG ? 8 : 1);
    if (size === null) return null;
    const length = flags & LONG
      ? Number(new DataView(size.buffer, size.byteOffset, 8).getBigUint64(0))
      : size[0];
    const body = await this.#read(length);
    return body === null ? null : { flags, body };
  }

  /** Exactly `length` bytes, `null` when the connection ends before. */
  async #read(length: number): Promise<Uint8Array | null> {
    if (this.#unread.length < length) {
      const parts = [this.#unread];
      let have = this.#unread.length;
      while (have < length) {
        const chunk = new Uint8Array(Math.max(1 << 16, length - have));
        const count = await this.#connection.read(chunk).catch(() => null);
        if (count === null) return null;
        parts.push(chunk.subarray(0, count));
        have += count;
      }
      this.#unread = concatenate(parts);
    }
    const bytes = this.#unread.slice(0, length);
    this.#unread = this.#unread.subarray(length);
    return bytes;
  }
}

/** The bytes of all parts, one after the other. */
function concatenate(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(
    parts.reduce((sum, part) => sum + part.length, 0),
  );
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

function frameParts(flags: number, body: Uint8Array): Uint8Array[] {
  if (body.length < 256) return [Uint8Array.of(flags, body.length), body];
  const head = new Uint8Array(9);
  head[0] = flags | LONG;
  new DataView(head.buffer).setBigUint64(1, BigInt(body.length));
  return [head, body];
}

/** A property of the READY command: the name after its length in one byte, the value in four. */
function property(name: string, value: string): Uint8Array[] {
  const size = new Uint8Array(4);
  new DataView(size.buffer).setUint32(0, value.length);
  return [
    Uint8Array.of(name.length),
    encoder.encode(name),
    size,
    encoder.encode(value),
  ];
}

const closedEarly = () =>
  new Deno.errors.ConnectionReset("the peer closed the connection too early");
