/** A running Deno kernel: starts it, has it execute code, ends it. */

import { type JupyterMessage, MessageCodec } from "./jupyter_message.ts";
import {
  KernelError,
  KernelProcess,
  type ProcessOptions,
} from "./kernel_process.ts";
import { OutputMarker, PREPARE_MARKS } from "./output_marker.ts";
import { ZmtpSocket } from "./zmtp.ts";

/** How to execute one piece of code. */
export interface ExecuteOptions {
  /** Gets every message of the output channel, in order, until the code's last output. */
  onOutput?: (message: JupyterMessage) => void;
  /** Gives up waiting; the kernel goes on until it is closed. */
  signal?: AbortSignal;
}

const EXECUTE = {
  silent: true,
  store_history: false,
  user_expressions: {},
  allow_stdin: false,
  stop_on_error: true,
};
const START_TIME = 60_000;
const ATTEMPTS = 3;
/** Time for what a cell did not wait for, such as a short timer's output. */
const QUIET_TIME = 50;
/** Where the marker never comes (a cell may have replaced the streams), so long a silence will do. */
const SILENCE = 2_000;

/**
 * A Deno kernel, spoken to over Jupyter's protocol. End it with `close` or `await using`.
 *
 * **No output is lost.** The kernel sends output in a loop of its own, so it may arrive after the
 * reply and after the status `idle`, at which other clients stop. But the loop is first in, first
 * out: after each execution a silent request prints a marker to both streams, and when the markers
 * have arrived, so has everything before them.
 */
export class Kernel implements AsyncDisposable {
  readonly #process: KernelProcess;
  readonly #codec: MessageCodec;
  readonly #lost: Promise<never>;
  #shell!: ZmtpSocket;
  #iopub!: ZmtpSocket;
  #listener: (message: JupyterMessage) => void = () => {};
  #reading: Promise<void> = Promise.resolve();
  #lastOutput = 0;
  #closed = false;

  private constructor(process: KernelProcess, codec: MessageCodec) {
    this.#process = process;
    this.#codec = codec;
    this.#lost = process.status.then(async ({ code, signal }) => {
      // Its last outputs may still be on the way.
      await Promise.race([this.#reading, delay(500)]);
      throw new KernelError(
        `the kernel ended ${
          signal ? `by ${signal}` : `with exit status ${code}`
        }`,
        process.stderr,
      );
    });
    this.#lost.catch(() => {}); // nobody may be waiting
  }

  /**
   * Starts a kernel and waits until it answers.
   *
   * @throws {KernelError} where none can be started, with what it wrote to standard error.
   */
  static async start(options: ProcessOptions = {}): Promise<Kernel> {
    for (let attempt = 1;; attempt++) {
      const process = new KernelProcess(options);
      const kernel = new Kernel(
        process,
        await MessageCodec.create(process.key),
      );
      try {
        await kernel.#connect();
        return kernel;
      } catch (error) {
        await kernel.close();
        // Another process may have taken one of the ports meanwhile.
        const taken = process.stderr.includes("in use");
        if (taken && attempt < ATTEMPTS) continue;
        throw error;
      }
    }
  }

  /** The process's id. */
  get pid(): number {
    return this.#process.pid;
  }

  /** What the kernel wrote to its own standard error so far, without the noise. */
  get stderr(): string {
    return this.#process.stderr;
  }

  /**
   * Executes code, and gives the content of the kernel's reply when all output has arrived.
   *
   * @throws {KernelError} at once where the kernel ends meanwhile.
   */
  async execute(
    code: string,
    options: ExecuteOptions = {},
  ): Promise<Record<string, unknown>> {
    this.#listener = options.onOutput ?? (() => {});
    try {
      const work = this.#executeAll(code);
      work.catch(() => {}); // the signal may end the wait before it fails
      return await this.#race(work, options.signal);
    } finally {
      this.#listener = () => {};
    }
  }

  /** Ends the kernel and removes what it needed; waits until that is done. */
  async close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      this.#process.kill();
      this.#shell?.close();
      this.#iopub?.close();
    }
    await this.#process.end(0);
  }

  /** The same as `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #connect(): Promise<void> {
    const { shell, iopub } = this.#process.ports;
    const late = AbortSignal.timeout(START_TIME);
    this.#shell = await this.#dial(shell, "DEALER", late);
    this.#iopub = await this.#dial(iopub, "SUB", late);
    let heard = false;
    this.#listener = () => heard = true;
    this.#reading = this.#readOutput();
    // The kernel may answer before it knows of the subscription: ask until the channel is heard.
    while (!heard) {
      if (late.aborted) throw this.#slow();
      await this.#race(this.#silently(PREPARE_MARKS), late);
      if (!heard) await delay(10);
    }
  }

  async #dial(
    port: number,
    type: "DEALER" | "SUB",
    late: AbortSignal,
  ): Promise<ZmtpSocket> {
    for (;;) {
      try {
        return await this.#race(ZmtpSocket.connect(port, type), late);
      } catch (error) {
        if (error instanceof KernelError) throw error;
        if (late.aborted) throw this.#slow();
        await delay(20); // it does not listen yet
      }
    }
  }

  #slow(): KernelError {
    return new KernelError(
      `the kernel did not answer within ${START_TIME / 1000} s of its start`,
      this.stderr,
    );
  }

  async #executeAll(code: string): Promise<Record<string, unknown>> {
    const reply = await this.#request("execute_request", {
      ...EXECUTE,
      code,
      silent: false,
      store_history: true,
    });
    await this.#flushOutput();
    return reply;
  }

  /** Waits until all output has arrived: see the class. */
  async #flushOutput(): Promise<void> {
    const forward = this.#listener;
    const marker = new OutputMarker(forward);
    this.#listener = (message) => marker.receive(message);
    await this.#silently(marker.code);
    for (;;) {
      const rest = (marker.found ? QUIET_TIME : SILENCE) -
        (performance.now() - this.#lastOutput);
      if (rest <= 0) break;
      await delay(Math.min(rest, 10));
    }
    this.#listener = forward;
  }

  /** Executes code that counts as no execution. */
  async #silently(code: string): Promise<void> {
    await this.#request("execute_request", { ...EXECUTE, code });
  }

  /** Sends a request on the shell channel and waits for its reply. */
  async #request(
    type: string,
    content: Record<string, unknown>,
  ): Promise<Record<string, unknown>> {
    const { id, frames } = await this.#codec.encode(type, content);
    await this.#shell.send(frames);
    for (;;) {
      const reply = await this.#shell.receive();
      if (reply === null) return await this.#disconnected();
      const message = await this.#codec.decode(reply);
      if (message.parent.msg_id === id) return message.content;
    }
  }

  async #readOutput(): Promise<void> {
    for (;;) {
      const frames = await this.#iopub.receive();
      if (frames === null) return;
      const message = await this.#codec.decode(frames);
      this.#lastOutput = performance.now();
      this.#listener(message);
    }
  }

  /** The connection broke: mostly because the kernel ends, and then its exit status says more. */
  async #disconnected(): Promise<never> {
    await Promise.race([this.#lost, delay(1_000)]);
    throw new KernelError("the kernel closed the connection", this.stderr);
  }

  async #race<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    const abort = () => reject(signal?.reason);
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort);
    try {
      return await Promise.race([work, this.#lost, promise]);
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
