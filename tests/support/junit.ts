/**
 * Reads and merges the JUnit reports of `deno test`.
 *
 * @module
 */

/** What became of one test or test step. */
export interface Outcome {
  /** The file that registers it, which may be a helper; of an example, with its lines. */
  suite: string;
  /** The test's name; of a step, the names down to it with " > " between. */
  name: string;
  /** How it ended. */
  status: "passed" | "failed" | "skipped";
  /** Whether it is a step of a test that is listed too. */
  step: boolean;
}

/** Real counts, tests only: a step counts where it is skipped, since then its test did less. */
export interface Counts {
  /** Tests that passed. */
  passed: number;
  /** Tests that failed. */
  failed: number;
  /** Tests and steps that were skipped. */
  skipped: number;
}

const entities: Record<string, string> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
};

function unescape(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (all, hex, decimal, name) => {
      if (name) return entities[name] ?? all;
      return String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal));
    },
  );
}

function attribute(attributes: string, name: string): string | undefined {
  const match = attributes.match(new RegExp(`(?:^|\\s)${name}="([^"]*)"`));
  return match ? unescape(match[1]) : undefined;
}

/**
 * Reads one report. Tests that a `--filter` left out are left out here too.
 *
 * @param xml What `deno test --junit-path` wrote: "<" and ">" are escaped in its attributes and texts.
 * @throws {SyntaxError} When the report is cut short or is none.
 */
export function readReport(xml: string): Outcome[] {
  if (
    !/<testsuites\b/.test(xml) ||
    !/<\/testsuites>\s*$|<testsuites\b[^>]*\/>\s*$/.test(xml)
  ) {
    throw new SyntaxError(
      `The test report is cut short: it ends with "${xml.slice(-40)}"`,
    );
  }
  const outcomes: Outcome[] = [];
  for (
    const [, attributes, body] of xml.matchAll(
      /<testcase\b([^>]*?)(?:\/>|>(.*?)<\/testcase>)/gs,
    )
  ) {
    const suite = attribute(attributes, "classname"),
      name = attribute(attributes, "name");
    if (suite === undefined || name === undefined) {
      throw new SyntaxError(
        `A test case of the report has no name: "${attributes.trim()}"`,
      );
    }
    const skipped = /<skipped\b/.test(body ?? "");
    if (skipped && attribute(attributes, "time") === undefined) continue; // filtered out
    const failed = /<(?:failure|error)\b/.test(body ?? "");
    const status = failed ? "failed" : skipped ? "skipped" : "passed";
    outcomes.push({ suite, name, status, step: false });
  }
  // Only the name tells a step: that of its test, " > ", its own.
  const tests = new Set(outcomes.map(({ suite, name }) => `${suite}\n${name}`));
  for (const outcome of outcomes) {
    const parts = outcome.name.split(" > ");
    outcome.step = parts.some((_, index) =>
      index > 0 &&
      tests.has(`${outcome.suite}\n${parts.slice(0, index).join(" > ")}`)
    );
  }
  return outcomes;
}

/**
 * Lists the modules that failed outside their tests, which no report mentions: they drop out of it
 * with all their tests.
 *
 * @param output What `deno test` printed, with or without colours.
 */
export function uncaughtErrors(output: string): string[] {
  // deno-lint-ignore no-control-regex
  const plain = output.replace(/\x1b\[[\d;]*m/g, "");
  const lines = plain.matchAll(/^(\S+) \(uncaught error\)\r?$/gm);
  return [...new Set([...lines].map(([, module]) => module))];
}

/** Counts the outcomes of one or more reports. */
export function count(outcomes: readonly Outcome[]): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { status, step } of outcomes) {
    if (!step || status === "skipped") counts[status]++;
  }
  return counts;
}

/** The last line of a run: "12 passed, 0 failed", with ", 3 skipped" where some were. */
export function summary({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${
    skipped > 0 ? `, ${skipped} skipped` : ""
  }`;
}
