import { assert, assertEquals } from "@std/assert";
import { compileAll } from "../../build/compile_assembly.ts";
import { kernels } from "../../lib/kernels.ts";

const compiled = await compileAll();

for (const { source, target, text } of compiled) {
  Deno.test(`${target} is what ${source} compiles to: deno task assembly`, () => {
    const committed = Deno.readTextFileSync(
      new URL(`../../${target}`, import.meta.url),
    );
    assert(committed === text);
  });
}

Deno.test("every compiled module is that of a kernel, with a function of the name it has there", () => {
  const named = new Set<string>();
  const faces = kernels.flatMap(({ name, assembly }) =>
    [assembly ?? []].flat().map((face) => ({ name, ...face }))
  );
  for (const { name, code } of faces) {
    const from = compiled.find(({ text }) => text === code);
    assert(from, `${name}: its code is compiled`);
    const module = new WebAssembly.Module(Uint8Array.fromBase64(from.text));
    assert(
      WebAssembly.Module.exports(module).some((item) =>
        item.kind === "function" && item.name === name
      ),
    );
    // Nothing but the memory comes from outside.
    assertEquals(
      WebAssembly.Module.imports(module).map(({ name, kind }) => [name, kind]),
      [["memory", "memory"]],
    );
    named.add(from.target);
  }
  assertEquals(named, new Set(compiled.map(({ target }) => target)));
});
