/**
 * Runs all tests and examples on every device present: `deno task test`.
 *
 * It makes sure of a Vulkan adapter, starts one `deno test` per driver, merges their reports, names
 * what was skipped and what failed, and ends with the line `N passed, N failed`. Paths and options
 * of `deno test` (`--filter`) go to each child; `--long` generates many more cases.
 *
 * @module
 */

import {
  count,
  type Outcome,
  readReport,
  summary,
  uncaughtErrors,
} from "./support/junit.ts";
import {
  type Child,
  findTestFiles,
  plan,
  readArguments,
} from "./support/plan.ts";
import { ensureDrivers, quietLoader } from "./support/vulkan.ts";

interface Result extends Outcome {
  label: string;
}

const terminal = Deno.stdout.writable.getWriter();

async function run(
  child: Child,
  report: string,
  again = false,
): Promise<Result[]> {
  const { label, env, args: [command, ...rest] } = child;
  console.log(`\n== ${label}: ${env.TICKS_DEVICES}`);
  const process = new Deno.Command(Deno.execPath(), {
    args: [command, `--junit-path=${report}`, ...rest],
    env: { ...quietLoader(), ...env },
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let output = "";
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of process.stdout) {
      output += decoder.decode(chunk, { stream: true });
      await terminal.write(chunk);
    }
  })();
  const { code } = await process.status;
  // A process that a test left behind may keep the pipe open.
  const grace = new Promise((resolve) => setTimeout(resolve, 1000));
  await Promise.race([reading, grace]);
  const failure = (suite: string, name: string): Result => {
    return { label, suite, name, status: "failed", step: false };
  };
  let results: Result[];
  try {
    results = readReport(await Deno.readTextFile(report))
      .map((outcome) => ({ ...outcome, label }));
  } catch (error) {
    const { message } = error as Error;
    return [failure("deno test", `status ${code} and no report (${message})`)];
  }
  if (code !== 0) {
    for (const module of uncaughtErrors(output)) {
      results.push(failure(module, "(uncaught error)"));
    }
    const failed = results.some(({ status }) => status === "failed");
    // A software driver can crash when its process ends, after the last test: seen once in thirty runs of
    // llvmpipe ("double free or corruption"). Everything is run again then, and must end well.
    if (!failed && code > 128 && !again) {
      console.log(
        `\n${label}: all passed, but it ended with status ${code}; once more`,
      );
      return await run(child, report, true);
    }
    if (!failed) {
      results.push(
        failure("deno test", `status ${code}, reporting no failure`),
      );
    }
  }
  return results;
}

function list(title: string, results: Result[]): void {
  if (results.length > 0) console.log(`\n${title}:`);
  for (const { suite, name, label } of results) {
    console.log(`  ${suite}: ${name} [${label}]`);
  }
}

Deno.chdir(new URL("..", import.meta.url));
const request = readArguments(Deno.args);
const drivers = await ensureDrivers();
if (drivers.length === 0 && Deno.env.get("CI") === "true") {
  console.log(
    "no tests ran: in CI (CI=true) a missing Vulkan adapter is a failure",
  );
  Deno.exit(1);
}
const folder = Deno.makeTempDirSync({ prefix: "ticks-" });
const results: Result[] = [];
try {
  for (
    const [index, child] of plan(drivers, findTestFiles("."), request).entries()
  ) {
    results.push(...await run(child, `${folder}/${index}.xml`));
  }
} finally {
  Deno.removeSync(folder, { recursive: true });
}
list("skipped", results.filter(({ status }) => status === "skipped"));
list("failed", results.filter(({ status }) => status === "failed"));
if (drivers.length === 0) {
  console.log("\nno Vulkan adapter: only the CPU device was tested");
}
const counts = count(results);
if (counts.passed + counts.failed === 0) console.log("\nno test ran");
console.log(`\n${summary(counts)}`);
Deno.exit(counts.failed > 0 || counts.passed === 0 ? 1 : 0);
