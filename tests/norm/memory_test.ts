import { assert, assertEquals } from "@std/assert";
import { nameOf, testOnEachDevice } from "../devices.ts";

testOnEachDevice(
  "10,000 calls that never yield take constant memory, and no permission",
  async (device) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        new URL("./memory.ts", import.meta.url).href,
        device.kind,
      ],
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assertEquals(code, 0, text(stderr));
    const { grown, finite } = JSON.parse(text(stdout));
    assert(finite);
    const mebibytes = grown.map((bytes: number) => Math.round(bytes / 2 ** 20));
    console.log(`${nameOf(device)}: grew by ${mebibytes.join(" and ")} MiB`);
    // A call makes 35 KiB of tensors, 10,000 make 340 MiB: a leak of one tensor in four would show.
    assert(mebibytes.every((grown: number) => grown < 80), `${mebibytes} MiB`);
  },
);
