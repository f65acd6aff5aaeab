import { assert, assertEquals } from "@std/assert";
import { randomUniform } from "../../lib/check/random.ts";
import { long, nameOf, testOnEachDevice } from "../devices.ts";

const script = new URL("./killed.ts", import.meta.url).href;

function start(kind: string, folder: string): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "-A", script, kind, folder, "--slow"],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
}

/** Runs to the end and gives what it ends with. */
async function finish(kind: string, folder: string): Promise<Uint8Array> {
  const { success, stderr } = await start(kind, folder).output();
  assert(success, new TextDecoder().decode(stderr));
  return await Deno.readFile(`${folder}/end.safetensors`);
}

testOnEachDevice(
  "killed at random moments, training ends with the bits of never having stopped",
  async (device) => {
    const folder = await Deno.makeTempDir({ prefix: "ticks-" });
    try {
      await Deno.mkdir(`${folder}/straight`);
      const straight = performance.now();
      const expected = await finish(device.kind, `${folder}/straight`);
      const whole = performance.now() - straight;
      const saves: number[] = [];
      // A file is written in one way on all devices; starting one takes longer on WebGPU.
      const wanted = device.kind === "cpu" || long ? 50 : 10;
      let kills = 0, run = 0;
      const moments = randomUniform(200, 5);
      while (kills < wanted) {
        const own = `${folder}/${run++}`;
        await Deno.mkdir(own);
        // Killed a few times on its way, then let go to the end.
        for (let k = 0; k < 10 && kills < wanted; k++) {
          const child = start(device.kind, own);
          // Most moments are after the start of the process, which takes more than half of the time.
          const after = whole * (0.4 + 0.4 * moments[kills % 200]);
          const timer = setTimeout(() => {
            try {
              child.kill("SIGKILL");
            } catch { /* it has ended */ }
          }, after);
          const { signal, code, stderr } = await child.output();
          clearTimeout(timer);
          if (signal !== "SIGKILL") {
            assertEquals(code, 0, new TextDecoder().decode(stderr));
            break;
          }
          kills++;
          const { size } = await Deno.stat(`${own}/state.safetensors`)
            .catch(() => ({ size: 0 }));
          saves.push(size);
        }
        assertEquals(await finish(device.kind, own), expected);
      }
      const found = saves.filter((size) => size > 0).length;
      console.log(
        `${
          nameOf(device)
        }: ${kills} kills in ${run} trainings, ${found} after a first save`,
      );
      assert(found >= wanted / 2);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
