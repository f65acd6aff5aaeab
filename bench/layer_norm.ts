/**
 * How long layer normalisation takes, forward and forward + backward, beside a copy, a plain loop and
 * jax-js. `bench/run.ts` starts this in a process of its own for each device and reads the JSON that it
 * prints. Arguments: `cpu` or `webgpu`, whatever driver the environment leaves, and an `Effort` as JSON.
 *
 * @module
 */

import { randomNormal } from "../lib/check/mod.ts";
import { type Device, openDevice } from "../mod.ts";
import { copyContender } from "./copy.ts";
import { jaxPeers } from "./layer_norm_jax.ts";
import { loopPeer } from "./layer_norm_loop.ts";
import {
  expectOutputs,
  type Inputs,
  passes,
  type Peer,
  type Shape,
  ticksPeer,
} from "./layer_norm_peer.ts";
import { smallCallsNote } from "./layer_norm_small.ts";
import type { Measured, Row } from "./measured.ts";
import { type Effort, fastestOf, timeInTurn } from "./timing.ts";

const shapes: readonly Shape[] = [[8192, 1024], [512, 4096], [65536, 64]];

/** Arrays as long as x that must move, at least: x and y; for the backward dy, x and dx, too. */
const arraysMoved = { copy: 2, forward: 2, "forward + backward": 5 };

/** Ticks and its peers on a device; those that do not start or compute something else come as notes. */
async function findPeers(
  device: Device,
  shape: Shape,
  inputs: Inputs,
): Promise<{ peers: Peer[]; notes: string[] }> {
  const ticks = ticksPeer(device, shape, inputs);
  const expected = await ticks.outputs();
  const cpu = device.kind === "cpu";
  const makers = [
    ...(cpu
      ? [
        () => threadsPeer(shape, inputs),
        () => [loopPeer(shape, inputs)],
      ]
      : []),
    () => jaxPeers(cpu ? "wasm" : "webgpu", shape, inputs),
  ];
  const peers: Peer[] = [ticks], notes: string[] = [];
  for (const make of makers) {
    try {
      const forms = await make();
      for (const form of forms) expectOutputs(await form.outputs(), expected);
      peers.push(await fastestForm(forms));
    } catch (error) {
      const { message } = error as Error;
      notes.push(`[${shape.join(", ")}]: a peer is left out: ${message}`);
    }
  }
  return { peers, notes };
}

/** Ticks on the CPU with a thread for each core; the device of the others has one. */
async function threadsPeer(shape: Shape, inputs: Inputs): Promise<Peer[]> {
  const threads = navigator.hardwareConcurrency;
  const peer = ticksPeer(await openDevice("cpu", { threads }), shape, inputs);
  return [{ ...peer, name: `Ticks, ${threads} threads` }];
}

/** Forms of one peer as one: each pass in the form that is the fastest there. */
async function fastestForm(forms: readonly Peer[]): Promise<Peer> {
  const fastest = (pass: typeof passes[number]) =>
    fastestOf(forms.map(({ contenders }) => contenders[pass]));
  const contenders = {
    forward: await fastest("forward"),
    "forward + backward": await fastest("forward + backward"),
  };
  return { ...forms[0], contenders };
}

async function measure(
  device: Device,
  shape: Shape,
  effort: Effort,
): Promise<{ rows: Row[]; notes: string[] }> {
  const [rows, width] = shape;
  const inputs: Inputs = {
    x: Float32Array.from(randomNormal(rows * width, 1)),
    dy: Float32Array.from(randomNormal(rows * width, 2)),
    weight: Float32Array.from(randomNormal(width, 3)),
    bias: Float32Array.from(randomNormal(width, 4)),
  };
  const { peers, notes } = await findPeers(device, shape, inputs);
  const copy = await copyContender(device, device.tensor(inputs.x, shape));
  const entries = [
    { what: "copy" as const, who: "", contender: copy },
    ...passes.flatMap((what) =>
      peers.map(({ name, contenders }) => {
        return { what, who: name, contender: contenders[what] };
      })
    ),
  ];
  const contenders = entries.map(({ contender }) => contender);
  const times = await timeInTurn(contenders, effort);
  return {
    notes,
    rows: entries.map(({ what, who }, index) => ({
      group: `[${shape.join(", ")}]`,
      what,
      who,
      time: times[index],
      bytes: arraysMoved[what] * 4 * rows * width,
    })),
  };
}

const [kind, effort] = Deno.args;
const measured: Measured = { device: "", rows: [], notes: [] };
for (const shape of shapes) {
  console.error(`  [${shape.join(", ")}]`);
  // A device of its own for each shape, so that one shape's memory does not weigh on the next.
  using device = await openDevice(kind as "cpu" | "webgpu", { threads: 1 });
  measured.device = device.adapter.name;
  const { rows, notes } = await measure(device, shape, JSON.parse(effort));
  measured.rows.push(...rows);
  measured.notes.push(...notes);
}
{
  using device = await openDevice(kind as "cpu" | "webgpu", { threads: 1 });
  measured.notes.push(await smallCallsNote(device));
}
console.log(JSON.stringify(measured));
Deno.exit(0); // the workers of jax-js would stay
