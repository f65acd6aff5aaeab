/**
 * Everything that is proven, measured once.
 *
 * @module
 */

import { openDevice } from "../../mod.ts";
import { type Driver, quietLoader } from "../support/vulkan.ts";
import type { DeviceReport } from "./device_report.ts";
import { registry } from "./kernel_cases.ts";
import { mutants } from "./mutants/mod.ts";
import { type Alarm, examine, falseAlarms, type Planted } from "./planted.ts";
import { type Found, recordRuns, references } from "./references.ts";

/** A definition beside something else. */
export interface Definition extends Found {
  readonly name: string;
  readonly against: string;
}

/** What was measured. */
export interface Proof {
  readonly planted: readonly Planted[];
  /** How many right gradients were checked. */
  readonly rightGradients: number;
  /** Those of them that did not pass. */
  readonly alarms: readonly Alarm[];
  readonly definitions: readonly Definition[];
  /** For each kernel, in the registry's order, what its definition is held against. */
  readonly heldAgainst: ReadonlyMap<string, readonly string[]>;
  /** The CPU, then every driver. */
  readonly devices: readonly DeviceReport[];
}

/** Measures all of it: each driver in a process of its own, and what needs no device in this one. */
export async function prove(drivers: readonly Driver[]): Promise<Proof> {
  const reports = Promise.all([
    reportFrom({ TICKS_DEVICES: "cpu" }),
    ...drivers.map(({ env }) =>
      reportFrom({ ...env, TICKS_DEVICES: "webgpu" })
    ),
  ]);
  const rightGradients = 2000;
  const planted: Planted[] = [];
  for (const mutant of mutants) planted.push(await examine(mutant));
  return {
    planted,
    rightGradients,
    alarms: await falseAlarms(rightGradients),
    ...await compareDefinitions(),
    devices: withOwnNames((await reports).flat()),
  };
}

/** What is wrong in it; none where all is proven. */
export function failuresOf(proof: Proof): string[] {
  const { planted, alarms, definitions, heldAgainst, devices } = proof;
  return [
    ...planted.filter(({ caught }) => !caught)
      .map(({ name }) => `not caught: ${name}`),
    ...planted.filter(({ explained }) => explained === false)
      .map(({ name, says }) => `not explained: ${name}: "${says}"`),
    ...alarms.map(({ seed, name, verdict, report }) =>
      `a right gradient is ${verdict}: seed ${seed}, ${name}\n${report}`
    ),
    ...definitions.filter(({ failure }) => failure !== null)
      .map(({ name, against, failure }) => `${name}, ${against}: ${failure}`),
    ...[...heldAgainst].filter(([, list]) => list.length === 0)
      .map(([kernel]) =>
        `${kernel} is held against nothing: let tests/proof/references.ts run it`
      ),
    ...devices.flatMap(({ name, kernels, pyTorch, properties }) =>
      [...kernels, ...pyTorch, ...properties].flatMap(({ failures }) =>
        failures.map((failure) => `${name}: ${failure}`)
      )
    ),
  ];
}

async function compareDefinitions(): Promise<
  Pick<Proof, "definitions" | "heldAgainst">
> {
  const cpu = await openDevice("cpu"), run = recordRuns(cpu);
  const definitions: Definition[] = [];
  const heldAgainst = new Map<string, string[]>(
    registry.map(({ name }) => [name, []]),
  );
  for (const { name, against, measure } of references) {
    run.clear();
    definitions.push({ name, against, ...await measure(cpu) });
    for (const kernel of run) {
      const list = heldAgainst.get(kernel);
      if (list && !list.includes(against)) list.push(against);
    }
  }
  return { definitions, heldAgainst };
}

/** The reports of a process with these variables. */
async function reportFrom(
  env: Record<string, string>,
  again = false,
): Promise<DeviceReport[]> {
  const script = new URL("./device_report.ts", import.meta.url).href;
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", script],
    env: { ...quietLoader(), ...env },
    stdin: "null",
    stderr: "inherit",
  }).output();
  // A software driver can crash when its process ends, as tests/run.ts says.
  if (code > 128 && !again) return await reportFrom(env, true);
  if (code !== 0) {
    throw new Error(
      `the measurements with ${JSON.stringify(env)} ended with status ${code}`,
    );
  }
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Two devices of one name are called by their adapters' whole names. */
function withOwnNames(devices: readonly DeviceReport[]): DeviceReport[] {
  return devices.map((device) => {
    const same = devices.filter(({ name }) => name === device.name);
    return same.length > 1 ? { ...device, name: device.adapter } : device;
  });
}
