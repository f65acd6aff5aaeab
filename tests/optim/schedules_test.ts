import { assert, assertEquals } from "@std/assert";
import * as schedules from "../../lib/optim/schedules.ts";
import type { Schedule } from "../../lib/optim/schedules.ts";
import { assertMessage } from "../assert_message.ts";
import { assertWithin } from "../assert_within.ts";
import { type GoldenSchedule, goldenSchedules } from "../golden/optimizers.ts";

const { constant, cosine, inverseSquareRoot, joined, linear, linearWarmup } =
  schedules;
const { oneCycle } = schedules;

/**
 * Against PyTorch and closed forms in f64, u = 1.1e-16: PyTorch's schedulers multiply the last value at
 * each step, a few u a step for 100 steps.
 */
const bound = 1e-13;

const curve = (schedule: Schedule, length: number) =>
  Array.from({ length }, (_, step) => schedule(step));

// deno-lint-ignore no-explicit-any
type AnyOptions = any;

function scheduleOf({ schedule, options }: GoldenSchedule): Schedule {
  if (schedule !== "joined") {
    const make = schedules[schedule as keyof typeof schedules];
    return (make as (options: AnyOptions) => Schedule)(options);
  }
  const { boundaries, ...parts } = options as AnyOptions;
  return joined(
    [linearWarmup(parts.linearWarmup), cosine(parts.cosine)],
    { boundaries },
  );
}

for (const [index, golden] of goldenSchedules.entries()) {
  const { pytorch, schedule, values } = golden;
  Deno.test(`${schedule} has the values of PyTorch's ${pytorch}, case ${index}`, () => {
    const actual = curve(scheduleOf(golden), values.length);
    assertWithin(pytorch, actual, values, bound);
  });
}

Deno.test("constant, linear and linearWarmup have the values of optax's formulas", () => {
  assertEquals(curve(constant(0.3), 3), [0.3, 0.3, 0.3]);
  const optaxLinear = (init: number, end: number, steps: number) =>
    Array.from(
      { length: 20 },
      (_, count) => (init - end) * (1 - Math.min(count, steps) / steps) + end,
    );
  for (const [start, end] of [[0.3, 0.1], [0.1, 0.3], [0.2, 0.2]]) {
    const decay = curve(linear({ start, end, steps: 13 }), 20);
    assertWithin("linear", decay, optaxLinear(start, end, 13), bound);
  }
  const warmup = curve(linearWarmup({ peak: 0.3, steps: 13 }), 20);
  assertWithin("linearWarmup", warmup, optaxLinear(0, 0.3, 13), bound);
});

Deno.test("cosine has the values of optax's cosine_decay_schedule", () => {
  const alpha = 0.25;
  const expected = Array.from({ length: 30 }, (_, count) => {
    const cosine = 0.5 * (1 + Math.cos(Math.PI * Math.min(count, 17) / 17));
    return 0.4 * ((1 - alpha) * cosine + alpha);
  });
  const actual = curve(cosine({ start: 0.4, end: 0.4 * alpha, steps: 17 }), 30);
  assertWithin("cosine", actual, expected, bound);
});

Deno.test("inverseSquareRoot has the values of Vaswani's and of T5's formulas", () => {
  const width = 512, warmupSteps = 40;
  const vaswani = Array.from({ length: 200 }, (_, step) =>
    width ** -0.5 *
    (step === 0 ? 0 : Math.min(step ** -0.5, step * warmupSteps ** -1.5)));
  const peak = 1 / Math.sqrt(width * warmupSteps);
  const actual = curve(inverseSquareRoot({ peak, warmupSteps }), 200);
  assertWithin("Vaswani", actual, vaswani, bound);
  const t5 = Array.from(
    { length: 200 },
    (_, step) => 1 / Math.sqrt(Math.max(step, warmupSteps)),
  );
  const start = 1 / Math.sqrt(warmupSteps);
  const flat = curve(
    inverseSquareRoot({ start, peak: start, warmupSteps }),
    200,
  );
  assertWithin("T5", flat, t5, bound);
});

Deno.test("schedules begin and end at the very values given, and stay there", () => {
  const start = 0.1, end = 0.003, steps = 7;
  for (const make of [linear, cosine]) {
    const schedule = make({ start, end, steps });
    assertEquals([-1, 0, 7, 8, 1e9].map(schedule), [
      start,
      start,
      end,
      end,
      end,
    ]);
    assertEquals(make({ start, steps })(7), 0);
  }
  const warmup = linearWarmup({ peak: start, steps });
  assertEquals([-1, 0, 7, 1e9].map(warmup), [0, 0, start, start]);
  for (const annealing of ["cosine", "linear"] as const) {
    const cycle = oneCycle({ peak: 0.5, steps: 100, annealing });
    const last = 0.5 / 25 / 1e4;
    assertEquals([-1, 0, 29, 99, 100, 1e9].map(cycle), [
      0.5 / 25,
      0.5 / 25,
      0.5,
      last,
      last,
      last,
    ]);
  }
});

Deno.test("oneCycle has a value at every step where PyTorch divides by zero", () => {
  const peakFirst = oneCycle({ peak: 1, steps: 10, warmupFraction: 0.1 });
  assertEquals([0, 9].map(peakFirst), [1, 0.04 / 1e4]);
  const rising = oneCycle({ peak: 1, steps: 10, warmupFraction: 1 });
  assertEquals([0, 9, 10, 1e9].map(rising), [0.04, 1, 1, 1]);
  assertEquals(curve(oneCycle({ peak: 1, steps: 1 }), 2), [4e-6, 4e-6]);
});

Deno.test("schedules are continuous where their parts meet", () => {
  const near = 1e-9;
  const parts = joined([
    linearWarmup({ peak: 0.1, steps: 10 }),
    constant(0.1),
    cosine({ start: 0.1, end: 0.01, steps: 30 }),
    linear({ start: 0.01, steps: 5 }),
  ], { boundaries: [10, 20, 50] });
  const meetings: [string, Schedule, number[]][] = [
    ["joined", parts, [10, 20, 50, 55]],
    ["inverseSquareRoot", inverseSquareRoot({ peak: 1, warmupSteps: 9 }), [9]],
    ["oneCycle", oneCycle({ peak: 1, steps: 50 }), [14, 49]],
    ["oneCycle", oneCycle({ peak: 1, steps: 37, annealing: "linear" }), [
      0.3 * 37 - 1,
      36,
    ]],
    ["linear", linear({ start: 1, steps: 3 }), [0, 3]],
    ["cosine", cosine({ start: 1, steps: 3 }), [0, 3]],
  ];
  for (const [name, schedule, steps] of meetings) {
    for (const step of steps) {
      const values = [step - near, step, step + near].map(schedule);
      const jump = Math.max(...values) - Math.min(...values);
      assert(jump < 2 * near, `${name} jumps by ${jump} at step ${step}`);
    }
  }
});

Deno.test("joined starts each schedule at its own step 0, and keeps its own lists", () => {
  const list = [(step: number) => step, (step: number) => 100 + step];
  const boundaries = [3];
  const schedule = joined(list, { boundaries });
  list.reverse();
  boundaries[0] = 1;
  assertEquals([0, 1, 2, 3, 4].map(schedule), [0, 1, 2, 100, 101]);
  assertEquals(joined([constant(2)], { boundaries: [] })(5), 2);
  const nested = joined([schedule, constant(7)], { boundaries: [5] });
  assertEquals(curve(nested, 7), [0, 1, 2, 100, 101, 7, 7]);
});

const rate = "expected a finite number of at least 0";
const whole = "expected a whole number of at least 1";

Deno.test("schedules refuse values that are no learning rates", () => {
  const cases: [() => Schedule, string][] = [
    [() => constant(-1), `constant: value is -1, ${rate}`],
    [() => constant("0.1" as AnyOptions), `constant: value is "0.1", ${rate}`],
    [() => linear({ start: NaN, steps: 1 }), `linear: start is NaN, ${rate}`],
    [
      () => linear({ start: 1, end: -0.1, steps: 1 }),
      `linear: end is -0.1, ${rate}`,
    ],
    [
      () => linearWarmup({ peak: Infinity, steps: 1 }),
      `linearWarmup: peak is Infinity, ${rate}`,
    ],
    [
      () => linearWarmup({ start: -1, peak: 1, steps: 1 }),
      `linearWarmup: start is -1, ${rate}`,
    ],
    [() => cosine({ start: -1, steps: 1 }), `cosine: start is -1, ${rate}`],
    [
      () => cosine({ start: 1, end: NaN, steps: 1 }),
      `cosine: end is NaN, ${rate}`,
    ],
    [
      () => oneCycle({ steps: 5 } as AnyOptions),
      `oneCycle: peak is undefined, ${rate}`,
    ],
    [
      () => inverseSquareRoot({ peak: -1, warmupSteps: 1 }),
      `inverseSquareRoot: peak is -1, ${rate}`,
    ],
    [
      () => inverseSquareRoot({ start: NaN, peak: 1, warmupSteps: 1 }),
      `inverseSquareRoot: start is NaN, ${rate}`,
    ],
  ];
  for (const [make, message] of cases) assertMessage(make, RangeError, message);
});

Deno.test("schedules refuse numbers of steps that are none", () => {
  const cases: [() => Schedule, string][] = [
    [() => linear({ start: 1, steps: 0 }), `linear: steps is 0, ${whole}`],
    [
      () => linearWarmup({ peak: 1, steps: -3 }),
      `linearWarmup: steps is -3, ${whole}`,
    ],
    [() => cosine({ start: 1, steps: 1.5 }), `cosine: steps is 1.5, ${whole}`],
    [
      () => oneCycle({ peak: 1, steps: NaN }),
      `oneCycle: steps is NaN, ${whole}`,
    ],
    [
      () => inverseSquareRoot({ peak: 1, warmupSteps: 0 }),
      `inverseSquareRoot: warmupSteps is 0, ${whole}`,
    ],
  ];
  for (const [make, message] of cases) assertMessage(make, RangeError, message);
});

Deno.test("oneCycle refuses fractions, divisors and annealings that are none", () => {
  const cases: [AnyOptions, string][] = [
    [
      { warmupFraction: 30 },
      "warmupFraction is 30, expected a number from 0 to 1, such as 0.3",
    ],
    [
      { warmupFraction: NaN },
      "warmupFraction is NaN, expected a number from 0 to 1, such as 0.3",
    ],
    [
      { initialDivisor: 0 },
      "initialDivisor is 0, expected a finite number above 0",
    ],
    [
      { finalDivisor: Infinity },
      "finalDivisor is Infinity, expected a finite number above 0",
    ],
    [
      { annealing: "toString" },
      'annealing is "toString", expected "cosine" or "linear"',
    ],
  ];
  for (const [options, message] of cases) {
    assertMessage(
      () => oneCycle({ peak: 1, steps: 10, ...options }),
      RangeError,
      `oneCycle: ${message}`,
    );
  }
});

Deno.test("joined refuses schedules and boundaries that do not fit", () => {
  const two = [constant(1), constant(2)], three = [...two, constant(3)];
  assertMessage(
    () => joined([], { boundaries: [] }),
    RangeError,
    "joined: schedules is empty, expected at least one",
  );
  assertMessage(
    () => joined([constant(1), 0.1 as AnyOptions], { boundaries: [1] }),
    TypeError,
    "joined: schedules[1] is 0.1, expected a function of the step, such as constant(0.1)",
  );
  assertMessage(
    () => joined(two, { boundaries: 100 as AnyOptions }),
    TypeError,
    "joined: boundaries is 100, expected an array of steps such as [100]",
  );
  assertMessage(
    () => joined(two, { boundaries: [1, 2] }),
    RangeError,
    "joined: boundaries has length 2, expected 1: the first step of each schedule but the first",
  );
  for (const boundaries of [[5, 5], [5, 3], [0, 1], [1, 2.5], [1, NaN]]) {
    assertMessage(
      () => joined(three, { boundaries }),
      RangeError,
      `joined: boundaries is [${
        boundaries.join(", ")
      }], expected whole numbers above 0, ascending`,
    );
  }
});
