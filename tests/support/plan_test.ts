import { assertEquals } from "@std/assert";
import { findTestFiles, plan, readArguments, usesDevices } from "./plan.ts";

const llvmpipe = {
  name: "llvmpipe",
  software: true,
  env: { VK_DRIVER_FILES: "/lvp.json" },
};
const swiftShader = {
  name: "SwiftShader",
  software: true,
  env: { VK_DRIVER_FILES: "/vk.json" },
};
const files = [
  { path: "tests/norm/layer_norm_test.ts", usesDevices: true },
  { path: "tests/norm_test.ts", usesDevices: false },
  { path: "tests/plot/figure_test.ts", usesDevices: false },
];
const nothing = { long: false, paths: [], options: [] };

Deno.test("readArguments sorts paths from options, and options from their values", () => {
  assertEquals(
    readArguments([
      "--long",
      "--",
      "./tests/norm/",
      "--filter",
      "layer norm",
      "--fail-fast",
      ".",
    ]),
    {
      long: true,
      paths: ["tests/norm", "."],
      options: ["--filter", "layer norm", "--fail-fast"],
    },
  );
  assertEquals(readArguments(["--filter=a b"]).options, ["--filter=a b"]);
  assertEquals(readArguments([]), nothing);
});

Deno.test("usesDevices sees an import of devices.ts from any depth", () => {
  assertEquals(usesDevices('import { devices } from "./devices.ts";'), true);
  assertEquals(
    usesDevices('import { devices } from "../../devices.ts";'),
    true,
  );
  assertEquals(
    usesDevices('import { devices } from "../lib/devices.ts";'),
    false,
  );
  assertEquals(usesDevices("// see devices.ts"), false);
});

Deno.test("findTestFiles finds tests in every folder but out/", () => {
  const root = Deno.makeTempDirSync();
  try {
    Deno.mkdirSync(`${root}/tests/norm`, { recursive: true });
    Deno.mkdirSync(`${root}/out`);
    Deno.writeTextFileSync(
      `${root}/tests/norm/b_test.ts`,
      'import {} from "../devices.ts";',
    );
    for (
      const path of ["tests/a_test.ts", "tests/devices.ts", "out/c_test.ts"]
    ) {
      Deno.writeTextFileSync(`${root}/${path}`, "");
    }
    assertEquals(findTestFiles(root), [
      { path: "tests/a_test.ts", usesDevices: false },
      { path: "tests/norm/b_test.ts", usesDevices: true },
    ]);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

Deno.test("plan runs all tests on the first driver, device tests on the others", () => {
  const options = ["--filter", "x"];
  assertEquals(
    plan([llvmpipe, swiftShader], files, { long: true, paths: [], options }),
    [
      {
        label: "llvmpipe",
        args: [
          "test",
          "-A",
          "--no-prompt",
          "--ignore=out",
          "--filter",
          "x",
          "--doc",
        ],
        env: {
          VK_DRIVER_FILES: "/lvp.json",
          TICKS_LONG: "1",
          TICKS_DEVICES: "cpu,webgpu",
        },
      },
      {
        label: "SwiftShader",
        args: [
          ...["test", "-A", "--no-prompt", "--ignore=out", "--filter", "x"],
          "tests/norm/layer_norm_test.ts",
        ],
        env: {
          VK_DRIVER_FILES: "/vk.json",
          TICKS_LONG: "1",
          TICKS_DEVICES: "webgpu",
        },
      },
    ],
  );
});

Deno.test("plan keeps to the paths that were asked for", () => {
  const children = plan([llvmpipe, swiftShader], files, {
    ...nothing,
    paths: ["tests/norm"],
  });
  assertEquals(children.map(({ args }) => args.at(-1)), [
    "tests/norm",
    "tests/norm/layer_norm_test.ts",
  ]);
  const plots = plan([llvmpipe, swiftShader], files, {
    ...nothing,
    paths: ["tests/plot"],
  });
  assertEquals(plots.map(({ label }) => label), ["llvmpipe"]);
});

Deno.test("plan tests the CPU alone where there is no driver", () => {
  const children = plan([], files, nothing);
  assertEquals(children.map(({ label, env }) => ({ label, env })), [
    { label: "CPU only", env: { TICKS_DEVICES: "cpu" } },
  ]);
});
