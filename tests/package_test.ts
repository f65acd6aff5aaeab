import { assertEquals } from "@std/assert";
import config from "../deno.json" with { type: "json" };

interface Module {
  specifier: string;
  error?: string;
  dependencies?: { code?: { specifier?: string }; isDynamic?: boolean }[];
}

interface Graph {
  roots: string[];
  redirects: Record<string, string>;
  modules: Module[];
}

const root = new URL("../", import.meta.url);

async function moduleGraph(entry: string): Promise<Graph> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--no-lock", new URL(entry, root).href],
    cwd: root,
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Every specifier that importing the roots loads: neither types nor dynamic imports. */
function loaded({ roots, redirects, modules }: Graph): Set<string> {
  const bySpecifier = new Map(
    modules.map((module) => [module.specifier, module]),
  );
  const seen = new Set<string>(), waiting = [...roots];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const specifier = redirects[next] ?? next;
    if (seen.has(specifier)) continue;
    seen.add(specifier);
    const module = bySpecifier.get(specifier);
    if (module?.error) throw new Error(module.error);
    for (const { code, isDynamic } of module?.dependencies ?? []) {
      if (code?.specifier && !isDynamic) waiting.push(code.specifier);
    }
  }
  return seen;
}

for (const entry of ["mod.ts", "lib/check/mod.ts"]) {
  Deno.test(`importing ${entry} loads no package`, async () => {
    const specifiers = loaded(await moduleGraph(entry));
    const packages = [...specifiers].filter((name) => name.startsWith("npm:"));
    assertEquals(packages, []);
  });
}

Deno.test("the check for packages sees a package, and neither types nor dynamic imports", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const module = async (text: string) => {
      const path = `${folder}/module.ts`;
      await Deno.writeTextFile(path, text);
      return [...loaded(await moduleGraph(`file://${path}`))].filter((s) =>
        !s.startsWith("file:")
      );
    };
    const name = JSON.stringify(config.imports["fast-check"]);
    assertEquals((await module(`export * from ${name};`)).length, 1);
    assertEquals(await module(`export type { Arbitrary } from ${name};`), []);
    assertEquals(
      await module(`export const load = () => import(${name});`),
      [],
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
