/**
 * Runs all tests and examples on every device present: `deno task test`.
 *
 * It makes sure of a Vulkan adapter, starts one `deno test` per driver, merges their reports, names
 * what was skipped and what failed, and ends with the line `N passed, N failed`. Paths and options
 * of `deno test` (`--filter`) go to each child; `--long` generates many more cases.
 *
 * @module
 */

import { count, type Outcome, readReport, summary } from "./support/junit.ts";
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

async function run(child: Child, report: string): Promise<Result[]> {
  console.log(`\n== ${child.label}: ${child.env.TICKS_DEVICES}`);
  const [command, ...rest] = child.args;
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: [command, `--junit-path=${report}`, ...rest],
    env: { ...quietLoader(), ...child.env },
    stdin: "null",
  }).spawn().status;
  const { label } = child;
  const failure = (suite: string, name: string): Result => ({
    label,
    suite,
    name,
    status: "failed",
    step: false,
  });
  let results: Result[];
  try {
    results = readReport(await Deno.readTextFile(report)).map((outcome) => ({
      ...outcome,
      label,
    }));
  } catch (error) {
    return [
      failure(
        "deno test",
        `exit status ${code} and no report (${(error as Error).message})`,
      ),
    ];
  }
  if (code !== 0) {
    // A module that fails outside its tests drops out of the report, with all its tests.
    const reported = new Set(
      results.map(({ suite }) => suite.replace(/^\.\//, "")),
    );
    const lost = child.files.filter((path) => !reported.has(path));
    results.push(
      ...lost.map((path) => failure(`./${path}`, "(failed outside its tests)")),
    );
    if (!results.some(({ status }) => status === "failed")) {
      results.push(
        failure(
          "deno test",
          `exit status ${code}, with no failure in its report`,
        ),
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
