/**
 * Proves what there is to prove and prints it: `deno task proof`. With `--write` the page
 * `docs/proof.md` is written too, with `--check` compared.
 *
 * @module
 */

import { ensureDrivers } from "../support/vulkan.ts";
import { comparePages } from "./compare_pages.ts";
import { page, terminalText } from "./page.ts";
import { failuresOf, prove } from "./proof.ts";

function fail(message: string): never {
  console.log(message);
  Deno.exit(1);
}

Deno.chdir(new URL("../..", import.meta.url));
const [mode, ...others] = Deno.args;
if (others.length > 0 || ![undefined, "--write", "--check"].includes(mode)) {
  fail(
    `proof: ${
      Deno.args.join(" ")
    } is unknown, expected --write, --check or nothing`,
  );
}
const drivers = await ensureDrivers();
if (drivers.length === 0) {
  if (Deno.env.get("CI") === "true") {
    fail(
      "nothing is proven: in CI (CI=true) a missing Vulkan adapter is a failure",
    );
  }
  console.log("no Vulkan adapter: only the CPU device is measured");
}
const proof = await prove(drivers);
console.log(terminalText(proof));
const failures = failuresOf(proof);
if (failures.length > 0) {
  fail(`\n${failures.join("\n")}\n\n${failures.length} failures`);
}
const path = "docs/proof.md", fresh = page(proof);
if (mode === "--write") {
  await Deno.writeTextFile(path, fresh);
  console.log(`\n${path} is written`);
} else if (mode === "--check") {
  const onDisk = await Deno.readTextFile(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  });
  const { differences, remarks } = comparePages(onDisk, fresh);
  console.log(["", ...remarks].join("\n"));
  if (differences.length > 0) {
    fail(
      `${path} is not what comes out:\n${
        differences.join("\n")
      }\nwrite it with deno task proof --write`,
    );
  }
  console.log(`${path} is what comes out`);
}
