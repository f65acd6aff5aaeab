import { assert, assertEquals } from "@std/assert";
import { compile } from "../../build/compile_assembly.ts";
import { randomNormal } from "../../lib/check/random.ts";
import { CpuBackend } from "../../lib/device/cpu_backend.ts";
import { makeDevice } from "../../lib/device/device.ts";
import {
  adamw,
  defineKernel,
  type Device,
  layerNorm,
  layerNormBackward,
  Parameters,
  Ticks,
} from "../../mod.ts";

/** A device whose threads start with the first large kernels. */
function open(threads: number): { device: Device; backend: CpuBackend } {
  const backend = new CpuBackend({ threads, patience: 0 });
  return { backend, device: makeDevice({ kind: "cpu", backend }) };
}

function normal(length: number, seed: number): Float32Array {
  return Float32Array.from(randomNormal(length, seed));
}

/** What layer norm and a step of adamw give; the first kernels run without threads, the others with them. */
async function results(device: Device): Promise<Float32Array[]> {
  const shapes = [[2049, 300], [70, 9001], [9001, 70]];
  const read: Promise<unknown>[] = [];
  for (const [rows, width] of shapes) {
    device.scope(() => {
      const x = device.tensor(normal(rows * width, 1), [rows, width]);
      const dy = device.tensor(normal(rows * width, 2), [rows, width]);
      const weight = device.tensor(normal(width, 3));
      const bias = device.tensor(normal(width, 4));
      const { y, saved } = layerNorm(x, { weight, bias });
      const gradients = layerNormBackward(dy, { x, saved, weight, bias });
      for (const tensor of [y, saved, ...Object.values(gradients)]) {
        read.push(tensor!.read());
      }
    });
  }
  const size = 700_001;
  const parameters = new Parameters(device, {
    w: { shape: [size], init: normal(size, 5) },
  });
  const ticks = new Ticks(parameters, {
    every: 2,
    optimizer: adamw({ learningRate: 0.1 }),
    clipNorm: 1,
  });
  for (let tick = 0; tick < 4; tick++) {
    ticks.add({ w: normal(size, 6 + tick) });
    await ticks.tick();
  }
  read.push(parameters.get("w").value.read());
  return await Promise.all(read) as Float32Array[];
}

Deno.test("any number of threads gives the same bits", async () => {
  const expected = await results(open(1).device);
  for (const threads of [2, 3, 5]) {
    const { device, backend } = open(threads);
    for (let i = 0; i < 2; i++) {
      const actual = await results(device);
      assertEquals(actual.length, expected.length);
      actual.forEach((values, i) =>
        assert(values.every((value, j) => Object.is(value, expected[i][j])))
      );
    }
    assertEquals(backend.threads, threads);
    device.dispose();
  }
});

Deno.test("threads see memory that came after them", async () => {
  const { device, backend } = open(2);
  const rows = 1200, width = 1000;
  for (let i = 1; i <= 4; i++) {
    const x = device.tensor(normal(i * rows * width, i), [i * rows, width]);
    const { y } = layerNorm(x, { normalizedShape: width });
    const values = await y.read();
    const row = values.subarray(values.length - width);
    let squares = 0;
    for (const value of row) squares += value * value;
    assert(Math.abs(squares / width - 1) < 1e-3, `${squares}`);
  }
  assertEquals(backend.threads, 2);
  device.dispose();
});

Deno.test("several threads do parts of a kernel, one's own, too", async () => {
  const { device } = open(3);
  const code = await compile("tests/device/which_thread.assembly.ts");
  const whichThread = defineKernel({
    name: "which_thread",
    wgsl: "",
    tensors: {
      threads: { access: "write", shape: ({ length }) => [length] },
    },
    arguments: { length: "u32" },
    dispatch: () => ({ constants: {}, workgroups: 0 }),
    definition() {
      throw new Error("expected WebAssembly");
    },
    assembly: { code: code.toBase64(), parts: ({ length }) => length },
  });
  const threads = device.empty([2 ** 20]);
  const seen = new Set<number>();
  // How soon a thread wakes is up to the system.
  for (let i = 0; i < 1000 && seen.size < 3; i++) {
    device.run(whichThread, { threads }, { length: threads.size });
    for (const thread of await threads.read()) seen.add(thread);
  }
  assertEquals(seen.size, 3);
  device.dispose();
});

Deno.test("no thread is started for small inputs, nor before the work is worth it", () => {
  const device = (backend: CpuBackend) => makeDevice({ kind: "cpu", backend });
  const eager = new CpuBackend({ threads: 4, patience: 0 });
  const small = device(eager);
  const x = small.tensor(normal(64 * 64, 1), [64, 64]);
  for (let i = 0; i < 100; i++) layerNorm(x, { normalizedShape: 64 });
  assertEquals(eager.threads, 1);
  const patient = new CpuBackend({ threads: 4, patience: Infinity });
  const large = device(patient);
  const rows = large.tensor(normal(2 ** 20, 1), [1024, 1024]);
  for (let i = 0; i < 10; i++) layerNorm(rows, { normalizedShape: 1024 });
  assertEquals(patient.threads, 1);
});

Deno.test("a device that is disposed computes on without its threads", async () => {
  const { device, backend } = open(3);
  const x = device.tensor(normal(2 ** 20, 1), [1024, 1024]);
  const run = () => layerNorm(x, { normalizedShape: 1024 }).y;
  for (let i = 0; i < 5; i++) run();
  assertEquals(backend.threads, 3);
  const before = await run().read();
  device.dispose();
  assertEquals(backend.threads, 1);
  assertEquals(await run().read(), before);
  assertEquals(backend.threads, 1);
});

Deno.test("threads need no permission, and the process ends by itself", async () => {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", new URL("./threads.ts", import.meta.url).href],
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assertEquals(code, 0, text(stderr));
  assertEquals(JSON.parse(text(stdout)), { threads: 3, same: true });
});
