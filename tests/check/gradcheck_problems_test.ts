/** What gradcheck says of functions that have no gradient to check, or none that can be told. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { gradcheck, randomNormal } from "../../lib/check/mod.ts";

const identity = {
  forward: (x: Float64Array) => x.slice(),
  backward: (dy: Float64Array) => [dy.slice()],
};

Deno.test("a function that is not deterministic is named", async () => {
  let calls = 0;
  const drifting = {
    ...identity,
    forward: (x: Float64Array) => x.map((v) => v + 1e-9 * calls++),
  };
  const { ok, problems } = await gradcheck(drifting, [randomNormal(3, 1)]);
  assertEquals([ok, problems.length], [false, 1]);
  assertMatch(
    problems[0],
    /^forward is not deterministic: element 0 of its result was .* and then, for the same input, /,
  );

  const randomBackward = {
    ...identity,
    backward: (dy: Float64Array) => [dy.map((v) => v + 1e-15 * calls++)],
  };
  const report = await gradcheck(randomBackward, [randomNormal(3, 1)]);
  assertEquals(report.ok, false);
  assertMatch(report.problems[0], /^backward is not deterministic/);
});

Deno.test("a window that is not zeroed shows as a backward that is not deterministic", async () => {
  const kept = new Float64Array(3);
  const accumulating = {
    ...identity,
    backward: (
      dy: Float64Array,
    ) => [kept.map((_, i) => kept[i] += dy[i]).slice()],
  };
  const { ok, problems } = await gradcheck(accumulating, [randomNormal(3, 1)]);
  assertEquals(ok, false);
  assertMatch(problems[0], /^backward is not deterministic/);
});

Deno.test("an output that is not finite is named", async () => {
  const log = {
    forward: (x: Float64Array) => x.map(Math.log),
    backward: (
      dy: Float64Array,
      x: Float64Array,
    ) => [dy.map((v, i) => v / x[i])],
  };
  const { ok, problems } = await gradcheck(log, [Float64Array.of(1, -1, 2)]);
  assertEquals([ok, problems], [false, [
    "the output is not finite: element 1 is NaN",
  ]]);
});

const relu = {
  forward: (x: Float64Array) => x.map((v) => Math.max(v, 0)),
  backward: (
    dy: Float64Array,
    x: Float64Array,
  ) => [dy.map((v, i) => x[i] > 0 ? v : 0)],
};

Deno.test("a kink at the input is named, even where the backward pass gives the mean of both sides", async () => {
  const x = Float64Array.of(1, 0, -2, 3);
  const { ok, checks: [check] } = await gradcheck(relu, [x]);
  assertEquals([ok, check.verdict], [false, "failed"]);
  assertEquals(check.notes, [
    "a kink at [1]: the slopes ahead and behind differ, so there is no one gradient; move the input away from it",
  ]);
  const absolute = {
    forward: (x: Float64Array) => x.map(Math.abs),
    backward: (
      dy: Float64Array,
      x: Float64Array,
    ) => [dy.map((v, i) => v * Math.sign(x[i]))],
  };
  const report = await gradcheck(absolute, [x]);
  assertEquals([report.ok, report.checks[0].verdict], [false, "failed"]);
});

Deno.test("a kink beside the input does no harm", async () => {
  for (const distance of [1e-1, 1e-3, 1e-5]) {
    const x = Float64Array.of(1, distance, -2, -distance, 3);
    const report = await gradcheck(relu, [x]);
    assert(report.ok, `${distance}\n${report}`);
  }
});

Deno.test("an input without effect is a note, and passes with a gradient of zero only", async () => {
  const first = {
    forward: (x: Float64Array, _: Float64Array) => x.slice(),
    backward: (
      dy: Float64Array,
      _: Float64Array,
      y: Float64Array,
    ) => [dy.slice(), y.map(() => 0)],
  };
  const inputs = [randomNormal(3, 1), randomNormal(2, 2)];
  const report = await gradcheck(first, inputs);
  assertEquals([report.ok, report.checks[1].notes], [true, [
    "the outputs do not depend on it",
  ]]);
  const wrong = {
    ...first,
    backward: (
      dy: Float64Array,
      _: Float64Array,
      y: Float64Array,
    ) => [dy.slice(), y.map(() => 1e-3)],
  };
  assertEquals((await gradcheck(wrong, inputs)).checks[1].verdict, "failed");
});

Deno.test("what f32 cannot tell is undecided, and does not pass", async () => {
  const squares = (offset: number) => ({
    forward: (x: Float32Array) =>
      x.map((v) => Math.fround(Math.fround(offset + v) ** 2)),
    backward: (dy: Float32Array, x: Float32Array) => [
      dy.map((v, i) => v * 2 * (offset + x[i])),
    ],
  });
  const tiny = {
    forward: (x: Float32Array) =>
      x.map((v) => Math.fround(1e4 + 1e-3 * Math.tanh(v))),
    backward: (
      dy: Float32Array,
      x: Float32Array,
    ) => [dy.map((v, i) => v * 1e-3 * (1 - Math.tanh(x[i]) ** 2))],
  };
  const x = Float32Array.from(randomNormal(5, 1));
  const { ok, checks: [check] } = await gradcheck(tiny, [x]);
  assertEquals([ok, check.verdict], [false, "undecided"]);
  assertMatch(
    check.notes[0],
    /^differences cannot tell: the resolution at \[\d\] is .*; check it in f64$/,
  );
  // (1e6 + x)² is rounded to multiples of 65,536, which a slope of 2e6 does not stand out from.
  const coarse = await gradcheck(squares(1e6), [x]);
  assertEquals(coarse.checks[0].verdict, "undecided", String(coarse));
  // (1e3 + x)² is rounded to a sixteenth, beside a slope of 2e3.
  const fine = await gradcheck(squares(1e3), [x]);
  assert(fine.ok, String(fine));
});
