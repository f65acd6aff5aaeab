/**
 * JupyterLab or Notebook 7 served on a free port of this machine, with a token. The server ends with its kernels
 * on every way out of this process.
 *
 * @module
 */

import type { Installed } from "./install.ts";

const startTime = 60_000;

/**
 * Runs a command until its standard input ends: that happens however we end, be it killed. Asked to end, the server
 * ends its kernels first.
 */
const untilInputEnds = `exec 3<&0
"$@" 3<&- &
server=$!
{ cat <&3; kill $server; } >/dev/null 2>&1 &
wait $server`;

/** Where the front ends find things out about the world; ours must not. */
const settings = {
  "@jupyterlab/apputils-extension:notification": {
    fetchNews: "false",
    checkForUpdates: false,
  },
};

/** A front end that can be served. */
export interface FrontEnd {
  /** What it is called. */
  name: string;
  /** The sub-command of `jupyter` that serves it. */
  command: string;
  /** The name of its application, as options of the server begin. */
  application: string;
  /** Where it shows a notebook. */
  path: string;
}

/** The two that are tried. Each has a server of its own: one for both mixes up their fonts (jupyter_server 2.21). */
export const frontEnds: FrontEnd[] = [{
  name: "JupyterLab",
  command: "lab",
  application: "LabApp",
  path: "lab/tree",
}, {
  name: "Notebook 7",
  command: "notebook",
  application: "JupyterNotebookApp",
  path: "notebooks",
}];

/** A running server. */
export class JupyterServer implements AsyncDisposable {
  /** What it serves. */
  readonly frontEnd: FrontEnd;
  /** Its folder of notebooks. */
  readonly folder: string;
  /** Its address, without a slash at the end. */
  readonly url: string;
  readonly #token = crypto.randomUUID();
  readonly #child: Deno.ChildProcess;
  #printed = "";

  private constructor(
    installed: Installed,
    frontEnd: FrontEnd,
    folder: string,
  ) {
    this.frontEnd = frontEnd;
    this.folder = folder;
    const port = freePort();
    this.url = `http://127.0.0.1:${port}`;
    const args = [
      ...[frontEnd.command, "--no-browser", "--allow-root"],
      `--ServerApp.root_dir=${folder}`,
      ...["--ServerApp.ip=127.0.0.1", `--ServerApp.port=${port}`],
      "--ServerApp.port_retries=0",
      `--${frontEnd.application}.expose_app_in_browser=True`,
      "--LabApp.extension_manager=readonly",
    ];
    this.#child = new Deno.Command("sh", {
      args: ["-c", untilInputEnds, "sh", `${installed.bin}/jupyter`, ...args],
      // The token here and not among the arguments, which all users of the machine can read.
      env: { ...installed.env, JUPYTER_TOKEN: this.#token },
      stdin: "piped",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    this.#readErrors();
  }

  /** Starts a server that sees the notebooks of a folder, and waits until it answers. */
  static async start(
    installed: Installed,
    frontEnd: FrontEnd,
    folder: string,
  ): Promise<JupyterServer> {
    const config = installed.env.JUPYTER_CONFIG_DIR;
    // What an earlier run has chosen and opened there is forgotten.
    await Deno.remove(config, { recursive: true }).catch(() => {});
    await Deno.mkdir(`${config}/labconfig`, { recursive: true });
    await Deno.writeTextFile(
      `${config}/labconfig/default_setting_overrides.json`,
      JSON.stringify(settings),
    );
    const server = new JupyterServer(installed, frontEnd, folder);
    try {
      await server.#answers();
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The address of a notebook in its folder, which lets a browser in; nothing opened before opens again. */
  address(file: string): string {
    return `${this.url}/${this.frontEnd.path}/${file}?reset&token=${this.#token}`;
  }

  /** What the server wrote about itself, for messages about failures. */
  get log(): string {
    return this.#printed;
  }

  /** Ends the server and its kernels, and waits until that is done. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.stdin.close();
    await this.#child.status;
  }

  async #answers(): Promise<void> {
    let ended = false;
    this.#child.status.then(() => ended = true);
    const late = performance.now() + startTime;
    while (!ended && performance.now() < late) {
      const headers = { Authorization: `token ${this.#token}` };
      const answer = await fetch(`${this.url}/api/status`, { headers })
        .catch(() => undefined);
      await answer?.body?.cancel();
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the Jupyter server does not answer:\n${this.log}`);
  }

  async #readErrors(): Promise<void> {
    const text = this.#child.stderr.pipeThrough(new TextDecoderStream());
    for await (const chunk of text) {
      this.#printed = (this.#printed + chunk).slice(-1e5);
    }
  }
}

/** A port that was free a moment ago. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
