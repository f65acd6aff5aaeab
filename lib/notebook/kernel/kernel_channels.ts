/** The two channels of a kernel that a runner needs: requests go to one, output comes from the other. */

import { type JupyterMessage, MessageCodec } from "./jupyter_message.ts";
import { KernelError, type KernelProcess } from "./kernel_process.ts";
import { ZmtpSocket } from "./zmtp.ts";

/** The channels to one kernel process; every wait ends at once where the kernel is lost. */
export class KernelChannels {
  /** Gets every message of the output channel. */
  onOutput: (message: JupyterMessage) => void = () => {};
  /** When the last message of the output channel came, by `performance.now()`. */
  lastOutput = 0;
  readonly #process: KernelProcess;
  readonly #codec: MessageCodec;
  readonly #lost = Promise.withResolvers<never>();
  #shell: ZmtpSocket | undefined;
  #iopub: ZmtpSocket | undefined;
  #reading: Promise<void> = Promise.resolve();

  /** Makes the channels to a process; `connect` opens them. */
  constructor(process: KernelProcess) {
    this.#process = process;
    this.#codec = new MessageCodec(process.key);
    this.#lost.promise.catch(() => {}); // nobody may be waiting
    process.status.then(async ({ code, signal }) => {
      // Its last outputs may still be on the way.
      await atMost(500, this.#reading);
      const killed = signal === "SIGKILL"
        ? ", as the system does for want of memory"
        : "";
      this.#lose(
        signal
          ? `ended by ${signal}${killed}`
          : `ended with exit status ${code}`,
      );
    });
  }

  /** Connects as soon as the kernel listens, until the signal says that it is too late. */
  async connect(late: AbortSignal): Promise<void> {
    const { shell, iopub } = this.#process.ports;
    this.#shell = await this.#dial(shell, "DEALER", late);
    this.#iopub = await this.#dial(iopub, "SUB", late);
    this.#reading = this.#readOutput(this.#iopub);
  }

  /** Sends a request and waits for the content of its reply. */
  async request(
    type: string,
    content: Record<string, unknown>,
  ): Promise<Record<string, unknown>> {
    const { id, frames } = this.#codec.encode(type, content);
    await this.#shell!.send(frames);
    for (;;) {
      const reply = await this.#shell!.receive();
      if (reply === null) {
        await this.#disconnected();
        return await this.#lost.promise;
      }
      const message = this.#codec.decode(reply);
      if (message.parent.msg_id === id) return message.content;
    }
  }

  /**
   * Waits for work with the kernel, and no longer than there is a kernel or the signal allows.
   *
   * @throws {KernelError} at once where the kernel is lost.
   */
  async race<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
    work.catch(() => {}); // it may fail when nobody waits any more
    const { promise, reject } = Promise.withResolvers<never>();
    const abort = () => reject(signal?.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort);
    try {
      return await Promise.race([work, this.#lost.promise, promise]);
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Closes both. */
  close(): void {
    this.#shell?.close();
    this.#iopub?.close();
  }

  async #dial(
    port: number,
    type: "DEALER" | "SUB",
    late: AbortSignal,
  ): Promise<ZmtpSocket> {
    for (;;) {
      try {
        return await this.race(ZmtpSocket.connect(port, type), late);
      } catch (error) {
        if (error instanceof KernelError || late.aborted) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20)); // it does not listen yet
      }
    }
  }

  async #readOutput(iopub: ZmtpSocket): Promise<void> {
    try {
      for (;;) {
        const frames = await iopub.receive();
        if (frames === null) break;
        const message = this.#codec.decode(frames);
        this.lastOutput = performance.now();
        this.onOutput(message);
      }
    } catch (cause) {
      // Seen where text was printed while a display of 6 MB or more was on its way.
      const what = "sent garbled output: display less than 2 MB at once";
      return this.#lose(what, cause);
    }
    void this.#disconnected();
  }

  /** The connection broke: mostly because the kernel ends, and then its exit status says more. */
  async #disconnected(): Promise<void> {
    await atMost(1_000, this.#lost.promise);
    this.#lose("closed the connection");
  }

  #lose(what: string, cause?: unknown): void {
    const { stderr } = this.#process;
    this.#lost.reject(new KernelError(`the kernel ${what}`, stderr, { cause }));
  }
}

/** Waits until a promise is settled, or so many milliseconds. */
async function atMost(time: number, promise: Promise<unknown>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, time);
  await Promise.race([promise, late]).catch(() => {});
  clearTimeout(timer);
}
