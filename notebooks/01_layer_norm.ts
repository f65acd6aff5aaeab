// deno-lint-ignore-file no-import-prefix
// %% [markdown]
// # Layer normalisation, from the formula to a checked gradient
//
// Layer normalisation gives every row of a matrix mean 0 and variance 1, whatever it was before. It
// stands in nearly every transformer, and its backward pass is the first one that is not obvious. Here
// we derive it, write it in a dozen lines, and check it: against finite differences, against a library
// that computes on the CPU and on WebGPU, and against the mistakes that circulate.
//
// **You will learn**
//
// - what layer normalisation does to real data, and how it differs from batch normalisation;
// - where each term of its backward pass comes from;
// - how to check a gradient numerically, and how far such a check can be trusted;
// - why the obvious formula for the variance fails in 32 bits, and what to do about it;
// - what is wrong with three versions that are often copied.
//
// **You need** derivatives of functions of several variables, and some TypeScript. No GPU.
//
// **Time**: 45 minutes to read, 10 seconds to run.
//
// **Contents**: 1. Data · 2. The formula · 3. The backward pass · 4. A numerical check · 5. Every device ·
// 6. The offset · 7. Three slips · 8. All checks
//
// Every claim below is an assertion: `checks.atMost(what, error, bound)` fails the cell when the error is
// above the bound, or not a number.

// %%
import {
  LayerNorm,
  layerNorm,
  layerNormBackward,
  openDevice,
} from "jsr:@ticks/ticks@^0.1";
import {
  Checks,
  gradcheck,
  maxRelativeError,
  randomNormal,
} from "jsr:@ticks/ticks@^0.1/check";
import { loadDigits } from "jsr:@ticks/ticks@^0.1/examples";
import { exercise, markdown } from "jsr:@ticks/ticks@^0.1/notebook";
import { heatmap, histogram, line } from "jsr:@ticks/ticks@^0.1/plot";

const checks = new Checks();

// %% [markdown]
// ## 1. Data
//
// Five hundred handwritten digits, each a row of 28 × 28 = 784 pixels: 0 is paper, 1 is ink. Some
// people press harder than others, so rows differ in their mean and in their spread. A network should
// not care.

// %%
const { images, labels, count } = await loadDigits({ count: 500 });
const width = 28 * 28;
const digit = images.slice(0, width);

await heatmap({ data: digit, shape: [28, 28] }, {
  title: `A digit: ${labels[0]}`,
  caption: "28 by 28 pixels, the first row of the matrix.",
  colors: "gray",
  colorLabel: "ink",
  width: 420,
  height: 380,
}).show();

// %% [markdown]
// A **device** is where tensors live. `"cpu"` is always there, and computes in 64 bits, too, when we give
// it a `Float64Array`.

// %%
const cpu = await openDevice("cpu");
const rows = cpu.tensor(images, [count, width]);
const normalised = await layerNorm(rows, { normalizedShape: width }).y.read();

/** Mean and standard deviation of each row. */
const statistics = (values: ArrayLike<number>) => {
  const means: number[] = [], deviations: number[] = [];
  for (let row = 0; row < count; row++) {
    let sum = 0, squares = 0;
    for (let i = 0; i < width; i++) sum += values[row * width + i];
    for (let i = 0; i < width; i++) {
      squares += (values[row * width + i] - sum / width) ** 2;
    }
    means.push(sum / width);
    deviations.push(Math.sqrt(squares / width));
  }
  return { means, deviations };
};

const before = statistics(images);
const after = statistics(normalised);
await histogram({ before: before.deviations, after: after.deviations }, {
  title: "How much the pixels of a digit spread",
  xLabel: "standard deviation of a row",
  yLabel: "number of digits",
  caption: "Before, every digit has a spread of its own; after, each has 1.",
}).show();

const one = new Float64Array(count).fill(1);
checks.atMost(
  "every row has mean 0",
  Math.max(...after.means.map(Math.abs)),
  1e-6,
);
checks.atMost(
  "every row has standard deviation 1, but for eps",
  maxRelativeError(after.deviations, one),
  1e-3,
);

// %% [markdown]
// The picture itself is unchanged, but for its scale: layer normalisation moves and stretches a row as a
// whole. Blue is now below the row's mean, red above it.

// %%
await heatmap({ data: normalised.slice(0, width), shape: [28, 28] }, {
  title: "The same digit, normalised",
  caption:
    "The digit is the same; its paper is below zero now, and its ink above.",
  colorLabel: "y",
  width: 420,
  height: 380,
}).show();

// %% [markdown]
// ## 2. The formula
//
// Let $x_1, \dots, x_n$ be one row. With a small $\varepsilon$ against division by zero,
//
// $$
// \mu = \frac{1}{n} \sum_i x_i, \qquad
// \sigma^2 = \frac{1}{n} \sum_i (x_i - \mu)^2, \qquad
// r = \frac{1}{\sqrt{\sigma^2 + \varepsilon}},
// $$
//
// $$
// \hat{x}_i = (x_i - \mu)\, r, \qquad
// y_i = \hat{x}_i\, w_i + b_i .
// $$
//
// The weights $w$ and biases $b$ (often called $\gamma$ and $\beta$) are learned. They have one value for
// each column and are shared by all rows, while $\mu$ and $\sigma$ belong to one row and to nothing
// else: that is what distinguishes layer from batch normalisation, which takes its statistics over the
// rows of a batch, column by column, and therefore does something else when a batch has one row.
//
// In code, for one row:

// %%
const eps = 1e-5;

const forwardRow = (x: Float64Array, w: Float64Array, b: Float64Array) => {
  const n = x.length;
  const mean = x.reduce((sum, v) => sum + v, 0) / n;
  const variance = x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n;
  const r = 1 / Math.sqrt(variance + eps);
  const xhat = x.map((v) => (v - mean) * r);
  return { y: xhat.map((v, i) => v * w[i] + b[i]), xhat, r };
};

const n = 16;
const [x, w, b] = [1, 2, 3].map((seed) => randomNormal(n, seed));
const ours = forwardRow(x, w, b).y;
const theirs = await layerNorm(cpu.tensor(x, [1, n]), {
  weight: cpu.tensor(w),
  bias: cpu.tensor(b),
  eps,
}).y.read();
checks.atMost(
  "forward: a dozen lines against the library, f64",
  maxRelativeError(ours, theirs),
  1e-14,
);

// %% [markdown]
// **Exercise 1.** Write layer normalisation of one row, without weight and bias, with $\varepsilon = 10^{-5}$. The cell checks it
// against the library, on rows that you do not see.

// %% tags=["hide-input"] jupyter={"source_hidden":true}
const exerciseForward = exercise("layer normalisation of a row", {
  hint: [
    "The mean comes first, then the deviations from it.",
    markdown`Divide the sum of their squares by $n$, not by $n - 1$, and add $\varepsilon$ under the root.`,
  ],
  solution: (row: Float64Array) => {
    const mean = row.reduce((sum, v) => sum + v, 0) / row.length;
    const variance = row.reduce((sum, v) => sum + (v - mean) ** 2, 0) /
      row.length;
    return row.map((v) => (v - mean) / Math.sqrt(variance + 1e-5));
  },
  reference: (row: Float64Array) =>
    layerNorm(cpu.tensor(row), { normalizedShape: row.length }).y,
  cases: (seed) => [randomNormal(2 + seed, seed)],
});

// %%
const myForward = (_row: Float64Array) => {
  // your code: return a Float64Array
};
await exerciseForward.check(myForward);

// %% [markdown]
// ## 3. The backward pass
//
// A loss $L$ depends on $y$; we know $\partial L / \partial y_i$, written $dy_i$, and want $dx_j$, $dw_i$
// and $db_i$. The parameters are easy, summed over the rows because all rows share them:
//
// $$ dw_i = \sum_{\text{rows}} dy_i\, \hat{x}_i, \qquad db_i = \sum_{\text{rows}} dy_i . $$
//
// For $x$, write $g_i = \partial L / \partial \hat{x}_i = dy_i\, w_i$. An input $x_j$ acts on every
// $\hat{x}_i$ of its row in three ways: directly if $i = j$, through the mean, and through the variance.
//
// **Step 1, the mean**: $\partial \mu / \partial x_j = 1/n$.
//
// **Step 2, the variance**: the terms through $\mu$ cancel, because deviations sum to zero, and
//
// $$ \frac{\partial \sigma^2}{\partial x_j} = \frac{2}{n} (x_j - \mu), \qquad
// \frac{\partial r}{\partial x_j}
// = -\tfrac{1}{2} (\sigma^2 + \varepsilon)^{-3/2} \cdot \tfrac{2}{n} (x_j - \mu)
// = -\frac{r^2}{n}\, \hat{x}_j . $$
//
// **Step 3, the product rule** for $\hat{x}_i = (x_i - \mu)\, r$, with $\delta_{ij} = 1$ if $i = j$ and 0
// otherwise:
//
// $$ \frac{\partial \hat{x}_i}{\partial x_j}
// = r \left( \delta_{ij} - \frac{1}{n} \right) - (x_i - \mu)\, \frac{r^2}{n}\, \hat{x}_j
// = r \left( \delta_{ij} - \frac{1}{n} - \frac{\hat{x}_i \hat{x}_j}{n} \right) . $$
//
// **Step 4, the chain rule** $dx_j = \sum_i g_i\, \partial \hat{x}_i / \partial x_j$:
//
// $$ \boxed{\; dx_j = r \left( g_j - \overline{g} - \hat{x}_j\, \overline{g \hat{x}} \right) \;}
// \qquad \overline{g} = \frac{1}{n} \sum_i g_i, \quad
// \overline{g \hat{x}} = \frac{1}{n} \sum_i g_i\, \hat{x}_i . $$
//
// Read it aloud: take the gradient $g$, remove its mean, remove its component along $\hat{x}$, and scale.
// Moving a whole row, or stretching it, changes nothing in the output; so no gradient points that way.
//
// The matrix of step 3 shows both: a strong diagonal, minus a constant, minus a product.

// %%
const { xhat, r } = forwardRow(x, w, b);
const jacobian = Array.from(
  xhat,
  (xi, i) =>
    Array.from(xhat, (xj, j) => r * ((i === j ? 1 : 0) - 1 / n - xi * xj / n)),
);
await heatmap(jacobian, {
  title: "How each x moves each normalised value",
  caption:
    "Strong on the diagonal: each value moves itself most, and all others a little the other way.",
  xLabel: "j, the input that moves",
  yLabel: "i, the output",
  colorLabel: "derivative",
  width: 480,
  height: 420,
}).show();

checks.atMost(
  "each row of the matrix sums to 0: moving all inputs together changes nothing",
  Math.max(
    ...jacobian.map((row) => Math.abs(row.reduce((sum, v) => sum + v, 0))),
  ),
  1e-13,
);

// %% [markdown]
// The boxed formula in code, with the forward pass beside it:

// %%
const backwardRow = (
  dy: Float64Array,
  x: Float64Array,
  w: Float64Array,
  b: Float64Array,
) => {
  const { xhat, r } = forwardRow(x, w, b);
  const g = dy.map((v, i) => v * w[i]);
  const meanG = g.reduce((sum, v) => sum + v, 0) / x.length;
  const meanGXhat = g.reduce((sum, v, i) => sum + v * xhat[i], 0) / x.length;
  const dx = g.map((v, j) => r * (v - meanG - xhat[j] * meanGXhat));
  const dw = dy.map((v, i) => v * xhat[i]);
  return [dx, dw, dy]; // the gradients of x, w and b
};

// %% [markdown]
// **Exercise 2.** RMS normalisation has no mean: $\hat{x}_i = x_i / \sqrt{\overline{x^2} + \varepsilon}$. Derive its backward
// pass from steps 1 to 4 (one of the terms goes away), for a row $x$ and the gradient $g$ of $\hat{x}$, with $\varepsilon = 10^{-5}$.

// %%
const rmsNorm = (row: Float64Array) => {
  const r = 1 /
    Math.sqrt(row.reduce((sum, v) => sum + v * v, 0) / row.length + 1e-5);
  return { xhat: row.map((v) => v * r), r };
};

// %% tags=["hide-input"] jupyter={"source_hidden":true}
const exerciseBackward = exercise("the backward pass of RMS normalisation", {
  hint: [
    markdown`With $r = 1 / \sqrt{\overline{x^2} + \varepsilon}$: how does $r$ change when $x_j$ moves?`,
    markdown`There is no mean in the forward pass, so $\overline{g}$ does not come up in the backward pass.`,
  ],
  solution: (g: Float64Array, x: Float64Array) => {
    const { xhat, r } = rmsNorm(x);
    const mean = g.reduce((sum, v, i) => sum + v * xhat[i], 0) / x.length;
    return g.map((v, j) => r * (v - xhat[j] * mean));
  },
  // Nobody derived this one: central differences of the forward pass.
  reference: (g: Float64Array, x: Float64Array) =>
    x.map((value, j) => {
      const h = 1e-5 * Math.max(1, Math.abs(value));
      const above = rmsNorm(x.with(j, value + h)).xhat;
      const below = rmsNorm(x.with(j, value - h)).xhat;
      return g.reduce((sum, v, i) => sum + v * (above[i] - below[i]), 0) /
        (2 * h);
    }),
  cases: (
    seed,
  ) => [randomNormal(1 + seed, seed), randomNormal(1 + seed, 100 + seed)],
  rtol: 1e-6,
});

// %%
const myBackward = (_g: Float64Array, _x: Float64Array) => {
  // your code: return a Float64Array
};
await exerciseBackward.check(myBackward);

// %% [markdown]
// ## 4. A numerical check
//
// "It trains, so it is right" is not an argument: networks train with wrong gradients, only worse. The
// derivative of a loss in one element is, for a small step $h$,
//
// $$ \frac{L(x_j + h) - L(x_j - h)}{2h} = \frac{\partial L}{\partial x_j} + O(h^2), $$
//
// a *central difference*. `gradcheck` compares every element of every gradient with it, for the loss
// $L = \sum_i dy_i\, y_i$ and a random $dy$:

// %%
const report = await gradcheck(
  { forward: (x, w, b) => forwardRow(x, w, b).y, backward: backwardRow },
  [x, w, b],
);
console.log(String(report));
for (const { name, worst } of report.checks) {
  checks.atMost(
    `our backward against differences, ${name}`,
    worst.error,
    worst.bound,
  );
}

// %% [markdown]
// The bound is not tight by accident. How exact is a difference? A large step sees the curvature
// (truncation, $O(h^2)$), a small one sees the rounding of $L$ (about $u |L| / h$ with $u = 1.1 \cdot
// 10^{-16}$ in 64 bits). Between the two lies the best step, near $\sqrt[3]{u}$. A one-sided
// difference, $(L(x_j + h) - L(x_j)) / h$, errs by $O(h)$ and never gets as far.

// %%
const dy = randomNormal(n, 4);
const [dx] = backwardRow(dy, x, w, b);
const loss = (moved: Float64Array) =>
  forwardRow(moved, w, b).y.reduce((sum, v, i) => sum + v * dy[i], 0);
const moved = (j: number, h: number) => x.map((v, i) => i === j ? v + h : v);

/** The largest error of a difference with step h, over the largest gradient. */
const errorOf = (difference: (j: number, h: number) => number) => (h: number) =>
  maxRelativeError(x.map((_, j) => difference(j, h)), dx);
const central = errorOf((j, h) =>
  (loss(moved(j, h)) - loss(moved(j, -h))) / (2 * h)
);
const forward = errorOf((j, h) => (loss(moved(j, h)) - loss(x)) / h);

const steps = Array.from({ length: 49 }, (_, i) => 10 ** (-13 + i / 4));
await line({ central: steps.map(central), "one-sided": steps.map(forward) }, {
  x: steps,
  xScale: "log",
  yScale: "log",
  title: "The error of a difference, by step size",
  xLabel: "step h",
  yLabel: "error / largest gradient",
  references: [{ y: 2 ** -53, label: "rounding in f64" }],
  caption: "Left of the valley rounding rules, right of it truncation.",
}).show();

const slope = (f: (h: number) => number) => Math.log10(f(1e-2) / f(1e-3));
checks.atMost(
  "central: ten times the step, a hundred times the error",
  Math.abs(slope(central) - 2),
  0.1,
);
checks.atMost(
  "one-sided: ten times the step, ten times the error",
  Math.abs(slope(forward) - 1),
  0.1,
);
checks.atMost(
  "central: the error in the valley",
  Math.min(...steps.map(central)),
  1e-9,
);
checks.atLeast(
  "one-sided: its valley is higher by a factor",
  Math.min(...steps.map(forward)) / Math.min(...steps.map(central)),
  10,
);

// %% [markdown]
// ## 5. Every device
//
// The module `LayerNorm` holds its weight and bias. `forward` gives the output and the function that
// goes back; `backward` adds the parameters' gradients into `parameter.grad` and gives that of the
// input. First in 64 bits, where a difference can decide:

// %%
const norm = new LayerNorm(n, { device: cpu, dtype: "f64" });
norm.weight!.value.write(w);
norm.bias!.value.write(b);
const moduleReport = await gradcheck(norm, [
  cpu.tensor(randomNormal(5 * n, 5), [5, n]),
]);
console.log(String(moduleReport));
for (const { name, worst } of moduleReport.checks) {
  checks.atMost(
    `LayerNorm in f64 against differences, ${name}`,
    worst.error,
    worst.bound,
  );
}

// %% [markdown]
// WebGPU has no 64-bit numbers, and in 32 bits a difference is too coarse to prove anything. So the
// GPU is held against the same computation in 64 bits on the CPU, which we have just checked: same
// inputs, 256 rows of 768 values, largest error over largest value.

// %% tags=["varies"]
const gpu = await openDevice("webgpu").catch(() => null);
const devices = gpu ? [cpu, gpu] : [cpu];
console.log(devices.map(String).join("\n"));

const problem = (offset: number) => ({
  x: Float32Array.from(randomNormal(256 * 768, 1), (v) => offset + v),
  weight: Float32Array.from(randomNormal(768, 2)),
  bias: Float32Array.from(randomNormal(768, 3)),
  dy: Float32Array.from(randomNormal(256 * 768, 4)),
});

/** y, dx, dweight and dbias on a device, in the type that `as` gives. */
const solve = async (
  device: typeof cpu,
  given: ReturnType<typeof problem>,
  as: (values: Float32Array) => Float32Array | Float64Array = (values) =>
    values,
) => {
  const weight = device.tensor(as(given.weight)),
    bias = device.tensor(as(given.bias));
  const x = device.tensor(as(given.x), [256, 768]),
    dy = device.tensor(as(given.dy), [256, 768]);
  const { y, saved } = layerNorm(x, { weight, bias });
  const { dx, dweight, dbias } = layerNormBackward(dy, {
    x,
    saved,
    weight,
    bias,
  });
  return {
    y: await y.read(),
    dx: await dx.read(),
    dweight: await dweight!.read(),
    dbias: await dbias!.read(),
  };
};
const toF64 = (values: Float32Array) => Float64Array.from(values);

const exact = await solve(cpu, problem(0), toF64);
for (const device of devices) {
  const actual = await solve(device, problem(0));
  for (const key of ["y", "dx", "dweight", "dbias"] as const) {
    checks.atMost(
      `${device.adapter.name}: ${key} in f32`,
      maxRelativeError(actual[key], exact[key]),
      5e-7,
    );
  }
}

// %% [markdown]
// ## 6. The offset
//
// Add the same number to all of $x$: the output must not change. In 32 bits it does, and how much depends
// on how the variance is computed.
//
// - **One pass**, $\sigma^2 = \overline{x^2} - \overline{x}^2$: the squares are huge and nearly equal,
//   and what is left of their difference is noise.
// - **Two passes**, $\overline{(x - \mu)^2}$: better, but $\mu$ itself is rounded to 32 bits, and that
//   error goes into every deviation.
// - **Corrected two passes** (Chan, Golub and LeVeque, 1983): with any first guess $m$ of the mean,
//   $t = x - m$ and $c = \overline{t}$, take $\mu = m + c$ as *two* numbers, $\sigma^2 =
//   \overline{t^2} - c^2$ and $x - \mu = t - c$. What the first pass got wrong, the second repairs.
//
// Here each adds up a row in one long chain; the library adds chunks of 16, which is a little more exact,
// and starts $m$ from the row's first element.

// %% tags=["picture"]
const f = Math.fround;
const sum32 = (values: Float32Array, value: (v: number) => number) =>
  values.reduce((sum, v) => f(sum + value(v)), 0);

/** One row in 32 bits, every operation rounded, by each algorithm. */
const algorithms: Record<string, (x: Float32Array) => Float32Array> = {
  "one pass": (x) => {
    const mean = f(sum32(x, (v) => v) / x.length);
    const square = f(sum32(x, (v) => f(v * v)) / x.length);
    const r = f(
      1 / Math.sqrt(f(Math.max(0, f(square - f(mean * mean))) + eps)),
    );
    return x.map((v) => f(f(v - mean) * r));
  },
  "two passes": (x) => {
    const mean = f(sum32(x, (v) => v) / x.length);
    const variance = f(sum32(x, (v) => f(f(v - mean) ** 2)) / x.length);
    const r = f(1 / Math.sqrt(f(variance + eps)));
    return x.map((v) => f(f(v - mean) * r));
  },
  "corrected two passes": (x) => {
    const m = f(sum32(x, (v) => v) / x.length);
    const c = f(sum32(x, (v) => f(v - m)) / x.length);
    const square = f(sum32(x, (v) => f(f(v - m) ** 2)) / x.length);
    const r = f(1 / Math.sqrt(f(f(square - f(c * c)) + eps)));
    return x.map((v) => f(f(f(v - m) - c) * r));
  },
};

const offsets = Array.from({ length: 15 }, (_, i) => 10 ** (i / 2));
const errors: Record<string, number[]> = {};
for (const offset of offsets) {
  const row = Float32Array.from(randomNormal(768, 6), (v) => offset + v);
  const truth =
    forwardRow(toF64(row), new Float64Array(768).fill(1), new Float64Array(768))
      .xhat;
  for (const [name, algorithm] of Object.entries(algorithms)) {
    (errors[name] ??= []).push(maxRelativeError(algorithm(row), truth));
  }
  for (const device of devices) {
    const y =
      layerNorm(device.tensor(row, [1, 768]), { normalizedShape: 768 }).y;
    (errors[`library, ${device.kind}`] ??= []).push(
      maxRelativeError(await y.read(), truth),
    );
  }
}
await line(errors, {
  x: offsets,
  xScale: "log",
  yScale: "log",
  title: "What an offset does to layer normalisation in 32 bits",
  caption:
    "The one-pass formula and the two-pass one lose digits as the offset grows; the corrected one does not.",
  xLabel: "offset added to N(0, 1)",
  yLabel: "error / largest value",
  references: [{ y: 5e-7, label: "bound of the library" }],
}).show();

checks.atLeast(
  "one pass at offset 1e4: its error",
  errors["one pass"][8],
  1e-2,
);
checks.atLeast(
  "two passes at offset 1e6: their error",
  errors["two passes"][12],
  1e-3,
);
for (const device of devices) {
  const worst = Math.max(...errors[`library, ${device.kind}`]);
  checks.atMost(
    `library on ${device.kind}, offsets up to 1e7: the worst error`,
    worst,
    5e-7,
  );
}

// %% [markdown]
// ## 7. Three slips
//
// An article that introduced many readers to layer normalisation and gradient accumulation has code that
// runs and text that sounds right. Three things in it are not.
//
// **The root of the wrong thing.** Its code computes $(x - \mu) / \sqrt{s + \varepsilon}$, where $s$ is
// the *standard deviation*, and unbiased at that. Then the output has spread $s / \sqrt{s} = \sqrt{s}$
// instead of 1: a row ten thousand times as wide comes out a hundred times as wide. Nothing is
// normalised; it is only damped.

// %%
const articleRow = (x: Float64Array) => {
  const n = x.length;
  const mean = x.reduce((sum, v) => sum + v, 0) / n;
  const s = Math.sqrt(x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1));
  return x.map((v) => (v - mean) / Math.sqrt(s + eps));
};
const spread = (values: Float64Array) =>
  Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);

const base = randomNormal(768, 7);
const scales = Array.from({ length: 17 }, (_, i) => 10 ** (-2 + i / 4));
const plain = new Float64Array(768).fill(1), none = new Float64Array(768);
const articleSpread = scales.map((s) =>
  spread(articleRow(base.map((v) => v * s)))
);
const normSpread = scales.map((s) =>
  spread(forwardRow(base.map((v) => v * s), plain, none).y)
);
await line({
  "the article's code": articleSpread,
  "layer normalisation": normSpread,
}, {
  x: scales,
  xScale: "log",
  yScale: "log",
  title: "The spread of the output, by that of the input",
  caption:
    "Layer normalisation gives 1 for every input; the article gives the root of the spread.",
  xLabel: "standard deviation of the input",
  yLabel: "standard deviation of the output",
}).show();

checks.atMost(
  "the article's output has the square root of the spread",
  maxRelativeError(
    articleSpread,
    scales.map((s) => Math.sqrt(s * spread(base))),
  ),
  0.05,
);
checks.atLeast(
  "the article: widest over narrowest output",
  articleSpread.at(-1)! / articleSpread[0],
  90,
);
checks.atMost(
  "layer norm: widest over narrowest output, less 1",
  normSpread.at(-1)! / normSpread[0] - 1,
  0.06,
);

// %% [markdown]
// (Layer normalisation itself leaves 1 a little at the narrow end: there $\sigma^2 = 10^{-4}$ is no longer
// large beside $\varepsilon = 10^{-5}$.)
//
// **The prose that divides by the mean.** The text says that values are divided by their mean. Take a row
// whose mean is near zero, as rows in networks are: the output explodes, and it changes when the row
// is moved, which layer normalisation does not.

// %%
const mean = (values: Float64Array) =>
  values.reduce((sum, v) => sum + v, 0) / values.length;
const byMean = (x: Float64Array) => x.map((v) => v / mean(x));
const nearZero = base.map((v) => v - mean(base) + 1e-4);
const shifted = nearZero.map((v) => v + 1);
const layer = (x: Float64Array) => forwardRow(x, plain, none).y;

checks.atLeast(
  "divided by the mean: the largest output",
  Math.max(...byMean(nearZero)),
  1e4,
);
checks.atLeast(
  "divided by the mean: change when the row moves by 1",
  maxRelativeError(byMean(shifted), byMean(nearZero)),
  0.9,
);
checks.atMost(
  "layer norm: change when the row moves by 1",
  maxRelativeError(layer(shifted), layer(nearZero)),
  1e-12,
);

// %% [markdown]
// **`dim=1` on [batch, time, channel].** The article normalises over dimension 1. On a matrix [batch,
// features] that is right; on the [batch, time, channel] of a sequence it is the *time*. Then every output
// depends on every time step, those that have not happened yet included: a language model that is
// trained so has seen the answer. Layer normalisation works on the channels, the last dimension, and
// each time step is on its own.

// %%
const [time, channels] = [6, 8];
const sequence = randomNormal(time * channels, 8);
const future = sequence.slice(); // only the last step changes
for (let c = 0; c < channels; c++) future[(time - 1) * channels + c] += 1;

/** Normalises over the time, separately for each channel: what dim=1 does. */
const overTime = (x: Float64Array) => {
  const y = x.slice();
  for (let c = 0; c < channels; c++) {
    const column = Float64Array.from(
      { length: time },
      (_, t) => x[t * channels + c],
    );
    forwardRow(column, plain, none).xhat.forEach((v, t) =>
      y[t * channels + c] = v
    );
  }
  return y;
};
const overChannels = async (x: Float64Array) =>
  await layerNorm(cpu.tensor(x, [1, time, channels]), {
    normalizedShape: channels,
  }).y.read();
const past = (y: ArrayLike<number>) =>
  Array.from(y).slice(0, (time - 1) * channels);

checks.atLeast(
  "dim=1: change of the past when the last step changes",
  maxRelativeError(past(overTime(future)), past(overTime(sequence))),
  0.05,
);
checks.atMost(
  "layer norm: change of the past when the last step changes",
  maxRelativeError(
    past(await overChannels(future)),
    past(await overChannels(sequence)),
  ),
  0,
);

// %% [markdown]
// ## 8. All checks

// %% tags=["varies"]
checks;

// %% [markdown]
// **Exercises without a check.** (1) Leave out the term $\overline{g}$ in `backwardRow` and run the check of section 4: what does
// the report say, and why is the gradient of $w$ still right? (2) In section 6, replace the first guess $m$ by the first element
// of the row: for which rows is the correction no longer enough?
//
// **Next**: [02 Ticks](02_ticks.ipynb), where gradients are accumulated, or [03 Gradient checks](03_gradient_checks.ipynb), where
// section 4 becomes a tool.
//
// **Sources**: J. L. Ba, J. R. Kiros and G. E. Hinton, *Layer Normalization*, 2016. T. F. Chan, G. H. Golub
// and R. J. LeVeque, *Algorithms for computing the sample variance: analysis and recommendations*, The
// American Statistician 37, 1983. Y. LeCun, C. Cortes and C. J. C. Burges, *The MNIST database of
// handwritten digits*, 1998. N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd edition,
// 2002. The texts of this notebook are under CC BY 4.0, the code is under MIT.
