/**
 * How long a step of adamw over ten million parameters takes, beside a copy of as many bytes, a plain loop,
 * jax-js and TensorFlow.js. `bench/run.ts` starts this in a process of its own for each device and reads the
 * JSON that it prints. Arguments: `cpu` or `webgpu`, whatever driver the environment leaves, and an `Effort`
 * as JSON.
 *
 * @module
 */

import { randomNormal } from "../lib/check/mod.ts";
import { type Device, openDevice } from "../mod.ts";
import { copyContender } from "./copy.ts";
import type { Measured, Row } from "./measured.ts";
import { jaxPeer } from "./step_jax.ts";
import { loopPeer, loopStep } from "./step_loop.ts";
import {
  expectValues,
  type Inputs,
  type Peer,
  ticksPeer,
} from "./step_peer.ts";
import { recordNote } from "./step_record.ts";
import { tfjsPeer } from "./step_tfjs.ts";
import { type Effort, timeInTurn } from "./timing.ts";

const size = 10_000_000;

/**
 * Arrays of that size that must move, at least: the norm reads the gradient; the update reads value, gradient
 * and both moments and writes value, both moments and the gradient's zeros.
 */
const arraysMoved = { copy: 2, step: 9 };

/** Ticks and its peers on a device; those that do not start or compute something else come as notes. */
async function findPeers(
  device: Device,
  inputs: Inputs,
): Promise<{ peers: Peer[]; notes: string[] }> {
  const cpu = device.kind === "cpu";
  const makers = [
    ...(cpu ? [() => loopPeer(inputs)] : []),
    () => jaxPeer(cpu ? "wasm" : "webgpu", inputs),
    () => tfjsPeer(cpu ? "wasm" : "webgpu", inputs),
  ];
  const check = async (peer: Peer) => {
    const expected = loopStep(inputs, peer.settings);
    expectValues(await peer.firstStep(), expected, inputs);
    return peer;
  };
  const peers = [await check(ticksPeer(device, inputs))], notes: string[] = [];
  for (const make of makers) {
    try {
      peers.push(await check(await make()));
    } catch (error) {
      notes.push(`A peer is left out: ${(error as Error).message}`);
    }
  }
  return { peers, notes };
}

async function measure(
  device: Device,
  effort: Effort,
): Promise<{ rows: Row[]; notes: string[] }> {
  const inputs: Inputs = {
    value: Float32Array.from(randomNormal(size, 1)),
    gradient: Float32Array.from(randomNormal(size, 2)),
  };
  const record = await recordNote(device);
  const { peers, notes } = await findPeers(device, inputs);
  const copy = await copyContender(device, device.tensor(inputs.value));
  const entries = [
    { what: "copy" as const, who: "", contender: copy },
    ...peers.map(({ name, contender }) => {
      return { what: "step" as const, who: name, contender };
    }),
  ];
  const contenders = entries.map(({ contender }) => contender);
  const times = await timeInTurn(contenders, effort);
  return {
    notes: [record, ...notes],
    rows: entries.map(({ what, who }, index) => ({
      group: "",
      what,
      who,
      time: times[index],
      bytes: arraysMoved[what] * 4 * size,
    })),
  };
}

const [kind, effort] = Deno.args;
const device = await openDevice(kind as "cpu" | "webgpu");
const { rows, notes } = await measure(device, JSON.parse(effort));
const measured: Measured = { device: device.adapter.name, rows, notes };
console.log(JSON.stringify(measured));
Deno.exit(0); // the workers of jax-js would stay
