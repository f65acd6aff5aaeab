/** What the optimizers refuse: class and whole message of every error. */

import {
  adam,
  adamw,
  defineOptimizer,
  lion,
  type Optimizer,
  type OptimizerSettings,
  rmsprop,
  sgd,
  type UpdateRule,
} from "../../mod.ts";
import { assertMessage } from "../assert_message.ts";

// deno-lint-ignore no-explicit-any
type AnyOptions = any;

const unit = "expected at least 0 and less than 1";
const atLeastZero = "expected a finite number of at least 0";

const makers: Record<string, (options: AnyOptions) => Optimizer> = {
  sgd,
  adam,
  adamw,
  rmsprop,
  lion,
};

Deno.test("optimizers refuse learning rates that are none", () => {
  for (const [name, make] of Object.entries(makers)) {
    for (const learningRate of [-1, NaN, Infinity, "0.1", null]) {
      assertMessage(
        () => make({ learningRate }),
        RangeError,
        `${name}: learningRate is ${learningRate}, ${atLeastZero}, or a function of the step`,
      );
    }
    make({ learningRate: 0 });
    make({ learningRate: () => NaN }); // what a schedule gives is checked when it is asked
  }
});

Deno.test("optimizers refuse numbers that are negative or not finite", () => {
  const names = {
    sgd: ["dampening", "weightDecay"],
    adam: ["eps", "weightDecay"],
    adamw: ["eps", "weightDecay"],
    rmsprop: ["eps", "weightDecay"],
    lion: ["weightDecay"],
  };
  for (const [name, keys] of Object.entries(names)) {
    for (const key of keys) {
      for (const value of [-0.1, NaN, Infinity]) {
        assertMessage(
          () => makers[name]({ [key]: value }),
          RangeError,
          `${name}: ${key} is ${value}, ${atLeastZero}`,
        );
      }
      makers[name]({ [key]: 0 });
    }
  }
});

Deno.test("optimizers refuse shares to keep that are not from 0 to less than 1", () => {
  for (const value of [-0.1, 1, NaN]) {
    for (const name of ["adam", "adamw", "lion"]) {
      const cases = [[value, 0.9], [0.9, value]];
      cases.forEach((betas, i) =>
        assertMessage(
          () => makers[name]({ betas }),
          RangeError,
          `${name}: betas[${i}] is ${value}, ${unit}`,
        )
      );
    }
    const cases: [string, string][] = [
      ["sgd", "momentum"],
      ["rmsprop", "momentum"],
      ["rmsprop", "alpha"],
    ];
    for (const [name, key] of cases) {
      assertMessage(
        () => makers[name]({ [key]: value }),
        RangeError,
        `${name}: ${key} is ${value}, ${unit}`,
      );
    }
  }
});

Deno.test("sgd refuses nesterov without momentum or with dampening, as PyTorch does", () => {
  const cases: [AnyOptions, string][] = [
    [{}, "momentum 0 and dampening 0"],
    [{ momentum: 0.9, dampening: 0.1 }, "momentum 0.9 and dampening 0.1"],
  ];
  for (const [options, given] of cases) {
    assertMessage(
      () => sgd({ ...options, nesterov: true }),
      RangeError,
      `sgd: nesterov is true with ${given}, expected a momentum above 0 and no dampening`,
    );
  }
});

const rule: UpdateRule = {
  name: "own",
  state: ["velocity"],
  optionalState: ["average"],
  hyper: ["keep", "floor"],
  wgsl: "",
  update() {},
};
const settings: OptimizerSettings = {
  learningRate: 1,
  hyper: { keep: 0.5, floor: 0 },
};

Deno.test("defineOptimizer refuses names that are taken, and no hyper-parameters", () => {
  const taken = "table, stats, values, gradients, lost";
  const cases: [Partial<UpdateRule>, string][] = [
    [
      { state: ["values"] },
      `state of own has values, expected a name other than ${taken}, value, gradient`,
    ],
    [
      { state: ["value"] },
      `state of own has value, expected a name other than ${taken}, value, gradient`,
    ],
    [
      { state: ["average"] },
      `state of own has average, expected a name other than ${taken}, average, value, gradient`,
    ],
    [
      { hyper: ["keep", "count"] },
      "hyper of own has count, expected a name other than segments, first, end, length, count, learningRate, clipValue, reserved, keep",
    ],
    [
      { hyper: [] },
      "hyper of own is empty, expected at least one name: a struct in WGSL has a field",
    ],
  ];
  for (const [changed, message] of cases) {
    assertMessage(
      () => defineOptimizer({ ...rule, ...changed }),
      RangeError,
      `defineOptimizer: ${message}`,
    );
  }
});

Deno.test("an optimizer of one's own refuses settings that do not fit", () => {
  const make = defineOptimizer(rule);
  const cases: [Partial<OptimizerSettings>, string][] = [
    [
      { learningRate: -1 },
      `learningRate is -1, ${atLeastZero}, or a function of the step`,
    ],
    [{ weightDecay: NaN }, "weightDecay is NaN, expected a finite number"],
    [
      { hyper: { keep: 0.5, floor: Infinity } },
      "floor is Infinity, expected a finite number",
    ],
    [
      { optionalState: ["average", "speed"] },
      "optionalState has speed, expected some of average",
    ],
    [
      { correctionSteps: 0 },
      "correctionSteps is 0, expected a whole number of at least 1",
    ],
    [
      { correctionSteps: 1.5 },
      "correctionSteps is 1.5, expected a whole number of at least 1",
    ],
  ];
  for (const [changed, message] of cases) {
    assertMessage(
      () => make({ ...settings, ...changed }),
      RangeError,
      `own: ${message}`,
    );
  }
  assertMessage(
    () => make({ ...settings, hyper: { keep: 0.5 } }),
    TypeError,
    "own: hyper.floor is undefined, expected a number for each of keep, floor",
  );
  assertMessage(
    () =>
      defineOptimizer({ ...rule, optionalState: [] })({
        ...settings,
        optionalState: ["average"],
      }),
    RangeError,
    "own: optionalState has average, expected none",
  );
});
