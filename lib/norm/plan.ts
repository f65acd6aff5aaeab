/**
 * Plans: the shape of each kernel of rows, by adapter and width. All shapes come from the same WGSL by its
 * `override` constants and by what it loads at a time (vectors.wgsl or scalars.wgsl).
 *
 * A norm does almost no arithmetic, so a pass is as fast as its loads and stores, and what these cost
 * differs more between adapters than anything else:
 *
 * - **llvmpipe** runs eight invocations as one vector of the processor. Every load of an invocation is a part
 *   of a gather, from the cache or not; a barrier costs a change of stack for each eight. So: a row an
 *   invocation, four values a load, and rows that share the loads of weight and bias.
 * - **SwiftShader** runs four, and takes every lane of every load and store by a branch of its own, so that
 *   loads cost the most; its compiler likes few values at a time. So: a row an invocation, one value a load,
 *   four rows sharing weight and bias.
 * - On both, rows of up to 64 values stay in registers. For wider ones the second read comes from the cache:
 *   code for a whole row is too large for them, and an array that a loop indexes costs as much as memory.
 * - **A GPU** wants neighbouring invocations to load neighbours, and many loads in flight: four values a
 *   load, as many lanes as keep a row in registers, and sums over lanes by barriers, which are cheap there.
 *
 * The forward pass as a part of a copy in the same run, on two cores (all that was tried is in
 * bench/README.md):
 *
 *                                      llvmpipe                     SwiftShader
 *     values lanes rows kept   [8192,1024] [65536,64]       [8192,1024] [65536,64]
 *          4     1    4    0          0.84       0.40              0.64       0.33
 *          1     1    4    0          0.65       0.37              0.75       0.48
 *          4     1    1    0          0.67       0.45              0.56       0.31
 *          4     8    1    0          0.49
 *          4    64    1    1          0.23
 *          4     1    2    4                     0.55                         0.59
 *          4     1    4    4                     0.52                         0.75
 *
 * `values`, `lanes` and `kept` set the order in which a row is added up, so they depend on adapter and width
 * only, never on the number of rows. The rest changes no bit.
 *
 * @module
 */

import type { Adapter } from "../device/backend.ts";

/** Values in a row, at most. */
export const maxWidth = 2 ** 20;

/** The shape of a kernel of rows. */
export interface Plan {
  /** Values in a load: 4, or 1 where the width is no multiple of 4. */
  readonly values: 1 | 4;
  /** Invocations that share a row: a power of two, no more than a row has loads. */
  readonly lanes: number;
  /** Rows of an invocation, which share the loads of weight and bias. */
  readonly rows: 1 | 2 | 4;
  /** Chunks of four loads that a lane keeps in registers, so that a row is read once; 0: read twice. */
  readonly kept: 0 | 1 | 2 | 3 | 4;
}

/** What has plans of its own: the passes of a norm. */
export type Pass = "forward" | "backward";

/** What adapters are told apart by. */
type AdapterClass = "llvmpipe" | "swiftshader" | "gpu";

/**
 * Values of a row in a lane of a software adapter, at most. Rounding errors of y, 64 rows of N(0, 1):
 * 3.2e-7 with 4,096, 3.9e-7 with 8,192. And llvmpipe ends an invocation's loops after 65,535 rounds in
 * all, in silence.
 */
const maxValuesPerLane = 4096;

/** Invocations that share a row, at most: WebGPU promises workgroups of 256. */
const maxLanes = 256;

/** Values in a chunk of four loads of four. */
const chunkValues = 16;

/** A software adapter that is not known is taken for one like llvmpipe. */
function classOf({ name, software }: Adapter): AdapterClass {
  if (!software) return "gpu";
  return name.startsWith("SwiftShader") ? "swiftshader" : "llvmpipe";
}

/** Plans that were chosen for a device by something better than the table, by pass and width. */
const chosen = new WeakMap<Adapter, Map<string, Plan>>();

/** Chooses a plan for a device; null leaves it to the table. */
export function choosePlan(
  pass: Pass,
  width: number,
  adapter: Adapter,
  plan: Plan | null,
): void {
  const plans = chosen.get(adapter) ?? new Map<string, Plan>();
  chosen.set(adapter, plans);
  if (plan) plans.set(`${pass} ${width}`, plan);
  else plans.delete(`${pass} ${width}`);
}

/** The plan for rows of this width. */
export function planOf(pass: Pass, width: number, adapter: Adapter): Plan {
  return chosen.get(adapter)?.get(`${pass} ${width}`) ??
    tabledPlan(pass, width, adapter);
}

function tabledPlan(pass: Pass, width: number, adapter: Adapter): Plan {
  const values = width % 4 === 0 ? 4 : 1;
  switch (classOf(adapter)) {
    case "llvmpipe":
      return keptPlan(width, 1, 2) ?? {
        values,
        lanes: powerOfTwo(width / maxValuesPerLane),
        rows: pass === "forward" ? 4 : 2,
        kept: 0,
      };
    case "swiftshader":
      return keptPlan(width, 1, 4) ?? {
        values: 1,
        lanes: powerOfTwo(width / maxValuesPerLane),
        rows: 4,
        kept: 0,
      };
    case "gpu":
      return keptPlan(width, maxLanes, 1) ?? {
        values,
        lanes: lanesWithin(width / values),
        rows: 1,
        kept: 0,
      };
  }
}

/** The plan that keeps rows in registers, with the most lanes that share them evenly; null where they do not fit. */
function keptPlan(
  width: number,
  mostLanes: number,
  rows: Plan["rows"],
): Plan | null {
  const chunks = width / chunkValues;
  if (!Number.isInteger(chunks)) return null;
  let lanes = 1;
  while (chunks % (2 * lanes) === 0 && lanes < mostLanes) lanes *= 2;
  const kept = chunks / lanes;
  return isKept(kept) ? { values: 4, lanes, rows, kept } : null;
}

function isKept(kept: number): kept is 1 | 2 | 3 | 4 {
  return kept <= 4;
}

/** Every kind of plan that rows of this width can have, on any adapter. */
export function plansFor(width: number): Plan[] {
  const plans: Plan[] = [];
  for (const rows of [1, 2, 4] as const) {
    for (const lanes of [1, 2, 8, 64, 256]) {
      const kept = width / chunkValues / lanes;
      if (Number.isInteger(kept) && isKept(kept)) {
        plans.push({ values: 4, lanes, rows, kept });
      }
      for (const values of [1, 4] as const) {
        const fits = width % values === 0 && lanes <= width / values &&
          width / lanes <= maxValuesPerLane;
        if (fits) plans.push({ values, lanes, rows, kept: 0 });
      }
    }
  }
  return plans;
}

/** The largest power of two up to {@linkcode maxLanes} that is not above the number of loads. */
function lanesWithin(loads: number): number {
  return Math.min(maxLanes, 2 ** Math.floor(Math.log2(loads)));
}

/** The smallest power of two that is not below `value`, at least 1. */
function powerOfTwo(value: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(value)));
}
