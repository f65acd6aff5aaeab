// deno-lint-ignore-file no-import-prefix
// %% [markdown]
// # Gradient checks: what differences can see, and what they cannot
//
// Whoever writes a backward pass by hand is told "it trains, so it is right". Networks train with gradients that are
// wrong by a factor, that lack a term, that leave out a row: slower, worse, and nobody knows why. The remedy is as old as
// calculus: compare the gradient with a difference of function values. It is also easy to do badly. Here we measure
// what a difference can tell, build a check that needs no tolerance from its user, and let it loose on mistakes.
//
// **You will learn**
//
// - why the error of a difference, by its step, is a U, and where its bottom lies in 64, 32 and 16 bits;
// - how to extrapolate, and how to know the error of the result without knowing the result;
// - why a tolerance copied from a tutorial passes wrong gradients;
// - what kinks do, and how to notice them;
// - how to check a million numbers with three random directions, and what that can miss;
// - how to read a report, find a mistake, and check a kernel of your own.
//
// **You need** derivatives, and some TypeScript; section 2 of notebook 01 helps.
//
// **Time**: 45 minutes to read, 15 seconds to run.
//
// **Contents**: 1. The U · 2. A check without tolerances · 3. Tolerances from a tutorial · 4. Kinks ·
// 5. Random directions · 6. Find the mistake · 7. Every device · 8. Your own kernel · 9. All checks
//
// What is claimed of numbers below is asserted: `checks.atMost(what, value, bound)` fails the cell when the value is
// above the bound, or not a number.

// %%
import {
  defineKernel,
  LayerNorm,
  openDevice,
  Parameters,
  sgd,
  Ticks,
} from "jsr:@ticks/ticks@^0.1";
import {
  allClose,
  Checks,
  cosineSimilarity,
  gradcheck,
  maxRelativeError,
  randomNormal,
} from "jsr:@ticks/ticks@^0.1/check";
import { exercise, markdown } from "jsr:@ticks/ticks@^0.1/notebook";
import { heatmap, histogram, line } from "jsr:@ticks/ticks@^0.1/plot";

const checks = new Checks();
const cpu = await openDevice("cpu");

// %% [markdown]
// ## 1. The U
//
// The derivative is a limit, and a computer has none. The central difference with the step $h$ is
//
// $$ \frac{f(x + h) - f(x - h)}{2h} = f'(x) + \underbrace{\frac{h^2}{6} f'''(x) + \dots}_{\text{truncation}}
// + \underbrace{\frac{u\,|f(x)|}{h}}_{\text{rounding}} . $$
//
// A smaller step makes the first error smaller and the second one larger: each value of $f$ is rounded by up to
// $u\,|f|$, and the difference is divided by $h$. The sum is smallest near $h \approx \sqrt[3]{3u}$, and there it is about
// $u^{2/3}$: a third of the digits is lost, whatever one does. For $f = \sin$ at $x = 1$, in three formats:

// %%
const formats = {
  "f64": { round: (v: number) => v, u: 2 ** -53 },
  "f32": { round: Math.fround, u: 2 ** -24 },
  "f16": { round: Math.f16round, u: 2 ** -11 },
};
const steps = Array.from({ length: 53 }, (_, i) => 10 ** (-13 + i / 4));

/** The error of the central difference of the sine at 1, where each value is rounded. */
const errorAt = (h: number, round: (v: number) => number) => {
  const right = round(1 + h), left = round(1 - h);
  const slope = (round(Math.sin(right)) - round(Math.sin(left))) /
    (right - left);
  return Math.abs(slope - Math.cos(1));
};
const curves = Object.fromEntries(
  Object.entries(formats).map(([name, { round, u }]) => {
    // Below a few roundings of x the step itself is lost.
    const seen = steps.filter((h) => h > 4 * u);
    return [name, {
      x: seen,
      y: seen.map((h) => Math.max(errorAt(h, round), 1e-13)),
    }];
  }),
);
await line(curves, {
  xScale: "log",
  yScale: "log",
  title: "The error of a central difference, by its step",
  xLabel: "step h",
  yLabel: "error",
  caption:
    "On the right the error falls with h², on the left it grows with 1/h.",
}).show();

for (const [name, { u }] of Object.entries(formats)) {
  const { x, y } = curves[name];
  const lowest = y.indexOf(Math.min(...y));
  checks.atMost(
    `${name}: best step against the cube root of 3u, in powers of ten`,
    Math.abs(Math.log10(x[lowest] / Math.cbrt(3 * u))),
    1.5,
  );
  const near = errorAt(Math.cbrt(3 * u), formats[name as "f64"].round);
  checks.atMost(
    `${name}: error at that step over u to the power 2/3`,
    near / u ** (2 / 3),
    5,
  );
}

// %% [markdown]
// By $u^{2/3}$ two digits are left in 16 bits, five in 32 and ten in 64. That is why PyTorch says of its own check in single
// precision that it "will likely fail", and why proofs are done in 64 bits.
//
// The one-sided difference $(f(x + h) - f(x)) / h$, found in many tutorials, has a truncation of $h f''/2$. Its best step
// is near $\sqrt{u}$, and half of the digits are lost:

// %%
const central: number[] = [], oneSided: number[] = [];
for (const h of steps) {
  central.push(Math.max(errorAt(h, (v) => v), 1e-13));
  oneSided.push(Math.abs((Math.sin(1 + h) - Math.sin(1)) / h - Math.cos(1)));
}
await line({ "one-sided": oneSided, "central": central }, {
  x: steps,
  xScale: "log",
  yScale: "log",
  title: "One side or two, in 64 bits",
  xLabel: "step h",
  yLabel: "error",
  caption:
    "The best central difference is a thousand times as exact as the best one-sided one.",
}).show();
checks.atLeast(
  "best one-sided over best central error",
  Math.min(...oneSided) / Math.min(...central),
  30,
);

// %% [markdown]
// ## 2. A check without tolerances
//
// Richardson's trick (1911): the truncation is a known power of $h$, so two differences with $h$ and $h/2$ can be combined
// such that it cancels,
//
// $$ T_1 = \frac{4\, T_0(h/2) - T_0(h)}{3}, \qquad
// T_k = \frac{4^k\, T_{k-1}(h/2) - T_{k-1}(h)}{4^k - 1} , $$
//
// and each level loses another power, from $h^2$ to $h^4$ to $h^6$. Ridders (1982) made an algorithm of it that stops at the
// right place: neighbours in this table differ by about their error, so the table *tells its own error*, without knowing
// the right answer.

// %%
const table: number[][] = [];
for (let j = 0; j < 8; j++) {
  const h = 0.4 / 2 ** j;
  const row = [(Math.exp(1 + h) - Math.exp(1 - h)) / (2 * h)];
  for (let k = 1; k <= j; k++) {
    row.push((4 ** k * row[k - 1] - table[j - 1][k - 1]) / (4 ** k - 1));
  }
  table.push(row);
}
const errors = table.map((row) => row.map((v) => Math.abs(v - Math.E)));
await line({
  "T₀, central": { x: errors.map((_, j) => j), y: errors.map((row) => row[0]) },
  "T₁": {
    x: errors.slice(1).map((_, j) => j + 1),
    y: errors.slice(1).map((row) => row[1]),
  },
  "T₂": {
    x: errors.slice(2).map((_, j) => j + 2),
    y: errors.slice(2).map((row) => row[2]),
  },
  "T₃": {
    x: errors.slice(3).map((_, j) => j + 3),
    y: errors.slice(3).map((row) => Math.max(row[3], 1e-16)),
  },
}, {
  yScale: "log",
  title: "Richardson's table for the exponential at 1",
  xLabel: "halvings of the step",
  yLabel: "error",
  caption:
    "Each level falls faster than the one before, down to the floor of rounding.",
}).show();
checks.atMost("error of T₃ after 5 halvings", errors[5][3], 1e-12);
checks.atLeast(
  "error of T₀ after 5 halvings, over that of T₃",
  errors[5][0] / errors[5][3],
  1e6,
);

// %% [markdown]
// There is one trap. Near the floor neighbours agree by chance, and the table believes itself to be more exact than it is:
// a bound taken from it alone raises false alarms. So the noise is measured as well: compute again with all values moved by
// one rounding, and see how far the result moves. `gradcheck` does both, for each element, and takes ten times the sum as
// its bound. There is nothing to tune:

// %%
for (const scale of [1e-12, 1, 1e12]) {
  const report = await gradcheck({
    forward: (x: Float64Array) => x.map((v) => Math.tanh(v / scale)),
    backward: (dy: Float64Array, x: Float64Array) => [
      dy.map((v, i) => v * (1 - Math.tanh(x[i] / scale) ** 2) / scale),
    ],
  }, [randomNormal(6, 1).map((v) => v * scale)]);
  const { analytic, error, bound } = report.checks[0].worst;
  checks.atMost(
    `tanh at the scale ${scale}: error over bound`,
    error / bound,
    1,
  );
  checks.atMost(
    `tanh at the scale ${scale}: bound over gradient`,
    bound / Math.abs(analytic),
    1e-8,
  );
}

// %% [markdown]
// ## 3. Tolerances from a tutorial
//
// Most checks that people copy end in `allclose(numerical, analytic, rtol=1e-3)`. Is a thousandth small? Here is layer
// normalisation whose backward pass has $\varepsilon$ outside the root, $1/(\sigma + \varepsilon)$ for
// $1/\sqrt{\sigma^2 + \varepsilon}$: an easy mistake.

// %%
const [rows, columns, eps] = [4, 6, 1e-5];
const rowsOf = (x: Float64Array) =>
  Array.from(
    { length: rows },
    (_, r) => x.slice(r * columns, (r + 1) * columns),
  );
const meanOf = (row: Float64Array) =>
  row.reduce((sum, v) => sum + v, 0) / row.length;
const statistics = (row: Float64Array) => {
  const mean = meanOf(row);
  return { mean, variance: meanOf(row.map((v) => (v - mean) ** 2)) };
};
const joined = (list: Float64Array[]) =>
  Float64Array.from(list.flatMap((row) => [...row]));

/** Layer normalisation without weight and bias; `rstd` is that of the backward pass only. */
const norm = (rstd: (variance: number) => number) => ({
  forward: (x: Float64Array) =>
    joined(
      rowsOf(x).map((row) => {
        const { mean, variance } = statistics(row);
        return row.map((v) => (v - mean) / Math.sqrt(variance + eps));
      }),
    ),
  backward: (dy: Float64Array, x: Float64Array) => {
    const gradients = rowsOf(dy);
    return [joined(
      rowsOf(x).map((row, r) => {
        const { mean, variance } = statistics(row);
        const s = rstd(variance), g = gradients[r];
        const xhat = row.map((v) => (v - mean) * s);
        const first = meanOf(g), second = meanOf(g.map((v, i) => v * xhat[i]));
        return xhat.map((v, i) => s * (g[i] - first - v * second));
      }),
    )];
  },
});
const outside = norm((variance) => 1 / (Math.sqrt(variance) + eps));
const x = randomNormal(rows * columns, 3);
const shapes = [[rows, columns]];

const wrong = await gradcheck(outside, [x], { shapes });
const { analytic, numerical } = wrong.checks[0].elements!;
checks.holds(
  "eps outside the root: passes at rtol 1e-3",
  allClose(analytic, numerical, { rtol: 1e-3 }),
);
checks.holds("eps outside the root: does not pass gradcheck", !wrong.ok);
wrong;

// %% [markdown]
// The copied tolerance lets it pass. `gradcheck` does not, because it knows how exact its own differences are: ten
// digits here. It also says where to look: each row of the gradient is the right one, but for another mean or standard
// deviation.
//
// How large may a mistake be that a tolerance of a thousandth accepts? We make the gradient wrong by ever less, and see which
// is the last mistake that each check notices:

// %%
const right = norm((variance) => 1 / Math.sqrt(variance + eps));
const factors = Array.from({ length: 10 }, (_, i) => 10 ** (-1 - i));
const noticed = { tutorial: 0, ours: 0 };
for (const factor of factors) {
  const scaled = {
    ...right,
    backward: (dy: Float64Array, x: Float64Array) =>
      right.backward(dy, x).map((dx) => dx.map((v) => v * (1 + factor))),
  };
  const report = await gradcheck(scaled, [x], { shapes });
  const { analytic, numerical } = report.checks[0].elements!;
  if (!allClose(analytic, numerical, { rtol: 1e-3 })) noticed.tutorial = factor;
  if (!report.ok) noticed.ours = factor;
}
console.log(
  `smallest relative error noticed: ${noticed.tutorial} by the tutorial's check, ${noticed.ours} by gradcheck`,
);
checks.atLeast(
  "smallest error noticed by the tutorial's check",
  noticed.tutorial,
  1e-3,
);
checks.atMost("smallest error noticed by gradcheck", noticed.ours, 1e-8);

// %% [markdown]
// ## 4. Kinks
//
// At a kink there is no derivative, and a difference that reaches over one is a mean of two slopes. ReLU at
// $x = 10^{-3}$ has the slope 1. With a step of $10^{-2}$ the difference says something else:

// %%
const relu = (v: number) => Math.max(0, v);
const distances = Array.from({ length: 41 }, (_, i) => 10 ** (-6 + i / 10));
await line({
  "central difference": distances.map((h) =>
    (relu(1e-3 + h) - relu(1e-3 - h)) / (2 * h)
  ),
}, {
  x: distances,
  xScale: "log",
  title: "The slope of ReLU at 0.001, by the step",
  xLabel: "step h",
  yLabel: "slope",
  references: [{ y: 1, label: "the slope at 0.001" }],
  caption:
    "A step that reaches over the kink at 0 gives a mean of the slopes on both sides.",
}).show();
checks.atMost(
  "slope with a step of 1e-4, less 1",
  Math.abs((relu(1e-3 + 1e-4) - relu(1e-3 - 1e-4)) / 2e-4 - 1),
  1e-9,
);
checks.atMost(
  "slope with a step of 1e-2",
  (relu(1e-3 + 1e-2) - relu(1e-3 - 1e-2)) / 2e-2,
  0.56,
);

// %% [markdown]
// A kink can be noticed. The slopes ahead and behind differ by $h f''$ where $f$ is smooth: half the step, half the
// difference. At a kink they differ as much for every step. `gradcheck` searches for a step that does not reach a kink, and
// where there is none, because the input lies on it, says so instead of passing:

// %%
const reluFunctions = {
  forward: (x: Float64Array) => x.map(relu),
  backward: (
    dy: Float64Array,
    x: Float64Array,
  ) => [dy.map((v, i) => x[i] > 0 ? v : 0)],
};
const beside = await gradcheck(reluFunctions, [
  Float64Array.of(1, 1e-3, -1e-3, -1),
]);
const on = await gradcheck(reluFunctions, [Float64Array.of(1, 0, -1)]);
checks.holds("ReLU beside its kink passes", beside.ok);
checks.holds("ReLU on its kink does not pass", !on.ok);
console.log(on.checks[0].notes.join("\n"));

// %% [markdown]
// ## 5. Random directions
//
// Element by element, a gradient of $n$ numbers costs some $6n$ evaluations. But the slope in one direction $v$ is
// $\langle \nabla f, v \rangle$, and *one* difference measures it, whatever $n$ is. If the gradient is wrong by $e$, the
// slope is wrong by $\langle e, v \rangle$. For a fixed $v$ that may be zero by bad luck; for a random one, with elements from
// $N(0, 1)$, it is a random number from $N(0, |e|^2)$. It stays below a bound $b$ with the probability
//
// $$ P(|\langle e, v \rangle| < b) \le \sqrt{\tfrac{2}{\pi}}\, \frac{b}{|e|} . $$
//
// Here are 2,000 directions, for a gradient of a thousand numbers of which one is wrong:

// %%
const n = 1000, mistake = new Float64Array(n);
mistake[123] = 1;
const seenInDirection = Float64Array.from(
  { length: 2000 },
  (_, seed) =>
    randomNormal(n, seed + 1).reduce((sum, v, i) => sum + v * mistake[i], 0),
);
await histogram(seenInDirection, {
  title: "What a random direction sees of a mistake",
  xLabel: "difference of the slopes",
  yLabel: "directions of 2,000",
  caption:
    "The mistake has the size 1. Most directions see much of it, a few almost nothing.",
}).show();
const missedBy = (bound: number) =>
  seenInDirection.filter((v) => Math.abs(v) < bound).length /
  seenInDirection.length;
checks.atMost(
  "missed with a bound of 0.1, over what the formula allows",
  missedBy(0.1) / (Math.sqrt(2 / Math.PI) * 0.1),
  1.3,
);
checks.atMost(
  "missed with a bound of 0.01, over what the formula allows",
  missedBy(0.01) / (Math.sqrt(2 / Math.PI) * 0.01),
  2,
);

// %% [markdown]
// Three independent directions miss it with the third power of that. So `fastMode` takes three, at the price of some sixty
// evaluations for any $n$; where they disagree it finds the place by halving. A hundred thousand cubes, one of them wrong
// by one percent:

// %%
const many = 100_000;
const cubes = {
  forward: (x: Float64Array) => x.map((v) => v ** 3),
  backward: (dy: Float64Array, x: Float64Array) => {
    const dx = x.map((v, i) => 3 * v * v * dy[i]);
    dx[54_321] *= 1.01;
    return [dx];
  },
};
const fast = await gradcheck(cubes, [randomNormal(many, 1)], {
  fastMode: true,
});
checks.holds("one wrong cube of 100,000 does not pass", !fast.ok);
fast;

// %% [markdown]
// ## 6. Find the mistake
//
// A linear layer $Y = X W$ has the gradients $dX = dY\, W^\top$ and $dW = X^\top dY$. Below is one whose author has
// made a mistake. The heat map shows, for each element of $dW$, how far it is off:

// %%
const size = 6;
const at = (m: Float64Array, r: number, c: number) => m[r * size + c];
const product = (a: Float64Array, b: Float64Array) =>
  a.map((_, i) => {
    const r = Math.floor(i / size), c = i % size;
    let sum = 0;
    for (let k = 0; k < size; k++) sum += at(a, r, k) * at(b, k, c);
    return sum;
  });
const transpose = (a: Float64Array) =>
  a.map((_, i) => at(a, i % size, Math.floor(i / size)));
const suspicious = {
  forward: (x: Float64Array, w: Float64Array) => product(x, w),
  backward: (dy: Float64Array, x: Float64Array, w: Float64Array) => [
    product(dy, transpose(w)),
    product(transpose(dy), x),
  ],
};
const suspect = await gradcheck(
  suspicious,
  [randomNormal(36, 1), randomNormal(36, 2)],
  { shapes: [[size, size], [size, size]] },
);
const { analytic: claimed, numerical: measured } = suspect.checks[1].elements!;
await heatmap({
  data: measured.map((v, i) => claimed[i] - v),
  shape: [size, size],
}, {
  title: "dW: how far it is off",
  xLabel: "column",
  yLabel: "row",
  colorLabel: "claimed - measured",
  caption: "White is right. Look at the diagonal, and at both sides of it.",
}).show();
checks.holds("dW does not pass", !suspect.checks[1].ok);
checks.holds("dX passes", suspect.checks[0].ok);

// %% [markdown]
// **Exercise 1.** Which mistake is it? Write `dW` as it should be. (Then open the output of the cell after: the report tries
// such hypotheses one after the other. How the cell above yours checks is folded, too.)

// %% tags=["hide-input"] jupyter={"source_hidden":true}
const exerciseLinear = exercise("the gradient of W", {
  hint: [
    markdown`Written out: $(dW)_{kc} = \sum_r x_{rk}\, dy_{rc}$, a sum over the rows of $X$ and of $dY$.`,
    "`product` and `transpose` are in the cell above.",
  ],
  solution: (x: Float64Array, dy: Float64Array) => product(transpose(x), dy),
  // By its definition: the sum over the rows.
  reference: (x: Float64Array, dy: Float64Array) =>
    x.map((_, i) => {
      const k = Math.floor(i / size), c = i % size;
      let sum = 0;
      for (let r = 0; r < size; r++) sum += at(x, r, k) * at(dy, r, c);
      return sum;
    }),
  cases: (seed) => [randomNormal(36, seed), randomNormal(36, 50 + seed)],
  shape: [size, size],
  rtol: 1e-9,
});

// %%
const myGradient = (_x: Float64Array, _dy: Float64Array) => {
  // your code: return a Float64Array of 36 values
};
await exerciseLinear.check(myGradient);

// %% tags=["hide-output"] jupyter={"outputs_hidden":true}
console.log(suspect.checks[1].explanation);

// %% [markdown]
// The direction of a gradient is a popular measure. With this mistake the cosine between the claimed and the right gradient
// is still above zero: a step against the claimed gradient goes downhill, if badly, and the network trains.

// %%
const cosine = cosineSimilarity(claimed, measured);
console.log(`cosine of the claimed and the measured dW: ${cosine.toFixed(3)}`);
checks.atLeast("cosine of a transposed gradient", cosine, 0.1);
checks.atMost("cosine of a transposed gradient", cosine, 0.9);

// %% [markdown]
// ## 7. Every device
//
// WebGPU has no 64 bits. So a proof has two steps: the mathematics is checked in f64 on the CPU, where the same TypeScript
// defines what every kernel computes; then each device is held against that definition in f32. First the mathematics, for
// layer normalisation with weight and bias:

// %%
const module = new LayerNorm(columns, { device: cpu, dtype: "f64" });
module.weight!.value.write(randomNormal(columns, 4));
const proof = await gradcheck(module, [cpu.tensor(x, [rows, columns])]);
checks.holds("layer norm in f64: all gradients right", proof.ok);
proof;

// %% [markdown]
// Then every device at hand, in f32, against the f64 gradients:

// %%
const devices = [cpu];
try {
  devices.push(await openDevice("webgpu"));
} catch (error) {
  console.log(`no WebGPU here: ${(error as Error).message}`);
}
const dy = randomNormal(rows * columns, 5);
const gradientsOn = async (device: typeof cpu, dtype: "f32" | "f64") => {
  const norm = new LayerNorm(columns, { device, dtype });
  norm.weight!.value.write(
    dtype === "f32"
      ? Float32Array.from(randomNormal(columns, 4))
      : randomNormal(columns, 4),
  );
  const tensor = (values: Float64Array) =>
    device.tensor(dtype === "f32" ? Float32Array.from(values) : values, [
      rows,
      columns,
    ]);
  const { backward } = norm.forward(tensor(x));
  const dx = backward(tensor(dy));
  return [
    ...await dx.read(),
    ...await norm.weight!.grad.read(),
    ...await norm.bias!.grad.read(),
  ];
};
const reference = await gradientsOn(cpu, "f64");
for (const device of devices) {
  checks.atMost(
    `layer norm in f32 on ${device.kind}: largest error of the gradients`,
    maxRelativeError(await gradientsOn(device, "f32"), reference),
    1e-6,
  );
}

// %% [markdown]
// And `Ticks`: the gradient that a step applies is that of the *mean* loss over the window, whatever its cuts. A step of
// plain descent with the learning rate 1 gives it away as the difference of the parameters, so `gradcheck` can compare it
// with the loss itself:

// %%
const samples = Array.from({ length: 12 }, (_, i) => randomNormal(3, 20 + i));
const cuts = [[0, 1], [1, 3], [3, 6], [6, 12]];
const loss = (w: Float64Array) =>
  samples.reduce(
    (sum, s) => sum + Math.cosh(s.reduce((dot, v, i) => dot + v * w[i], 0)),
    0,
  ) / samples.length;
const byTicks = async (w: Float64Array) => {
  const parameters = new Parameters(cpu, { w: { shape: [3], dtype: "f64" } });
  parameters.get("w").value.write(w);
  using ticks = new Ticks(parameters, {
    every: cuts.length,
    optimizer: sgd({ learningRate: 1 }),
  });
  for (const [start, end] of cuts) {
    const gradient = new Float64Array(3);
    for (const s of samples.slice(start, end)) {
      const slope = Math.sinh(s.reduce((dot, v, i) => dot + v * w[i], 0));
      s.forEach((v, i) => gradient[i] += slope * v);
    }
    ticks.add({ w: gradient });
    await ticks.tick(end - start);
  }
  const after = await parameters.get("w").value.read();
  return w.map((v, i) => v - after[i]);
};
const ticksReport = await gradcheck(loss, byTicks, randomNormal(3, 9));
console.log(String(ticksReport));
checks.holds(
  "a window of uneven ticks is the gradient of the mean loss",
  ticksReport.ok,
);

// %% [markdown]
// ## 8. Your own kernel
//
// Bring a kernel, in WGSL and in TypeScript, and its backward pass. This one computes $\sin(kx)$, and its derivative
// $k \cos(kx)$ when `DERIVATIVE` is set. Change it, and run the check again:

// %%
const count = 5, shape = () => [count];
const wave = (derivative: boolean) =>
  defineKernel({
    name: derivative ? "wave_backward" : "wave",
    wgsl: `
      @group(0) @binding(0) var<storage, read> x: array<f32>;
      @group(0) @binding(1) var<storage, read_write> y: array<f32>;
      struct Arguments { k: f32 }
      @group(1) @binding(0) var<uniform> arguments: Arguments;
      override DERIVATIVE: bool;

      @compute @workgroup_size(64)
      fn main(@builtin(global_invocation_id) id: vec3u) {
        if (id.x >= arrayLength(&x)) { return; }
        let angle = arguments.k * x[id.x];
        y[id.x] = select(sin(angle), arguments.k * cos(angle), DERIVATIVE);
      }`,
    tensors: { x: { access: "read", shape }, y: { access: "write", shape } },
    arguments: { k: "f32" },
    dispatch: () => ({
      constants: { DERIVATIVE: Number(derivative) },
      workgroups: 1,
    }),
    definition: ({ x, y }, { k }) =>
      x.forEach((v, i) =>
        y[i] = derivative ? k * Math.cos(k * v) : Math.sin(k * v)
      ),
  });
const [sine, slope] = [wave(false), wave(true)];

for (const device of devices) {
  const run = async (kernel: typeof sine, values: Float32Array) => {
    const tensors = {
      x: device.tensor(values),
      y: device.tensor(new Float32Array(count)),
    };
    device.run(kernel, tensors, { k: 2 });
    return await tensors.y.read() as Float32Array;
  };
  const report = await gradcheck({
    forward: (x: Float32Array) => run(sine, x),
    backward: async (dy: Float32Array, x: Float32Array) => {
      const slopes = await run(slope, x);
      return [dy.map((v, i) => v * slopes[i])];
    },
  }, [Float32Array.from(randomNormal(count, 1))]);
  checks.holds(`the kernel on ${device.kind}: gradient right`, report.ok);
}

// %% [markdown]
// In 32 bits the bound is about a thousandth of the gradient. Where that is too coarse to tell anything the report says
// *undecided*, and `report.ok` is false: what cannot be checked has not been checked.
//
// **Exercise 2.** Write the backward pass of the softplus, $y = \ln(1 + e^x)$.

// %% tags=["hide-input"] jupyter={"source_hidden":true}
const exerciseSoftplus = exercise("the backward pass of softplus", {
  hint:
    markdown`$\frac{d}{dx} \ln(1 + e^x) = \frac{e^x}{1 + e^x}$, which does not overflow as $\frac{1}{1 + e^{-x}}$.`,
  solution: (dy: Float64Array, x: Float64Array) =>
    dy.map((v, i) => v / (1 + Math.exp(-x[i]))),
  // Nobody derived this one: central differences.
  reference: (dy: Float64Array, x: Float64Array) =>
    dy.map((v, i) => {
      const h = 1e-5;
      return v *
        (Math.log1p(Math.exp(x[i] + h)) - Math.log1p(Math.exp(x[i] - h))) /
        (2 * h);
    }),
  cases: (seed) => [randomNormal(4, seed), randomNormal(4, 50 + seed)],
  rtol: 1e-6,
});

// %%
const mySoftplus = (_dy: Float64Array, _x: Float64Array) => {
  // your code: return a Float64Array
};
await exerciseSoftplus.check(mySoftplus);

// %% [markdown]
// ## 9. All checks

// %%
checks;

// %% [markdown]
// **Exercises without a check.** (1) In section 1, take $f = \exp$ at $x = 20$: where is the bottom of the U, and which of the two
// errors has changed? (2) In section 5, how many directions does one need for a probability of $10^{-6}$ with $b/|e| = 0.1$?
// (3) Plant a mistake in section 7's `byTicks`: divide by the number of ticks instead of the samples. What does the
// report say, and why is the factor 3?
//
// **Next**: back to [00 Start](00_start.ipynb), or to [01 Layer normalisation](01_layer_norm.ipynb) and
// [02 Ticks](02_ticks.ipynb) with other eyes.
//
// **Sources**: L. F. Richardson, *The approximate arithmetical solution by finite differences of physical problems*, 1911.
// C. J. F. Ridders, *Accurate computation of F'(x) and F'(x)F''(x)*, 1982. J. J. Moré and S. M. Wild, *Estimating computational
// noise*, 2011. N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd edition, 2002. A. Paszke et al., *PyTorch: An
// Imperative Style, High-Performance Deep Learning Library*, 2019, for `torch.autograd.gradcheck`. The texts of this notebook
// are under CC BY 4.0, the code is under MIT.
