/**
 * Plans which tests run in which child process: all with the first driver, those that use devices
 * with each further one.
 *
 * @module
 */

import type { Driver } from "./vulkan.ts";

/** What was asked for on the command line. */
export interface Request {
  /** Whether many more cases are generated. */
  long: boolean;
  /** Files and folders to test; none for all. */
  paths: string[];
  /** Options for `deno test`, as they came. */
  options: string[];
}

/** A test file and whether it imports `tests/devices.ts`. */
export interface TestFile {
  /** The path, from the root of the repository. */
  path: string;
  /** Whether it tests on devices. */
  usesDevices: boolean;
}

/** One `deno test`. */
export interface Child {
  /** The driver's name, or "CPU only". */
  label: string;
  /** What follows `deno`, except for the report. */
  args: string[];
  /** Variables added to the environment. */
  env: Record<string, string>;
}

const takesValue = ["--filter", "--seed", "--retry", "--repeats", "--reporter"];

/** Sorts the arguments into `--long`, paths and options of `deno test`. */
export function readArguments(args: readonly string[]): Request {
  const request: Request = { long: false, paths: [], options: [] };
  for (let index = 0; index < args.length; index++) {
    const argument = args[index];
    if (argument === "--long") request.long = true;
    else if (argument === "--") continue;
    else if (!argument.startsWith("-")) request.paths.push(tidy(argument));
    else {
      request.options.push(argument);
      if (takesValue.includes(argument) && index + 1 < args.length) {
        request.options.push(args[++index]);
      }
    }
  }
  return request;
}

const tidy = (path: string) =>
  path.replace(/^(\.\/)+/, "").replace(/\/+$/, "") || ".";

/** Whether the text of a test file imports `tests/devices.ts`. */
export function usesDevices(text: string): boolean {
  return /^(import .*|\} )from "(\.\.?\/)+devices\.ts"/m.test(text);
}

/** Finds the test files under a folder, sorted, with paths relative to it. */
export function findTestFiles(root: string): TestFile[] {
  const found: TestFile[] = [];
  const visit = (folder: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(`${root}/${folder}`)) {
      if (isDirectory) {
        if (!/^(\.git|node_modules|out)$/.test(name)) {
          visit(`${folder}${name}/`);
        }
      } else if (name.endsWith("_test.ts")) {
        const path = folder + name;
        const text = Deno.readTextFileSync(`${root}/${path}`);
        found.push({ path, usesDevices: usesDevices(text) });
      }
    }
  };
  visit("");
  return found.sort((a, b) => a.path < b.path ? -1 : 1);
}

/**
 * Plans one child per driver, and one for the CPU alone where there is no driver.
 *
 * @param drivers The drivers, the one for all tests first.
 * @param files Every test file.
 * @param request What was asked for.
 */
export function plan(
  drivers: readonly Driver[],
  files: readonly TestFile[],
  request: Request,
): Child[] {
  const asked = files.filter(({ path }) =>
    request.paths.length === 0 ||
    request.paths.some((asked) =>
      asked === "." || path === asked || path.startsWith(`${asked}/`)
    )
  );
  const long: Record<string, string> = request.long ? { TICKS_LONG: "1" } : {};
  const test = [
    "test",
    "-A",
    "--no-prompt",
    "--ignore=out",
    ...request.options,
  ];
  const first: Child = {
    label: drivers[0]?.name ?? "CPU only",
    args: [...test, "--doc", ...request.paths],
    env: {
      ...drivers[0]?.env,
      ...long,
      TICKS_DEVICES: drivers.length > 0 ? "cpu,webgpu" : "cpu",
    },
  };
  const onDevices = asked.filter((file) => file.usesDevices).map(({ path }) =>
    path
  );
  const further = onDevices.length === 0
    ? []
    : drivers.slice(1).map((driver): Child => ({
      label: driver.name,
      args: [...test, ...onDevices],
      env: { ...driver.env, ...long, TICKS_DEVICES: "webgpu" },
    }));
  return [first, ...further];
}
