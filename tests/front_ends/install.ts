/**
 * Installs the front ends into a cache folder: JupyterLab and Notebook from PyPI, the Deno kernel by
 * `deno jupyter --install`, Chromium from Debian. The user's own Jupyter is not touched.
 *
 * @module
 */

import { run } from "./run_command.ts";

/** Where things are. */
export interface Installed {
  /** The folder of all that is kept between runs. */
  cache: string;
  /** The folder of the programs of the virtual environment: `jupyter`, `python`. */
  bin: string;
  /** Variables for every Jupyter program: its folders are in the cache. */
  env: Record<string, string>;
  /** The program of Chromium. */
  chromium: string;
}

const python = Deno.env.get("PYTHON") ?? "python3";
const requirements = new URL("requirements.txt", import.meta.url);
const browsers = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Installs what is not there yet, and says so. */
export async function install(): Promise<Installed> {
  const cache = cacheFolder();
  const bin = await jupyter(`${cache}/jupyter`);
  const home = `${cache}/home`;
  const data = await installKernel(home);
  return {
    cache,
    bin,
    env: {
      JUPYTER_DATA_DIR: data,
      JUPYTER_CONFIG_DIR: `${home}/.jupyter`,
      JUPYTER_RUNTIME_DIR: `${home}/runtime`,
      // Packages of the user's own Python would take the place of those installed here.
      PYTHONNOUSERSITE: "1",
    },
    chromium: await findChromium(),
  };
}

/** `$XDG_CACHE_HOME/ticks/front_ends`, where XDG_CACHE_HOME is `~/.cache` if not set. */
function cacheFolder(): string {
  const base = Deno.env.get("XDG_CACHE_HOME") ??
    `${Deno.env.get("HOME") ?? Deno.cwd()}/.cache`;
  return `${base}/ticks/front_ends`;
}

/** The environment of the front ends; made anew where the requirements or Python have changed. */
async function jupyter(folder: string): Promise<string> {
  const wanted = await run(python, ["--version"]) +
    await Deno.readTextFile(requirements);
  const stamp = `${folder}/installed.txt`;
  if (await readIfThere(stamp) !== wanted) {
    console.log(`installing JupyterLab and Notebook into ${folder}`);
    await makeEnvironment(folder, ["-r", requirements.pathname]);
    await Deno.writeTextFile(stamp, wanted);
  }
  return `${folder}/bin`;
}

/**
 * Makes a virtual environment, and replaces one that is there.
 *
 * @param packages what `pip install` is to install
 */
export async function makeEnvironment(
  folder: string,
  packages: string[],
): Promise<void> {
  // Debian's Python has `venv`, but not what that needs.
  const complete = await run(python, ["-c", "import ensurepip"])
    .then(() => true, () => false);
  if (!complete) await aptGet("python3-venv");
  await run(python, ["-m", "venv", "--clear", folder]);
  const pip = ["-m", "pip", "install", "--quiet", "--no-input"];
  const quiet = "--disable-pip-version-check";
  await run(`${folder}/bin/python`, [...pip, quiet, ...packages]);
}

/** Installs this Deno as a kernel; its command knows no folder but that of the user's home. */
async function installKernel(home: string): Promise<string> {
  await Deno.mkdir(home, { recursive: true });
  const data = `${home}/.local/share/jupyter`;
  await run(Deno.execPath(), ["jupyter", "--install", "--force"], {
    HOME: home,
    XDG_DATA_HOME: `${home}/.local/share`,
    JUPYTER_DATA_DIR: data,
  });
  const spec = `${data}/kernels/deno/kernel.json`;
  if (await readIfThere(spec) === undefined) {
    throw new Error(`deno jupyter --install has not written ${spec}`);
  }
  return data;
}

async function findChromium(): Promise<string> {
  const chosen = Deno.env.get("CHROMIUM");
  const found = await firstFile(chosen ? [chosen] : browsers);
  if (found) return found;
  if (chosen) throw new Error(`CHROMIUM is ${chosen}, which is no file`);
  await aptGet("chromium");
  const installed = await firstFile(browsers);
  if (installed) return installed;
  throw new Error(
    `no Chromium at ${browsers.join(", ")}: set CHROMIUM to its path`,
  );
}

/** Installs a package of Debian where that can be done; otherwise it says how to. */
async function aptGet(name: string): Promise<void> {
  const install = `apt-get install -y --no-install-recommends ${name}`;
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) {
    throw new Error(`${name} is missing; on Debian or Ubuntu: sudo ${install}`);
  }
  console.log(install);
  await run("sh", ["-c", `apt-get update -qq && ${install} -qq`], {
    DEBIAN_FRONTEND: "noninteractive",
  });
}

async function firstFile(paths: string[]): Promise<string | undefined> {
  for (const path of paths) {
    if (await Deno.stat(path).then(({ isFile }) => isFile, () => false)) {
      return path;
    }
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
