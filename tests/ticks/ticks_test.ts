import { Ticks } from "../../mod.ts";
import { assertMessage } from "../assert_message.ts";
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  adamw,
  type Optimizer,
  schedules,
  Tensor,
  type TicksOptions,
} from "../../mod.ts";
import { partsOf } from "../../lib/device/tensor.ts";
import { testOnEachDevice } from "../devices.ts";
import { capture } from "./capture.ts";
import { f32, make } from "./two_parameters.ts";

testOnEachDevice(
  "a window closes by ticks, by a function and by count",
  async (device) => {
    const stepsOf = async (
      every: TicksOptions["every"],
      counts: readonly number[],
    ) => {
      const { ticks } = make(device, { every });
      const closed: (number[] | null)[] = [];
      for (const count of counts) {
        const step = await ticks.tick(count);
        closed.push(step && [step.step, step.count]);
      }
      return { closed, left: [ticks.step, ticks.pending, ticks.count] };
    };
    assertEquals(await stepsOf(undefined, [3, 4]), {
      closed: [[1, 3], [2, 4]],
      left: [2, 0, 0],
    });
    assertEquals(await stepsOf(2, [3, 4, 5]), {
      closed: [null, [1, 7], null],
      left: [1, 1, 5],
    });
    assertEquals(await stepsOf((step) => step + 1, [1, 2, 3, 4, 5, 6]), {
      closed: [[1, 1], null, [2, 5], null, null, [3, 15]],
      left: [3, 0, 0],
    });
    assertEquals(await stepsOf({ count: 10 }, [4, 6, 9, 2, 10, 0.5]), {
      closed: [null, [1, 10], null, [2, 11], [3, 10], null],
      left: [3, 1, 0.5],
    });
  },
);

testOnEachDevice(
  "the last, partial window is divided by its own count",
  async (device) => {
    const { ticks, value } = make(device, { every: 4 });
    assertEquals(await ticks.flush(), null);
    ticks.add({ w: f32(6, 9) });
    await ticks.tick(1);
    await ticks.tick(2);
    const step = await ticks.flush();
    assertEquals([step?.step, step?.count, step?.loss], [1, 3, undefined]);
    assertEquals(await value("w"), f32(2, 3));
    assertEquals(await ticks.flush(), null);
    assertEquals([ticks.step, ticks.pending, ticks.count], [1, 0, 0]);
  },
);

testOnEachDevice(
  "a parameter without a gradient counts as zero, and nothing is left in the window",
  async (device) => {
    const { ticks, parameters, value } = make(device);
    ticks.add({ w: f32(1, 2) });
    await ticks.tick();
    assertEquals(await value("v"), new Float32Array(3003));
    for (const { grad } of parameters) {
      assert((await grad.read()).every((v) => v === 0));
    }
    ticks.add({ w: f32(5, 5) });
    ticks.reset();
    await ticks.tick();
    assertEquals(await value("w"), f32(0, 0));
  },
);

testOnEachDevice(
  "losses are divided by the count, numbers and tensors",
  async (device) => {
    const { ticks } = make(device, { every: 2 });
    assertEquals(await ticks.tick(1, { loss: 4 }), null);
    const step = await ticks.tick(3, { loss: 6 });
    assertEquals(step, { step: 1, count: 4, loss: 2.5 });
    const loss = device.tensor([3], []);
    await ticks.tick(2, { loss });
    const other = await ticks.tick(2, { loss: device.tensor([6], [1]) });
    assert(other?.loss instanceof Tensor);
    assertEquals(other.loss.shape, []);
    assertEquals(await other.loss.read(), f32(2.25));
    assertEquals(await loss.read(), f32(3));

    await ticks.tick(1, { loss: 1 });
    const wrong: [unknown, string][] = [
      [loss, "a tensor, expected a number"],
      [undefined, "left out, expected a number"],
    ];
    for (const [loss, message] of wrong) {
      await assertRejects(
        () => ticks.tick(1, { loss: loss as number }),
        TypeError,
        `ticks.tick: loss is ${message} as in the window's other ticks`,
      );
    }
    await assertRejects(
      () => ticks.tick(1, { loss: "1" as unknown as number }),
      TypeError,
      "ticks.tick: loss is string, expected a number or a tensor of one value",
    );
    await assertRejects(
      () => ticks.tick(1, { loss: device.zeros([2]) }),
      TypeError,
      "ticks.tick: loss has shape [2], expected []",
    );
    assertEquals((await ticks.flush())?.loss, 1);
  },
);

testOnEachDevice(
  "the schedule's clock is the step, skipped ones included",
  async (device) => {
    const { ticks, value } = make(device, {
      every: 2,
      optimizer: adamw({
        learningRate: schedules.linear({ start: 1, end: 0, steps: 4 }),
        weightDecay: 1,
      }),
    });
    let expected = 1;
    for (let step = 0; step < 4; step++) {
      const skipped = step === 1;
      if (skipped) ticks.add({ w: f32(Infinity, 0) });
      await ticks.tick();
      await ticks.tick();
      // Without a gradient only decay acts: w -= learning rate * w.
      if (!skipped) expected *= 1 - (1 - step / 4);
      assertEquals((await value("w"))[1], expected);
    }
  },
);

testOnEachDevice(
  "Ticks waits for the GPU only when a third window is in flight",
  async (device) => {
    const { ticks, parameters, value } = make(device, { every: 2 });
    const { backend } = partsOf(parameters.get("w").value);
    const fence = backend.fence.bind(backend), waits: number[] = [];
    backend.fence = () => {
      const wait = fence(), step = ticks.step;
      return () => {
        waits.push(step);
        return wait();
      };
    };
    try {
      const promises: Promise<unknown>[] = [];
      for (let tick = 0; tick < 24; tick++) {
        ticks.add({ w: f32(tick, -tick) });
        promises.push(ticks.tick()); // what changes, changes at the call
        assertEquals(ticks.step, Math.floor((tick + 1) / 2));
        if (tick < 5) assertEquals(waits, []);
      }
      await Promise.all(promises);
    } finally {
      backend.fence = fence;
    }
    assertEquals(waits[0], 1); // the oldest, by the third
    assertEquals(new Set(waits).size, waits.length);
    assertEquals(await value("w"), f32(22.5, -22.5));
  },
);

testOnEachDevice(
  "what cannot be is refused, and changes nothing",
  async (device) => {
    const { ticks, value } = make(device, { every: 2 });
    ticks.add({ w: f32(4, 6) });
    await ticks.tick(0);
    for (const count of [-1, NaN, Infinity]) {
      await assertRejects(
        () => ticks.tick(count),
        RangeError,
        `ticks.tick: count is ${count}, expected a finite number of at least 0: the samples or tokens of the tick`,
      );
    }
    for (const close of [() => ticks.tick(0), () => ticks.flush()]) {
      await assertRejects(
        close,
        RangeError,
        "the counts of the window sum to 0, expected a finite number above 0 in f32, to divide the sum of the gradients by; the window stays open",
      );
    }
    assertEquals([ticks.pending, ticks.count, ticks.step], [1, 0, 0]);
    await ticks.tick(2);
    assertEquals(await value("w"), f32(2, 3));

    const rate = make(device, {
      optimizer: { ...capture, learningRate: () => NaN } as Optimizer,
    }).ticks;
    await assertRejects(
      () => rate.tick(),
      RangeError,
      "ticks.tick: learningRate(0) is NaN, expected a finite number of at least 0",
    );
    const every = make(device, { every: () => 1.5 }).ticks;
    await assertRejects(
      () => every.tick(),
      RangeError,
      "ticks.tick: every(0) is 1.5, expected a whole number of at least 1: the ticks of a window",
    );
    assertEquals([rate.pending, every.pending], [0, 0]);
  },
);

testOnEachDevice(
  "of two Ticks of the same parameters the last one goes on; one that is disposed does not",
  async (device) => {
    const { ticks: old, parameters, value } = make(device, {
      compensated: true,
    });
    old.add({ w: f32(7, 7) });
    const ticks = new Ticks(parameters, { optimizer: capture });
    const foreign = device.tensor(new Float32Array(3200).fill(7));
    const refused: [string, () => unknown][] = [
      ["ticks.add", () => old.add({ w: f32(1, 1) })],
      ["ticks.tick", () => old.tick()],
      ["ticks.flush", () => old.flush()],
      ["ticks.reset", () => old.reset()],
      ["ticks.report", () => old.report()],
      ["ticks.save", () => old.save()],
    ];
    const all = async (message: string) => {
      for (const [caller, call] of refused) {
        const error = await assertRejects(async () => await call(), TypeError);
        assertEquals(error.message, `${caller}: ${message}`);
      }
      assertEquals(old.pending, 0);
    };
    await all(
      "another Ticks trains these parameters now, expected the last one that was made",
    );
    ticks.add({ w: f32(1, 2) });
    await ticks.tick();
    assertEquals(await value("w"), f32(1, 2));
    old.dispose(); // that of the last one stays
    ticks.add({ w: f32(3, 4) });
    await ticks.tick();
    assertEquals(await value("w"), f32(3, 4));
    ticks.dispose();
    ticks.dispose();
    await all("this Ticks is disposed, expected one in use");
    assertEquals(await foreign.read(), new Float32Array(3200).fill(7));
  },
);

testOnEachDevice(
  "the accumulated gradient itself is no gradient to add",
  (device) => {
    const { ticks, parameters } = make(device);
    assertMessage(
      () => ticks.add({ w: parameters.get("w").grad }),
      TypeError,
      "ticks.add: w is what is added into, expected a gradient of its own; backward passes have added theirs already",
    );
  },
);
