/**
 * Compiles AssemblyScript: each `NAME.assembly.ts` in `lib` to WebAssembly, in base64 lines as `NAME.wasm.base64`
 * beside it. What several share lies in a `NAME.inline.ts`.
 *
 * @module
 */

import asc from "assemblyscript/asc";

/** The package's folder. */
const root = new URL("../", import.meta.url);

const options = [
  "--runtime=stub", // no memory of its own: it works on addresses that it is given
  "--noAssert",
  "--optimizeLevel=3",
  "--shrinkLevel=0",
  "--converge",
  "--enable=simd,threads,relaxed-simd",
  "--importMemory",
  "--sharedMemory",
  "--initialMemory=1",
  "--maximumMemory=65536",
];

/** A source and what it is compiled to, as paths in the package. */
export interface Compiled {
  readonly source: string;
  readonly target: string;
  /** The text of `target`. */
  readonly text: string;
}

/** Compiles every source. */
export async function compileAll(): Promise<Compiled[]> {
  const sources = findSources("lib").sort();
  return await Promise.all(sources.map(async (source) => ({
    source,
    target: source.replace(/\.assembly\.ts$/, ".wasm.base64"),
    text: inLines((await compile(source)).toBase64()),
  })));
}

/**
 * The WebAssembly of one source, a path in the package.
 *
 * @throws {Error} what the compiler reports
 */
export async function compile(source: string): Promise<Uint8Array> {
  let binary: Uint8Array | null = null;
  const { error, stderr } = await asc.main(
    [source, "--outFile=binary.wasm", ...options],
    {
      readFile: (path: string) => {
        try {
          return Deno.readTextFileSync(new URL(path, root));
        } catch {
          return null; // it asks for several paths in turn
        }
      },
      writeFile: (_path: string, contents: Uint8Array | string) => {
        if (contents instanceof Uint8Array) binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error || !binary) {
    throw new Error(`${source}: ${error?.message}\n${stderr.toString()}`);
  }
  return binary;
}

function findSources(folder: string): string[] {
  return [...Deno.readDirSync(new URL(folder, root))].flatMap(
    ({ name, isDirectory }) => {
      const path = `${folder}/${name}`;
      if (isDirectory) return findSources(path);
      return name.endsWith(".assembly.ts") ? [path] : [];
    },
  );
}

function inLines(text: string): string {
  return text.replace(/.{1,100}/g, "$&\n");
}

if (import.meta.main) {
  for (const { target, text } of await compileAll()) {
    Deno.writeTextFileSync(new URL(target, root), text);
    console.log(`${target}: ${text.length} bytes`);
  }
}
