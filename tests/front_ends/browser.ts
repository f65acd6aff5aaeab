/**
 * Chromium, and visits to pages in it that note what must not happen: requests that leave this machine and
 * errors in the console.
 *
 * @module
 */

import { type Browser, chromium, type Page } from "playwright-core";
import { isNoise } from "./noise.ts";

/** How to visit a page. */
export interface VisitOptions {
  /** The only address that it may ask, `http://127.0.0.1:8888`; none for a page that lies on the disk. */
  origin?: string;
  /** The theme that the page is told to prefer; light if left out. */
  colorScheme?: "light" | "dark";
  /** The window's size in pixels. */
  viewport?: { width: number; height: number };
}

/** Starts Chromium, without a network but for this machine and with WebGL on the CPU. */
export function openBrowser(program: string): Promise<Browser> {
  return chromium.launch({
    executablePath: program,
    args: [
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
      "--use-angle=swiftshader",
      "--enable-unsafe-swiftshader",
      "--force-color-profile=srgb",
    ],
    // Chromium ends when the pipe to us does, so a signal need only end us.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

/** A page in a window of its own, with nothing kept from others. */
export class Visit implements AsyncDisposable {
  /** The page. */
  readonly page: Page;
  /** The addresses that it asked beyond its own. */
  readonly foreign: string[] = [];
  /** What went wrong in it, but for the noise of front ends. */
  readonly errors: string[] = [];

  private constructor(page: Page, own: (url: string) => boolean) {
    this.page = page;
    const ask = (url: string) => {
      if (!own(url)) this.foreign.push(url.slice(0, 200));
    };
    page.context().on("request", (request) => ask(request.url()));
    page.on("websocket", (socket) => ask(socket.url()));
    page.on("pageerror", (error) => this.#note(error.stack ?? error.message));
    page.on("crash", () => this.#note("the page has crashed"));
    page.on("console", (message) => {
      if (message.type() !== "error") return;
      this.#note(`${message.text()} (${message.location().url})`);
    });
  }

  /** Opens an empty page. */
  static async open(
    browser: Browser,
    { origin, ...options }: VisitOptions = {},
  ): Promise<Visit> {
    const context = await browser.newContext(options);
    if (origin === undefined) await context.setOffline(true);
    const own = origin === undefined ? /^(file|data|blob|about):/ : RegExp(
      `^(data:|blob:|about:|(http|ws)${RegExp.escape(origin.slice(4))}/)`,
    );
    return new Visit(await context.newPage(), (url) => own.test(url));
  }

  #note(text: string): void {
    if (!isNoise(text)) this.errors.push(text.split("\n")[0].slice(0, 300));
  }

  /** Closes the window. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.page.context().close();
  }
}
