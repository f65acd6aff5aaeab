/** Whatever fails is named, and nothing is where all is well. */

import { assert, assertEquals } from "@std/assert";
import type { Row } from "./device_report.ts";
import { page, summary } from "./page.ts";
import { examine } from "./planted.ts";
import { failuresOf, type Proof } from "./proof.ts";
import { mutants } from "./mutants/mod.ts";
import { checkLayerNorm } from "./mutants/layer_norm.ts";

const row: Row = { name: "mean", bound: "1e-6", error: "0.5", failures: [] };
const good: Proof = {
  planted: [{ name: "a sign", caught: true, explained: true, says: "sign" }],
  rightGradients: 2000,
  alarms: [],
  definitions: [{
    name: "norm",
    against: "PyTorch",
    error: 0,
    bound: 1,
    failure: null,
  }],
  heldAgainst: new Map([["mean", ["PyTorch"]]]),
  devices: [{
    name: "CPU",
    adapter: "TypeScript",
    arithmetic: "aa",
    kernels: [{ ...row, sameBits: true }],
    pyTorch: [row],
    properties: [row],
  }],
};

Deno.test("each thing that can fail is a failure, with its name", () => {
  assertEquals(failuresOf(good), []);
  const [planted] = good.planted, [device] = good.devices;
  const failed = { ...row, failures: ["mean: the error is 2"] };
  const changes: [Partial<Proof>, string][] = [
    [{ planted: [{ ...planted, caught: false }] }, "not caught: a sign"],
    [
      { planted: [{ ...planted, explained: false }] },
      'not explained: a sign: "sign"',
    ],
    [
      {
        alarms: [{ seed: 7, name: "exp", verdict: "undecided", report: "..." }],
      },
      "a right gradient is undecided: seed 7, exp\n...",
    ],
    [
      { definitions: [{ ...good.definitions[0], failure: "off" }] },
      "norm, PyTorch: off",
    ],
    [
      { heldAgainst: new Map([["mean", []]]) },
      "mean is held against nothing: let tests/proof/references.ts run it",
    ],
    [
      { devices: [{ ...device, kernels: [{ ...failed, sameBits: false }] }] },
      "CPU: mean: the error is 2",
    ],
    [
      { devices: [{ ...device, pyTorch: [failed] }] },
      "CPU: mean: the error is 2",
    ],
    [
      { devices: [{ ...device, properties: [failed] }] },
      "CPU: mean: the error is 2",
    ],
  ];
  for (const [change, failure] of changes) {
    assertEquals(failuresOf({ ...good, ...change }), [failure]);
  }
});

Deno.test("the numbers count what came out", () => {
  const bad = { name: "b", caught: false, explained: false, says: "" };
  const alarm = { seed: 1, name: "exp", report: "" };
  const proof: Proof = {
    ...good,
    planted: [...good.planted, bad, { ...bad, explained: null }],
    alarms: [
      { ...alarm, verdict: "failed" },
      { ...alarm, verdict: "undecided" },
      { ...alarm, verdict: "undecided" },
    ],
  };
  assertEquals(summary(proof), [
    "3 mistakes planted, 1 caught",
    "1 explained rightly, of 2 that can be",
    "2,000 right gradients: 1 false alarms, 2 undecided",
    "1 kernels on 1 device, 100 cases each",
  ]);
  assert(page(proof).includes("- **b.** NOT CAUGHT\n"));
});

Deno.test("a mistake that is none is not caught, and a wrong explanation is none", async () => {
  const [mutant] = mutants;
  const right = { ...mutant, check: () => checkLayerNorm() };
  assertEquals(await examine(right), {
    name: mutant.name,
    caught: false,
    explained: false,
    says: "",
  });
  const { explained } = await examine({ ...mutant, says: /transposed/ });
  assertEquals(explained, false);
});
