/**
 * Finds the Vulkan drivers of this machine, and installs a software one where there is none.
 *
 * With two drivers listed every `requestAdapter` gives the same adapter, so whoever wants them all
 * starts one child process per driver with {@linkcode Driver.env}. Run as a script it makes sure
 * of an adapter and lists what there is.
 *
 * @module
 */

/** A driver that gave an adapter, and how to reach it. */
export interface Driver {
  /** What the adapter calls itself: "llvmpipe (LLVM 15.0.6, 256 bits)". */
  name: string;
  /** Whether the adapter computes on the CPU. */
  software: boolean;
  /** The environment variables that make it the only one a child process sees. */
  env: Record<string, string>;
}

const folders = [
  "usr/local/share/vulkan/icd.d",
  "usr/local/etc/vulkan/icd.d",
  "usr/share/vulkan/icd.d",
  "etc/vulkan/icd.d",
];

// Browsers bring SwiftShader along; the loader does not look there.
const swiftShaders = [
  "usr/lib/chromium/vk_swiftshader_icd.json",
  "opt/google/chrome/vk_swiftshader_icd.json",
];

const packages = ["libvulkan1", "mesa-vulkan-drivers"];

/** The one command that gives a Debian machine an adapter. */
export const installCommand =
  `sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends ${
    packages.join(" ")
  }'`;

/**
 * Lists the driver manifests (ICD files) that are installed, whether or not their driver works.
 *
 * @param root The folder that holds `usr` and `etc`.
 * @returns Absolute paths, in the order of the folders and then of the names.
 */
export function manifests(root = "/"): string[] {
  const base = root.endsWith("/") ? root : `${root}/`;
  const found: string[] = [];
  for (const folder of folders) {
    const names = [...entries(base + folder)].filter((name) =>
      name.endsWith(".json")
    );
    found.push(...names.sort().map((name) => `${base}${folder}/${name}`));
  }
  for (const file of swiftShaders) {
    const cut = file.lastIndexOf("/");
    if ([...entries(base + file.slice(0, cut))].includes(file.slice(cut + 1))) {
      found.push(base + file);
    }
  }
  return found;
}

function* entries(folder: string): Generator<string> {
  try {
    for (const entry of Deno.readDirSync(folder)) yield entry.name;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/**
 * Keeps one driver of each adapter, hardware before software and otherwise in the order given.
 *
 * @param found What the manifests gave; two manifests may lead to one adapter.
 */
export function distinct(found: readonly Driver[]): Driver[] {
  const byName = new Map<string, Driver>();
  for (const driver of found) {
    if (!byName.has(driver.name)) byName.set(driver.name, driver);
  }
  return [...byName.values()].sort((a, b) =>
    Number(a.software) - Number(b.software)
  );
}

let runtimeFolder: string | undefined;

/** The variables for every child that uses WebGPU: a private folder silences the Vulkan loader. */
export function quietLoader(): Record<string, string> {
  if (Deno.env.get("XDG_RUNTIME_DIR")) return {};
  if (runtimeFolder === undefined) {
    const folder = runtimeFolder = Deno.makeTempDirSync({ prefix: "ticks-" });
    addEventListener(
      "unload",
      () => Deno.removeSync(folder, { recursive: true }),
    );
  }
  return { XDG_RUNTIME_DIR: runtimeFolder };
}

/** Asks a child process which adapter it gets with these variables; null where it gets none. */
async function probe(env: Record<string, string>): Promise<Driver | null> {
  const code = `const adapter = await navigator.gpu?.requestAdapter();
    const info = adapter?.info;
    console.log(JSON.stringify(info
      ? { name: info.description || [info.vendor, info.device].join(" "),
          software: info.isFallbackAdapter }
      : null));`;
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-config", "--no-lock", code],
    env,
    stdin: "null",
    stderr: "null",
    signal: AbortSignal.timeout(30_000), // a driver may hang
  }).output();
  if (!success) return null;
  const adapter = JSON.parse(new TextDecoder().decode(stdout)) as
    | Omit<Driver, "env">
    | null;
  return adapter && { ...adapter, env };
}

/** The manifests that the user lists in the loader's own variable. */
function listedManifests(): string[] | undefined {
  const list = Deno.env.get("VK_DRIVER_FILES") ??
    Deno.env.get("VK_ICD_FILENAMES");
  return list?.split(":").filter((file) => file !== "");
}

/** Finds every driver that gives an adapter: on Linux Vulkan's, elsewhere the system's own. */
export async function findDrivers(): Promise<Driver[]> {
  if (Deno.build.os !== "linux") {
    const driver = await probe({});
    return driver ? [driver] : [];
  }
  // Without a backend named, wgpu falls back to OpenGL, which is llvmpipe once more.
  const common = { ...quietLoader(), DENO_WEBGPU_BACKEND: "vulkan" };
  const listed = listedManifests();
  const files = listed ?? manifests();
  const found = await Promise.all(files.map((file) =>
    // The second name is for loaders before 1.3.207 (Debian 11).
    probe({ ...common, VK_DRIVER_FILES: file, VK_ICD_FILENAMES: file })
  ));
  if (
    listed === undefined && !found.some((driver) => driver?.software === false)
  ) {
    const unlisted = await probe(common); // the loader may know a folder that we do not
    if (unlisted?.software === false) found.push(unlisted);
  }
  return distinct(found.filter((driver) => driver !== null));
}

/**
 * Finds the drivers, and where there is none installs Mesa's llvmpipe: as root with `apt-get`;
 * otherwise it prints the command to run.
 *
 * @returns The drivers, none when nothing could be installed.
 */
export async function ensureDrivers(): Promise<Driver[]> {
  const drivers = await findDrivers();
  if (drivers.length > 0) return drivers;
  const listed = listedManifests();
  if (listed !== undefined) {
    console.log(`no Vulkan adapter from VK_DRIVER_FILES=${listed.join(":")}`);
  } else if (
    Deno.build.os === "linux" && Deno.uid() === 0 &&
    await aptGet(["--version"], "null")
  ) {
    const names = packages.join(" and ");
    console.log(`no Vulkan adapter: installing ${names} with apt-get`);
    const install = ["install", "-y", "--no-install-recommends", ...packages];
    // A fresh machine has no package lists, an old one stale lists: hence the second try.
    const done = await aptGet(install, "null") ||
      await aptGet(["update"], "inherit") && await aptGet(install, "inherit");
    const installed = done ? await findDrivers() : [];
    if (installed.length === 0) console.log("that brought no Vulkan adapter");
    return installed;
  } else {
    console.log("no Vulkan adapter; on Debian or Ubuntu this brings one:");
    console.log(`  ${installCommand}`);
  }
  return [];
}

/** Runs `apt-get`; false when it is missing or fails. */
async function aptGet(
  args: string[],
  output: "null" | "inherit",
): Promise<boolean> {
  const options = ["DPkg::Lock::Timeout=120", "Dpkg::Use-Pty=0"];
  try {
    const { success } = await new Deno.Command("apt-get", {
      args: ["-qq", ...options.flatMap((option) => ["-o", option]), ...args],
      env: { DEBIAN_FRONTEND: "noninteractive" },
      stdin: "null",
      stdout: output,
      stderr: output,
    }).spawn().status;
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

if (import.meta.main) {
  const drivers = await ensureDrivers();
  for (const { name, software } of drivers) {
    console.log(`${name}${software ? " (software)" : ""}`);
  }
  if (drivers.length === 0) Deno.exit(1);
}
