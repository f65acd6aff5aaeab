// The compiled WebAssembly module of resvg, out of its npm package and with no file system.
// JavaScript, because TypeScript does not parse source phase imports yet (Deno runs them).
import source wasm from "@resvg/resvg-wasm/index_bg.wasm";

/** @type {WebAssembly.Module} */
export const resvgModule = wasm;
