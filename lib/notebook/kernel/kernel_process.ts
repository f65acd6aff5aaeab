/** The operating system's side of a kernel: its process, its ports and its private folder. */

/** Why a kernel could not be started, or was lost. */
export class KernelError extends Error {
  /** What the kernel wrote to its standard error, without the noise; often empty. */
  readonly stderr: string;

  /** Makes the error with its message and the kernel's standard error. */
  constructor(message: string, stderr = "", options?: ErrorOptions) {
    super(message, options);
    this.name = "KernelError";
    this.stderr = stderr;
  }
}

/** The ports that a kernel listens to. */
export interface KernelPorts {
  /** Takes requests. */
  shell: number;
  /** Publishes output. */
  iopub: number;
}

/** Where and how a kernel runs. */
export interface ProcessOptions {
  /** Its working directory, where it finds `deno.json`; ours when left out. */
  cwd?: string;
  /** Variables added to its environment. */
  env?: Record<string, string>;
}

/** The signals that end a process, and that it can hear of. */
export const END_SIGNALS: Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];
/** Whether a kernel leads a group of processes, which end with it, and which Ctrl-C does not reach. */
const GROUPS = Deno.build.os !== "windows";
const STDERR_KEPT = 1 << 16;
const NOISE = /^(Warning "deno jupyter" is unstable.*|\s*)$/;

/** The kernels alive now; they must not outlive this process, however it ends. */
const alive = new Set<KernelProcess>();
const signalListeners = END_SIGNALS.map((signal) => ({
  signal,
  listener: () => {
    killAll();
    // The process then ends as it would have without our listener.
    for (const { signal, listener } of signalListeners) {
      Deno.removeSignalListener(signal, listener);
    }
    Deno.kill(Deno.pid, signal);
  },
}));

function killAll(): void {
  for (const process of alive) process.kill();
}

/**
 * An error that nobody catches ends this process without `unload`. Deno then ends its children, but
 * the folders would stay.
 */
function removeFolders(event: Event): void {
  if (event.defaultPrevented) return;
  for (const process of alive) process.removeFolder();
}

/** A `deno jupyter` process with its connection file in a folder that only this user can read. */
export class KernelProcess {
  /** The key that signs messages. */
  readonly key: string = crypto.randomUUID();
  /** Where to connect. */
  readonly ports: KernelPorts;
  /** How the process ended, once it has. */
  readonly status: Promise<Deno.CommandStatus>;
  /** The folder that only this user can read: for the connection file and receipts. */
  readonly folder: string;
  readonly #child: Deno.ChildProcess;
  readonly #stderrEnd: Promise<void>;
  #stderr = "";
  #ended = false;

  /** Starts the process; it listens to its ports a little later. */
  constructor(options: ProcessOptions = {}) {
    const [shell, iopub, control, stdin, hb] = freePorts(5);
    this.ports = { shell, iopub };
    const prefix = `ticks-kernel-${Deno.pid}-`;
    this.folder = Deno.makeTempDirSync({ prefix });
    try {
      const file = `${this.folder}/connection.json`;
      const connection = {
        ip: "127.0.0.1",
        transport: "tcp",
        signature_scheme: "hmac-sha256",
        key: this.key,
        kernel_name: "deno",
        shell_port: shell,
        iopub_port: iopub,
        control_port: control,
        stdin_port: stdin,
        hb_port: hb,
      };
      Deno.writeTextFileSync(file, JSON.stringify(connection), { mode: 0o600 });
      this.#child = new Deno.Command(Deno.execPath(), {
        args: ["jupyter", "--kernel", "--conn", file],
        cwd: options.cwd,
        env: { NO_COLOR: "1", ...this.#runtimeFolder(), ...options.env },
        stdin: "null",
        stdout: "null",
        stderr: "piped",
        detached: GROUPS,
      }).spawn();
    } catch (error) {
      Deno.removeSync(this.folder, { recursive: true });
      const cwd = options.cwd ?? ".";
      throw new KernelError(
        `no kernel could be started in the folder ${cwd}: ${
          (error as Error).message
        }`,
        "",
        { cause: error },
      );
    }
    if (alive.size === 0) watchOurEnd();
    alive.add(this);
    this.#stderrEnd = this.#readStderr();
    this.status = this.#child.status.finally(() => this.#ended = true);
  }

  /** The process's id. */
  get pid(): number {
    return this.#child.pid;
  }

  /** What the process wrote to its standard error so far: the last 64 KiB, without the noise. */
  get stderr(): string {
    return this.#stderr.split("\n").filter((line) => !NOISE.test(line)).join(
      "\n",
    );
  }

  /** Tells the kernel that all output up to this window has come, see `in_kernel/`. */
  confirm(window: number): void {
    Deno.writeTextFileSync(`${this.folder}/receipt`, String(window));
  }

  /** Ends the process and what it started at once, and removes its folder. */
  kill(): void {
    if (!this.#ended) {
      try {
        Deno.kill(GROUPS ? -this.pid : this.pid, "SIGKILL");
      } catch {
        // ended this moment
      }
    }
    this.removeFolder();
    if (alive.delete(this) && alive.size === 0) unwatchOurEnd();
  }

  /** Waits until the process has ended and its standard error has been read. */
  async ended(): Promise<void> {
    await this.status;
    await this.#stderrEnd;
  }

  /** Removes the folder; a kernel that has started does without its connection file. */
  removeFolder(): void {
    try {
      Deno.removeSync(this.folder, { recursive: true });
    } catch {
      // removed already
    }
  }

  /** The Vulkan loader complains on standard error where this variable names no folder. */
  #runtimeFolder(): Record<string, string> {
    const folder = Deno.env.get("XDG_RUNTIME_DIR");
    try {
      if (folder && Deno.statSync(folder).isDirectory) return {};
    } catch {
      // named, but not there
    }
    return { XDG_RUNTIME_DIR: this.folder };
  }

  async #readStderr(): Promise<void> {
    const text = this.#child.stderr.pipeThrough(new TextDecoderStream());
    for await (const chunk of text) {
      this.#stderr = (this.#stderr + chunk).slice(-STDERR_KEPT);
    }
  }
}

function watchOurEnd(): void {
  globalThis.addEventListener("unload", killAll);
  globalThis.addEventListener("error", removeFolders);
  globalThis.addEventListener("unhandledrejection", removeFolders);
  for (const { signal, listener } of signalListeners) {
    Deno.addSignalListener(signal, listener);
  }
}

function unwatchOurEnd(): void {
  globalThis.removeEventListener("unload", killAll);
  globalThis.removeEventListener("error", removeFolders);
  globalThis.removeEventListener("unhandledrejection", removeFolders);
  for (const { signal, listener } of signalListeners) {
    Deno.removeSignalListener(signal, listener);
  }
}

/** Ports that were free a moment ago: another process may take one before the kernel does. */
function freePorts(count: number): number[] {
  const listeners = Array.from(
    { length: count },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const ports = listeners.map(({ addr }) => addr.port);
  for (const listener of listeners) listener.close();
  return ports;
}
