/** A running Deno kernel: starts it, has it execute code, ends it. */

import type { JupyterMessage } from "./jupyter_message.ts";
import { KernelChannels } from "./kernel_channels.ts";
import {
  KernelError,
  KernelProcess,
  type ProcessOptions,
} from "./kernel_process.ts";
import { preparation } from "./in_kernel/mod.ts";
import { rest } from "./in_kernel/rest.ts";
import { OutputMarker } from "./output_marker.ts";

/** How to execute one piece of code. */
export interface ExecuteOptions {
  /** Gets every message of the output channel, in order, until the next execution. */
  onOutput?: (message: JupyterMessage) => void;
  /** While timers are pending, the code gets so many milliseconds more before its output ends. Default: 0. */
  grace?: number;
  /** Gives up waiting; the kernel goes on until it is closed. */
  signal?: AbortSignal;
}

const START_TIME = 60_000;
const ATTEMPTS = 3;

/** What all execute requests have in common; these fields are those of a silent one. */
const EXECUTE = {
  silent: true,
  store_history: false,
  user_expressions: {},
  allow_stdin: false,
  stop_on_error: true,
};

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
  readonly #channels: KernelChannels;
  #forward: (message: JupyterMessage) => void = () => {};

  private constructor(process: KernelProcess, channels: KernelChannels) {
    this.#process = process;
    this.#channels = channels;
  }

  /**
   * Starts a kernel and waits until it answers.
   *
   * @throws {KernelError} where none can be started, with what it wrote to standard error.
   */
  static async start(options: ProcessOptions = {}): Promise<Kernel> {
    for (let attempt = 1;; attempt++) {
      const process = new KernelProcess(options);
      const kernel = new Kernel(process, new KernelChannels(process));
      try {
        await kernel.#connect();
        return kernel;
      } catch (error) {
        await kernel.close();
        // Another process may have taken one of the ports meanwhile.
        const taken = process.stderr.includes("in use");
        if (!taken || attempt === ATTEMPTS) throw error;
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
    this.#forward = options.onOutput ?? (() => {});
    return await this.#channels.race(
      this.#executeAll(code, options.grace ?? 0),
      options.signal,
    );
  }

  /** Ends the kernel and removes what it needed; waits until that is done. */
  async close(): Promise<void> {
    this.#process.kill();
    this.#channels.close();
    await this.#process.ended();
  }

  /** The same as `close`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #connect(): Promise<void> {
    const late = AbortSignal.timeout(START_TIME);
    try {
      await this.#channels.connect(late);
      let heard = false;
      this.#channels.onOutput = () => heard = true;
      // The kernel may answer before it knows of the subscription: ask until the channel is heard.
      while (!heard) {
        await this.#channels.race(this.#silently("undefined;"), late);
        if (!heard) await delay(10);
      }
      this.#channels.onOutput = (message) => this.#receive(message);
      await this.#channels.race(this.#prepare(), late);
    } catch (error) {
      if (!late.aborted) throw error;
      throw new KernelError(
        `the kernel did not answer within ${START_TIME / 1000} s of its start`,
        this.stderr,
        { cause: error },
      );
    }
  }

  async #prepare(): Promise<void> {
    const { folder } = this.#process;
    const { status, evalue } = await this.#silently(
      preparation({ pid: Deno.pid, folder }),
    );
    if (status === "ok") return;
    throw new KernelError(
      `the kernel could not be prepared: ${evalue}`,
      this.stderr,
    );
  }

  /** Takes a message of the output channel; windows of output get a receipt, see `in_kernel/`. */
  #receive(message: JupyterMessage): void {
    if (message.header.msg_type !== "ticks_window") this.#forward(message);
    else this.#process.confirm(Number(message.content.number));
  }

  async #executeAll(
    code: string,
    grace: number,
  ): Promise<Record<string, unknown>> {
    const reply = await this.#channels.request("execute_request", {
      ...EXECUTE,
      code,
      silent: false,
      store_history: true,
    });
    if (grace > 0 && reply.status === "ok") await this.#silently(rest(grace));
    await this.#flushOutput();
    return reply;
  }

  /** Waits until all output has arrived: see the class. */
  async #flushOutput(): Promise<void> {
    const forward = this.#forward;
    const marker = new OutputMarker(forward);
    this.#forward = (message) => marker.receive(message);
    await this.#silently(marker.code);
    for (;;) {
      const now = performance.now();
      const left = marker.timeLeft(now, this.#channels.lastOutput);
      if (left <= 0) break;
      await delay(Math.min(left, 10));
    }
    this.#forward = forward;
  }

  /** Executes code that counts as no execution. */
  #silently(code: string): Promise<Record<string, unknown>> {
    return this.#channels.request("execute_request", { ...EXECUTE, code });
  }
}

function delay(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
