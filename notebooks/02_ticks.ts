// deno-lint-ignore-file no-import-prefix
// %% [markdown]
// # Ticks: gradient accumulation, exactly
//
// A batch that does not fit into memory is cut into micro-batches. Their gradients are added up, and only
// then the parameters change. One micro-batch is a **tick**, one change of the parameters is a **step**,
// and the ticks between two steps are a **window**. Done right, nobody can tell from the result that the
// batch was ever cut. Done as it often is, the result is a different one, and nothing says so.
//
// **You will learn**
//
// - the four moves of gradient accumulation: zero, compute, accumulate, update;
// - why windows of 1, 2, 8 and 32 ticks train as one big batch does, here to the last bit;
// - what the mean of means does to uneven micro-batches, and how to predict its error;
// - what micro-batches save in memory, and what they cannot;
// - what momentum has to do with it, and how a learning rate of 0.005 became 0.5;
// - how to stop in the middle of a window and go on as if nothing had happened.
//
// **You need** gradients, and some TypeScript. No GPU.
//
// **Time**: 60 minutes to read, 30 seconds to run.
//
// **Contents**: 1. The four moves · 2. Windows and one big batch · 3. The mean of means · 4. Memory ·
// 5. The article's Ticks · 6. Stop and go on · 7. A network that reads digits · 8. All checks
//
// What is claimed of numbers below is asserted: `checks.atMost(what, value, bound)` fails the cell when the value is
// above the bound, or not a number.

// %%
import {
  adamw,
  openDevice,
  type Optimizer,
  Parameters,
  schedules,
  sgd,
  type Tensor,
  Ticks,
} from "jsr:@ticks/ticks@^0.1";
import {
  Checks,
  maxRelativeError,
  randomNormal,
  randomUniform,
} from "jsr:@ticks/ticks@^0.1/check";
import {
  countCorrect,
  crossEntropy,
  type DigitsNetwork,
  digitsNetwork,
  loadDigits,
  splitDigits,
} from "jsr:@ticks/ticks@^0.1/examples";
import { exercise, markdown } from "jsr:@ticks/ticks@^0.1/notebook";
import { heatmap, line } from "jsr:@ticks/ticks@^0.1/plot";

const checks = new Checks();
const cpu = await openDevice("cpu");

/** How many values of two lists, as long as each other, differ in a bit. */
const differing = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  a.length === b.length && a.length > 0
    ? Array.from(a).filter((value, i) => !Object.is(value, b[i])).length
    : NaN;

// %% [markdown]
// ## 1. The four moves
//
// Let a batch have $N$ samples, and sample $i$ the loss $\ell_i(w)$. Training wants the gradient of the
// mean,
//
// $$ g = \nabla \frac{1}{N} \sum_{i=1}^{N} \ell_i(w) = \frac{1}{N} \sum_{i=1}^{N} \nabla \ell_i(w) . $$
//
// A sum can be taken in parts. Cut the batch into micro-batches $B_1, \dots, B_k$ of $n_1, \dots, n_k$
// samples, as you like:
//
// $$ \boxed{\; g = \frac{G_1 + \dots + G_k}{n_1 + \dots + n_k} \;} \qquad
// G_j = \sum_{i \in B_j} \nabla \ell_i(w) . $$
//
// **Sum the gradients, sum the counts, divide once.** Only one $G_j$ is computed at a time, and all are
// added in the same place. As a program these are four moves:
//
// 1. **zero** the sum and the count;
// 2. **compute** the gradient of one micro-batch, a sum over its samples;
// 3. **accumulate**: add it to the sum, and its samples to the count; back to 2 until the window is full;
// 4. **update** the parameters by the sum over the count; back to 1.
//
// Here they are for a straight line through eight points, $\ell_i = \tfrac{1}{2} (s x_i + c - y_i)^2$ with
// slope $s$ and intercept $c$, cut into micro-batches of 3, 1 and 4 points:

// %%
const xs = [-2, -1.5, -1, 0, 0.5, 1, 1.5, 2.5];
const noise = randomNormal(xs.length, 1);
const ys = xs.map((x, i) => 0.7 * x + 1.5 + 0.3 * noise[i]);
const cut = [[0, 1, 2], [3], [4, 5, 6, 7]];
const rate = 0.2, lineSteps = 30;

/** The gradient of some points: a sum over them. */
const gradientOf = (
  [s, c]: ArrayLike<number> & Iterable<number>,
  of: number[],
) =>
  of.reduce(([ds, dc], i) => {
    const residual = s * xs[i] + c - ys[i];
    return [ds + residual * xs[i], dc + residual];
  }, [0, 0]);

const byHand = (windows: number[][]) => {
  const w = [0, 0], path = [[...w]];
  for (let step = 0; step < lineSteps; step++) {
    const sum = [0, 0]; // 1. zero
    let count = 0;
    for (const micro of windows) {
      const gradient = gradientOf(w, micro); // 2. compute
      gradient.forEach((g, i) => sum[i] += g); // 3. accumulate
      count += micro.length;
    }
    sum.forEach((g, i) => w[i] -= rate * (g / count)); // 4. update
    path.push([...w]);
  }
  return path;
};

const pathOfCut = byHand(cut);
const pathOfBatch = byHand([cut.flat()]);
checks.atMost(
  "a line by hand: three micro-batches against one batch, f64",
  maxRelativeError(pathOfCut.flat(), pathOfBatch.flat()),
  1e-15,
);

// %% [markdown]
// `Ticks` makes the same moves. It is given the parameters, the number of ticks in a window and the
// optimizer. `ticks.add` adds gradients that come from elsewhere, and `ticks.tick(count)` closes a tick; the
// one that fills the window updates the parameters, zeroes the sums, and returns the step.

// %%
const withTicks = async () => {
  const parameters = new Parameters(cpu, { w: { shape: [2], dtype: "f64" } });
  const ticks = new Ticks(parameters, {
    every: cut.length,
    optimizer: sgd({ learningRate: rate }),
  });
  const { value } = parameters.get("w"), path = [[0, 0]];
  while (ticks.step < lineSteps) {
    for (const micro of cut) {
      const gradient = gradientOf(await value.read(), micro);
      ticks.add({ w: Float64Array.from(gradient) });
      await ticks.tick(micro.length);
    }
    path.push([...await value.read()]);
  }
  return path;
};

const pathOfTicks = await withTicks();
checks.atMost(
  "Ticks against the four moves by hand: values that differ in a bit",
  differing(pathOfTicks.flat(), pathOfCut.flat()),
  0,
);

const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;
const slope = mean(xs.map((x, i) => (x - mean(xs)) * (ys[i] - mean(ys)))) /
  mean(xs.map((x) => (x - mean(xs)) ** 2));
const intercept = mean(ys) - slope * mean(xs);
checks.atMost(
  "after 30 steps: distance from the line of least squares",
  maxRelativeError(pathOfTicks.at(-1)!, [slope, intercept]),
  2e-3,
);

await line({
  "slope, 3 ticks": pathOfTicks.map(([s]) => s),
  "slope, one batch": pathOfBatch.map(([s]) => s),
  "intercept, 3 ticks": pathOfTicks.map(([, c]) => c),
  "intercept, one batch": pathOfBatch.map(([, c]) => c),
}, {
  title: "A line through eight points, found by gradient descent",
  xLabel: "step",
  yLabel: "value",
  caption:
    `Three ticks a step or one batch: the same values. Least squares: slope ${
      slope.toFixed(2)
    }, intercept ${intercept.toFixed(2)}.`,
}).show();

// %% [markdown]
// ## 2. Windows and one big batch
//
// Now a real network: 784 pixels, a linear layer, layer normalisation (notebook 01), GELU, and a linear
// layer to 10 logits. The loss is the cross entropy, *summed* over the digits of a micro-batch, so that
// the gradients are sums as well. `micro` does one
// forward and backward pass, and adds the gradients to what the parameters hold; `scale`, which is 1 but
// in section 3, multiplies losses and gradients. `device.scope` frees all that was computed on the way.

// %% tags=["varies"]
const device = await openDevice();
console.log(String(device));
const { train, test } = splitDigits(await loadDigits(), { test: 1_000 });
const hidden = 16;

/** Adds the gradients of `size` digits; gives the sum of their losses. */
const micro = (
  network: DigitsNetwork,
  from: number,
  size: number,
  scale = 1,
) => {
  const { device, dtype } = network.parameters.first.weight.value;
  const images = train.images.subarray(784 * from, 784 * (from + size));
  const labels = train.labels.subarray(from, from + size);
  return device.scope(() => {
    const x = device.tensor(
      dtype === "f64" ? Float64Array.from(images) : images,
      [size, 784],
    );
    const { y, backward } = network.forward(x);
    const { loss, dlogits } = crossEntropy(y, device.tensor(labels), { scale });
    backward(dlogits);
    return loss;
  });
};

/** The values, or the gradients, of all parameters in one list. */
const flat = async (parameters: Parameters, what: "value" | "grad") =>
  (await Promise.all([...parameters].map((p) => p[what].read())))
    .flatMap((values) => Array.from(values));

// %% [markdown]
// Each step takes 2,048 digits. We cut them into windows of 1, 2, 8 and 32 ticks:

// %%
const bigBatch = 2_048, bigSteps = 10;
const bigRate = 0.3;
const startOf = (step: number) => step * bigBatch % (train.count - bigBatch);

const inWindowsOf = async (every: number) => {
  const network = digitsNetwork({ device, hidden });
  const parameters = Parameters.of(network);
  using ticks = new Ticks(parameters, {
    every,
    optimizer: sgd({ learningRate: bigRate }),
  });
  const size = bigBatch / every, losses: number[] = [];
  while (ticks.step < bigSteps) {
    const from = startOf(ticks.step) + ticks.pending * size;
    using loss = micro(network, from, size);
    const step = await ticks.tick(size, { loss });
    if (step) losses.push((await step.loss.read())[0]);
  }
  return { losses, values: await flat(parameters, "value") };
};

const runs = {
  1: await inWindowsOf(1),
  2: await inWindowsOf(2),
  8: await inWindowsOf(8),
  32: await inWindowsOf(32),
};

// %% [markdown]
// And the one big batch, without `Ticks` and without any window: one pass, the mean gradient, and the update
// written out.

// %%
const bigBatchByHand = async () => {
  const network = digitsNetwork({ device, hidden });
  const parameters = Parameters.of(network);
  const losses: number[] = [];
  for (let step = 0; step < bigSteps; step++) {
    using loss = micro(network, startOf(step), bigBatch);
    losses.push((await loss.read())[0] / bigBatch);
    for (const { value, grad } of parameters) {
      const gradient = await grad.read();
      value.write(
        (await value.read()).map((v, i) =>
          v - bigRate * (gradient[i] / bigBatch)
        ),
      );
    }
    parameters.zeroGrad();
  }
  return { losses, values: await flat(parameters, "value") };
};
const big = await bigBatchByHand();

const stepNumbers = Array.from({ length: bigSteps }, (_, i) => i + 1);
await line({
  "one big batch, by hand": big.losses,
  "1 tick of 2,048": runs[1].losses,
  "2 ticks of 1,024": runs[2].losses,
  "8 ticks of 256": runs[8].losses,
  "32 ticks of 64": runs[32].losses,
}, {
  x: stepNumbers,
  title: "The loss by step",
  xLabel: "step",
  yLabel: "mean loss of 2,048 digits",
  caption: "Five lines, one on top of the other: they coincide.",
}).show();

// %% [markdown]
// Drawn over the *ticks*, the lines come apart, because a step takes 1, 2, 8 or 32 of them. Each has the
// same heights:

// %%
const overTicks = (every: 1 | 2 | 8 | 32) => ({
  x: stepNumbers.map((step) => step * every),
  y: runs[every].losses,
});
await line({
  "1 tick a step": overTicks(1),
  "2 ticks a step": overTicks(2),
  "8 ticks a step": overTicks(8),
  "32 ticks a step": overTicks(32),
}, {
  xScale: "log",
  title: "The same losses by tick",
  xLabel: "tick that ended the step",
  yLabel: "mean loss of 2,048 digits",
  caption:
    "Each point is a step; it stands at the tick that filled its window.",
}).show();

for (const every of [2, 8, 32] as const) {
  checks.atMost(
    `${every} ticks against 1: parameters that differ in a bit`,
    differing(runs[every].values, runs[1].values),
    0,
  );
  checks.atMost(
    `${every} ticks against 1: losses`,
    maxRelativeError(runs[every].losses, runs[1].losses),
    1e-6,
  );
}
checks.atMost(
  "1 tick against the big batch by hand: parameters, after all steps",
  maxRelativeError(runs[1].values, big.values),
  1e-5,
);
checks.atMost(
  "the loss has fallen: last over first",
  big.losses.at(-1)! / big.losses[0],
  0.7,
);

// %% [markdown]
// To the last *bit* is more than mathematics promises. In floating point $(a + b) + c$ and $a + (b + c)$ are
// rounded differently, so the order of the additions shows. The layers here add up rows in blocks
// of 64, and the blocks in order. A cut at a multiple of 64 rows is a cut between two blocks, and leaves
// every addition where it was. (The losses, which train nothing, are added tick by tick, and agree to
// within a rounding.) Other cuts change the order, and then the gradients agree to within a few
// roundings. We measure that against the same gradient in 64 bits:

// %%
const probe = digitsNetwork({ device, hidden });
const probeParameters = Parameters.of(probe);
const exact = digitsNetwork({ device: cpu, hidden, dtype: "f64" });
const exactParameters = Parameters.of(exact);
for (const { name, value } of probeParameters) {
  exactParameters.get(name).value.write(Float64Array.from(await value.read()));
}

/** The gradient of a window: sum over count, or the mean of means. */
const windowGradient = async (
  network: DigitsNetwork,
  parameters: Parameters,
  from: number,
  sizes: number[],
  how: "sum over count" | "mean of means" = "sum over count",
) => {
  parameters.zeroGrad();
  let at = from;
  for (const size of sizes) {
    micro(network, at, size, how === "mean of means" ? 1 / size : 1).dispose();
    at += size;
  }
  const divisor = how === "mean of means" ? sizes.length : at - from;
  return (await flat(parameters, "grad")).map((g) => g / divisor);
};

/** Cuts `total` rows into so many parts of random sizes. */
const randomCut = (total: number, parts: number, seed: number) => {
  const places = new Set<number>();
  for (const u of randomUniform(10 * parts, seed)) {
    if (places.size < parts - 1) places.add(1 + Math.floor(u * (total - 1)));
  }
  const edges = [0, ...[...places].sort((a, b) => a - b), total];
  return edges.slice(1).map((edge, i) => edge - edges[i]);
};

const randomSizes = randomCut(bigBatch, 32, 1);
console.log(`32 ticks: ${randomSizes.slice(0, 12).join(", ")}, ... digits`);
const inF64 = await windowGradient(exact, exactParameters, 0, [bigBatch]);
for (
  const [name, sizes] of Object.entries({
    "one batch": [bigBatch],
    "32 ticks of 64": Array<number>(32).fill(64),
    "32 ticks of random sizes": randomSizes,
  })
) {
  checks.atMost(
    `${name}: gradient in f32 against one batch in f64`,
    maxRelativeError(
      await windowGradient(probe, probeParameters, 0, sizes),
      inF64,
    ),
    2e-6,
  );
}

// %% [markdown]
// ## 3. The mean of means
//
// Many programs take the *mean* loss of each micro-batch, because their loss function returns a mean, and
// divide the sum of the gradients by the number of ticks:
//
// $$ \tilde g = \frac{1}{k} \sum_{j=1}^{k} \frac{G_j}{n_j} \qquad \text{instead of} \qquad
// g = \frac{\sum_j G_j}{\sum_j n_j} . $$
//
// If all $n_j$ are equal, $\tilde g = g$, and so the mistake passes every test with even micro-batches. If they are
// not, a sample in a small micro-batch counts more than one in a large: its weight is $1 / (k n_j)$
// instead of $1/N$. The last micro-batch of an epoch is smaller than the others. Sentences differ in length,
// and what counts are the tokens. So uneven is the
// common case, and one of the most used libraries took the mean of means until 2024, when somebody
// compared the losses.
//
// **How wrong is it?** Say the gradients of single samples scatter around their mean independently, with
// variance $\sigma^2$ (summed over the parameters), whatever micro-batch they are in. Then $g$ has the variance $\sigma^2 / N$, and $\tilde g$ has
//
// $$ \frac{1}{k^2} \sum_j \frac{\sigma^2}{n_j} = \frac{\sigma^2}{N^*}, \qquad
// N^* = \frac{k^2}{\sum_j 1 / n_j} \le N . $$
//
// So $\tilde g$ is as noisy as a batch of only $N^*$ samples. Both take the same samples, $g$ each with the
// weight $1/N$ and $\tilde g$ with weights that sum to 1: so their covariance is $\sigma^2 / N$, and the error of
// a window is on average
//
// $$ \mathrm{E}\, \| \tilde g - g \|^2 = \sigma^2 \left( \frac{1}{N^*} - \frac{1}{N} \right) . $$
//
// We cut windows of 256 digits in three ways, and measure the error of the gradient in each of 16
// windows, against 64 bits:

// %% tags=["picture"]
const cuts = {
  "64 + 64 + 64 + 64": [64, 64, 64, 64],
  "4 + 12 + 48 + 192": [4, 12, 48, 192],
  "1 + 1 + 1 + 253": [1, 1, 1, 253],
};
const windowSize = 256, windows = 16;
const effective = (sizes: number[]) =>
  sizes.length ** 2 / sizes.reduce((sum, n) => sum + 1 / n, 0);
for (const [name, sizes] of Object.entries(cuts)) {
  console.log(`${name}: as noisy as ${effective(sizes).toFixed(1)} digits`);
}

const norm = (values: number[]) =>
  Math.sqrt(values.reduce((sum, v) => sum + v * v, 0));
const short = { "sum over count": "sum", "mean of means": "means" };
const percents: Record<string, number[]> = {};
for (let w = 0; w < windows; w++) {
  const from = w * windowSize;
  const truth = await windowGradient(exact, exactParameters, from, [256]);
  const measure = async (
    name: keyof typeof cuts,
    how: "sum over count" | "mean of means",
  ) => {
    const gradient = await windowGradient(
      probe,
      probeParameters,
      from,
      cuts[name],
      how,
    );
    const error = norm(gradient.map((g, i) => g - truth[i])) / norm(truth);
    (percents[`${short[how]}: ${name}`] ??= []).push(100 * error);
  };
  await measure("1 + 1 + 1 + 253", "mean of means");
  await measure("4 + 12 + 48 + 192", "mean of means");
  await measure("64 + 64 + 64 + 64", "mean of means");
  await measure("1 + 1 + 1 + 253", "sum over count");
}
await line(percents, {
  x: Array.from({ length: windows }, (_, w) => w + 1),
  yScale: "log",
  yRange: [1e-6, 3e3],
  title: "How wrong the gradient of a window is",
  xLabel: "window of 256 digits (one step each)",
  yLabel: "error of the gradient, %",
  caption: "means: the mean of means. sum: the sum over the count.",
}).show();

const rms = (values: number[]) => norm(values) / Math.sqrt(values.length);
const severe = percents["means: 1 + 1 + 1 + 253"];
const mild = percents["means: 4 + 12 + 48 + 192"];
checks.atLeast(
  "mean of means, 4 + 12 + 48 + 192: mildest error in %",
  Math.min(...mild),
  50,
);
checks.atLeast(
  "mean of means, 1 + 1 + 1 + 253: mildest error in %",
  Math.min(...severe),
  150,
);
checks.atMost(
  "mean of means, even micro-batches: worst error in %",
  Math.max(...percents["means: 64 + 64 + 64 + 64"]),
  1e-3,
);
checks.atMost(
  "sum over count, 1 + 1 + 1 + 253: worst error in %",
  Math.max(...percents["sum: 1 + 1 + 1 + 253"]),
  1e-3,
);

const excess = (sizes: number[]) => 1 / effective(sizes) - 1 / windowSize;
const predicted = Math.sqrt(
  excess(cuts["1 + 1 + 1 + 253"]) / excess(cuts["4 + 12 + 48 + 192"]),
);
const observed = rms(severe) / rms(mild);
console.log(
  `ratio of errors: ${observed.toFixed(2)}, predicted ${predicted.toFixed(2)}`,
);
checks.atMost(
  "ratio of the two cuts' errors: observed against predicted",
  Math.abs(observed / predicted - 1),
  0.25,
);

// %% [markdown]
// The error is as large as the gradient itself, or several times as large. 256 digits were computed, and the
// step has the noise of five. In training that looks like this; each loss is the true mean over the
// window, before its step:

// %%
const trainSteps = Math.floor(train.count / windowSize);
const trainOn = async (
  optimizer: Optimizer,
  sizes = [256],
  how: "sum over count" | "mean of means" = "sum over count",
) => {
  const network = digitsNetwork({ device, hidden });
  using ticks = new Ticks(Parameters.of(network), {
    every: sizes.length,
    optimizer,
  });
  const losses: number[] = [];
  let at = 0;
  for (let step = 0; step < trainSteps; step++) {
    let sum = 0;
    for (const size of sizes) {
      const scale = how === "mean of means" ? 1 / size : 1;
      using loss = micro(network, at, size, scale);
      sum += (await loss.read())[0] / scale;
      await ticks.tick(how === "mean of means" ? 1 : size);
      at += size;
    }
    losses.push(sum / windowSize);
  }
  return losses;
};

const quick = sgd({ learningRate: 0.5 });
const curves = {
  "sum: one batch": await trainOn(quick),
  "sum: 1 + 1 + 1 + 253": await trainOn(
    quick,
    cuts["1 + 1 + 1 + 253"],
  ),
  "means: 4 + 12 + 48 + 192": await trainOn(
    quick,
    cuts["4 + 12 + 48 + 192"],
    "mean of means",
  ),
  "means: 1 + 1 + 1 + 253": await trainOn(
    quick,
    cuts["1 + 1 + 1 + 253"],
    "mean of means",
  ),
};
await line(curves, {
  x: Array.from({ length: trainSteps }, (_, i) => i + 1),
  title: "Training on windows of 256 digits",
  xLabel: "step",
  yLabel: "mean loss of the window",
  caption: "The sums over the count coincide, however the window is cut.",
}).show();

checks.atMost(
  "sum over count: losses of the uneven cut against one batch",
  maxRelativeError(
    curves["sum: 1 + 1 + 1 + 253"],
    curves["sum: one batch"],
  ),
  1e-4,
);
const lastTen = (losses: number[]) => mean(losses.slice(-10));
checks.atLeast(
  "mean of means, 1 + 1 + 1 + 253: last ten losses over the right ones",
  lastTen(curves["means: 1 + 1 + 1 + 253"]) /
    lastTen(curves["sum: one batch"]),
  1.5,
);

// %% [markdown]
// That was the harmless case: sizes that have nothing to do with what is in the micro-batches. If they have,
// as when short sentences are of another kind than long ones, $\tilde g$ is not only noisy but points somewhere
// else. Take $\ell_i = \tfrac{1}{2} (w - x_i)^2$ and the values 0, 0, 0 in one micro-batch and 4 in another.
// The mean is 1. The mean of means trains towards 2:

// %%
const settle = async (how: "sum over count" | "mean of means") => {
  const parameters = new Parameters(cpu, { w: { shape: [1], dtype: "f64" } });
  const ticks = new Ticks(parameters, {
    every: 2,
    optimizer: sgd({ learningRate: 0.5 }),
  });
  const { value } = parameters.get("w");
  while (ticks.step < 60) {
    for (const values of [[0, 0, 0], [4]]) {
      const [w] = await value.read();
      const gradient = values.reduce((sum, x) => sum + w - x, 0);
      const means = how === "mean of means";
      ticks.add({ w: Float64Array.of(gradient) }, {
        scale: means ? 1 / values.length : 1,
      });
      await ticks.tick(means ? 1 : values.length);
    }
  }
  return (await value.read())[0];
};
checks.atMost(
  "0, 0, 0 and 4, sum over count: distance from 1",
  Math.abs(await settle("sum over count") - 1),
  1e-12,
);
checks.atMost(
  "0, 0, 0 and 4, mean of means: distance from 2",
  Math.abs(await settle("mean of means") - 2),
  1e-12,
);

// %% [markdown]
// **Exercise 1.** By what factor is the mean of means off? Two micro-batches of $a$ and $b$ samples, whose samples all have the
// gradient $g_a$ in the first and $g_b$ in the second. Write the mean of means less the right mean.

// %% tags=["hide-input"] jupyter={"source_hidden":true}
const exerciseMeans = exercise("the error of the mean of means", {
  hint: [
    "The mean of means gives each micro-batch the weight 1/2, whatever its size.",
    markdown`The right mean gives the first one the weight $a / (a + b)$.`,
  ],
  solution: (a: number, b: number, ga: number, gb: number) =>
    (ga - gb) * (b - a) / (2 * (a + b)),
  reference: (a: number, b: number, ga: number, gb: number) =>
    (ga + gb) / 2 - (a * ga + b * gb) / (a + b),
  cases: [[1, 1, 3, 5], [1, 3, 0, 1], [1, 253, -2, 0.5], [64, 16, 1, 1.25]],
  atol: 1e-12,
});

// %%
const myError = (_a: number, _b: number, _ga: number, _gb: number) => {
  // your code: return a number
};
await exerciseMeans.check(myError);

// %% [markdown]
// Is your loss a mean all the same? Multiply it back: `ticks.add(gradients, { scale: count })` turns the
// gradient of a mean into that of the sum.

// %% [markdown]
// ## 4. Memory
//
// Between forward and backward pass the network keeps what the backward pass will need. For $n$ rows and $h$
// hidden values that is, in numbers of 4 bytes,
//
// $$ n \,(\underbrace{784}_{\text{images}} + \underbrace{3 h}_{\text{linear, norm, GELU}} +
// \underbrace{3}_{\text{of each row's norm}} + \underbrace{10}_{\text{logits}}) . $$
//
// It grows with the rows of a micro-batch. Parameters, their gradients and the optimizer's state do not.
// To check the formula we put a device on the scales: every tensor that it makes is noted, and those that
// are not disposed are weighed.

// %%
const scales = await openDevice("cpu");
const made: Tensor[] = [];
const most = { bytes: 0 };
const bytesNow = () =>
  made.reduce((sum, { disposed, size }) => sum + (disposed ? 0 : 4 * size), 0);
const weighed =
  <Args extends unknown[]>(make: (...args: Args) => Tensor) =>
  (...args: Args) => {
    const tensor = make(...args);
    made.push(tensor);
    most.bytes = Math.max(most.bytes, bytesNow());
    return tensor;
  };
scales.tensor = weighed(scales.tensor.bind(scales));
scales.empty = weighed(scales.empty.bind(scales));
scales.zeros = weighed(scales.zeros.bind(scales));

const wide = 64;
const weighedNetwork = digitsNetwork({ device: scales, hidden: wide });
const weighedTicks = new Ticks(Parameters.of(weighedNetwork), {
  optimizer: adamw(),
});

const rowCounts = [1, 4, 16, 64, 256, 1_024, 2_048];
const kept: number[] = [], peak: number[] = [];
for (const rows of rowCounts) {
  made.length = 0;
  scales.scope(() => {
    const images = train.images.subarray(0, 784 * rows);
    const { y } = weighedNetwork.forward(scales.tensor(images, [rows, 784]));
    kept.push(bytesNow());
    return y;
  }).dispose();
  most.bytes = 0;
  micro(weighedNetwork, 0, rows).dispose();
  peak.push(most.bytes);
}

const valueCount = 784 * wide + wide + 2 * wide + 10 * wide + 10;
// Four bytes each: values, gradients and AdamW's two moments.
const constant = 4 * 4 * valueCount;
const megabytes = (bytes: number) => bytes / 1e6;
await line({
  "kept by the forward pass": kept.map(megabytes),
  "most at once in a tick": peak.map(megabytes),
  "values, gradients, AdamW": rowCounts.map(() => megabytes(constant)),
}, {
  x: rowCounts,
  xScale: "log",
  yScale: "log",
  title: "Memory by the rows of a micro-batch",
  xLabel: "rows of a tick",
  yLabel: "megabytes",
  caption: "Only what a tick needs on its way grows with its rows.",
}).show();

checks.atMost(
  "kept by the forward pass: bytes off the formula, any size",
  Math.max(
    ...rowCounts.map((n, i) =>
      Math.abs(kept[i] - 4 * n * (784 + 3 * wide + 3 + 10))
    ),
  ),
  0,
);
checks.atMost(
  "most at once: 2,048 rows over 64 rows, less 32",
  Math.abs(peak[6] / peak[3] - 32),
  0.01,
);
const savedBytes = (await weighedTicks.save()).length;
checks.atMost(
  "values, gradients and AdamW: saved bytes over them, less 1",
  Math.abs(savedBytes / constant - 1),
  0.01,
);

// %% [markdown]
// (A backward pass also sums each block of 64 rows into a matrix of the weights' size before that is added.
// So the dashed line starts high, and a block of fewer rows saves little.)
//
// So 2,048 digits in ticks of 64 need a thirty-second of the memory on the way, and give the very same step.
// What accumulation cannot shrink is the horizontal line: a model whose values, gradients and moments do
// not fit into memory does not fit, however small the ticks.

// %% [markdown]
// ## 5. The article's Ticks
//
// The name comes from an article that asked for this toolkit, and calls gradient accumulation *ticks*. Its
// class `Ticks(momentum)` has one accumulator $a$. With the gradient $g_t$ of iteration $t$, momentum $m$ and
// learning rate $\eta$ it does
//
// $$ a_t = m\, a_{t-1} + g_t, \qquad w_t = w_{t-1} - \eta\, \frac{a_t}{1 - m} . $$
//
// That is momentum, not a window: the sum is never emptied, old gradients fade instead. It is a useful idea
// with a name of its own, and the library has it: the same learning rate over $1 - m$,
// `sgd({ learningRate: η / (1 - m), momentum: m })`. Here is the article's version, in three lines:

// %%
const articleTicks = (momentum: number, learningRate: number, first = 0) => {
  let a = first;
  return (w: number, g: number) => {
    a = momentum * a + g;
    return w - learningRate * a / (1 - momentum);
  };
};

const pushes = randomNormal(200, 2);
/** The path of one weight under these gradients, by the article. */
const articlePath = (update: (w: number, g: number) => number) => {
  const path = [0];
  for (const g of pushes) path.push(update(path.at(-1)!, g));
  return path;
};
/** The same by Ticks, in 64 bits. */
const sgdPath = async (optimizer: Optimizer, gradients = pushes) => {
  const parameters = new Parameters(cpu, { w: { shape: [1], dtype: "f64" } });
  using ticks = new Ticks(parameters, { optimizer });
  const path = [0];
  for (const g of gradients) {
    ticks.add({ w: Float64Array.of(g) });
    await ticks.tick();
    path.push((await parameters.get("w").value.read())[0]);
  }
  return path;
};

for (const m of [0.3, 0.5, 0.7, 0.75, 0.9, 0.99]) {
  const theirs = articlePath(articleTicks(m, 1));
  const ours = await sgdPath(sgd({ learningRate: 1 / (1 - m), momentum: m }));
  if (Number.isInteger(Math.log2(1 - m))) {
    checks.atMost(
      `the article at m = ${m} against sgd: values that differ in a bit`,
      differing(ours, theirs),
      0,
    );
  } else {
    const spacing = 2 ** -52 * Math.max(...theirs.map(Math.abs));
    const apart = Math.max(...ours.map((w, i) => Math.abs(w - theirs[i])));
    checks.atMost(
      `the article at m = ${m} against sgd: spacings of f64 apart, per step`,
      apart / spacing / pushes.length,
      1,
    );
  }
}

// %% [markdown]
// At 0.5 and 0.75 the bits must agree, because there $1 - m$ is a power of two. Elsewhere dividing by $1 - m$
// is not quite multiplying by its reciprocal: quotients differ in their last bit, and now and then a sum does.
//
// **The effective learning rate.** Let the gradient be a constant $g$. From $a_0 = 0$,
//
// $$ a_t = g \,(1 + m + m^2 + \dots + m^{t-1}) = g\, \frac{1 - m^t}{1 - m}
// \;\longrightarrow\; \frac{g}{1 - m} . $$
//
// This is a geometric series: $a_t - m\, a_t = g\,(1 - m^t)$, since all other terms cancel. So momentum alone
// moves $1/(1 - m)$ times as far per step as plain gradient descent. The article divides by $1 - m$ once
// more:
//
// $$ w_{t-1} - w_t = \eta\, \frac{a_t}{1 - m} = \eta\, g\, \frac{1 - m^t}{(1 - m)^2}
// \;\longrightarrow\; \boxed{\; \frac{\eta}{(1 - m)^2}\, g \;} $$
//
// If the aim was to undo what momentum adds, $1 - m$ should multiply and not divide. With $m = 0.9$ the learning
// rate is a hundred times what was written. We run all three on the constant gradient 1 and measure the
// last step:

// %%
const momenta = Array.from({ length: 96 }, (_, i) => i / 100);
const measuredAt = Array.from({ length: 20 }, (_, i) => i / 20);
const lastStep = async (m: number, learningRate: number) => {
  // After so many steps m ** steps is 1e-12.
  const steps = m === 0 ? 1 : Math.ceil(Math.log(1e-12) / Math.log(m));
  const path = await sgdPath(
    sgd({ learningRate, momentum: m }),
    new Float64Array(steps).fill(1),
  );
  return path.at(-2)! - path.at(-1)!;
};
const measuredArticle: number[] = [], measuredMomentum: number[] = [];
for (const m of measuredAt) {
  measuredArticle.push(await lastStep(m, 1 / (1 - m)));
  measuredMomentum.push(await lastStep(m, 1));
}
await line({
  "article: 1/(1 - m)²": {
    x: momenta,
    y: momenta.map((m) => 1 / (1 - m) ** 2),
  },
  "article, measured": { x: measuredAt, y: measuredArticle },
  "momentum: 1/(1 - m)": { x: momenta, y: momenta.map((m) => 1 / (1 - m)) },
  "momentum, measured": { x: measuredAt, y: measuredMomentum },
}, {
  yScale: "log",
  title: "The effective learning rate, by momentum",
  xLabel: "momentum m",
  yLabel: "effective / written learning rate",
  caption: "At m = 0.9, momentum has 10 times the rate, the article 100 times.",
}).show();

checks.atMost(
  "the article: step under a constant gradient against 1 / (1 - m)²",
  maxRelativeError(
    measuredArticle.map((step, i) => step * (1 - measuredAt[i]) ** 2),
    measuredAt.map(() => 1),
  ),
  1e-9,
);
checks.atMost(
  "momentum: step under a constant gradient against 1 / (1 - m)",
  maxRelativeError(
    measuredMomentum.map((step, i) => step * (1 - measuredAt[i])),
    measuredAt.map(() => 1),
  ),
  1e-9,
);
checks.atMost(
  "momentum 0.9, multiplied by 1 - m: step under a constant gradient, less 1",
  Math.abs(await lastStep(0.9, 1 - 0.9) - 1),
  1e-9,
);

// %% [markdown]
// **Exercise 2.** A learning rate $\eta$ was found good with the article's `Ticks(m)`. Which learning rate has plain gradient
// descent to have, to move as far per step in the long run?

// %% tags=["hide-input"] jupyter={"source_hidden":true}
const exerciseRate = exercise("the rate without momentum", {
  hint: "The box above.",
  solution: (eta: number, m: number) => eta / (1 - m) ** 2,
  // Nobody derived this one: the article's code, until its steps no longer change.
  reference: (eta: number, m: number) => {
    const step = articleTicks(m, eta);
    let last = 0, size = NaN;
    for (let t = 0; t < 5000; t++) {
      const next = step(last, 1);
      [size, last] = [last - next, next];
    }
    return size;
  },
  cases: [[0.005, 0.9], [0.1, 0], [0.01, 0.5], [0.2, 0.75]],
  rtol: 1e-8,
});

// %%
const myRate = (_eta: number, _m: number) => {
  // your code: return a number
};
await exerciseRate.check(myRate);

// %% [markdown]
// **The missing initialisation.** The code never sets $a_0$. In TypeScript a value that was never set is
// `undefined`, a multiple of it is `NaN`, and so is every weight from the first step on:

// %%
const unset = Number(undefined);
const lost = articlePath(articleTicks(0.9, 1, unset)).slice(1);
checks.atLeast(
  "accumulator never set: steps of 200 with a weight that is not a number",
  lost.filter(Number.isNaN).length,
  200,
);

// %% [markdown]
// `Ticks` sets its state to zero, and a gradient that is not a number does no harm: the step is skipped, and
// the report says so.

// %%
const guarded = new Parameters(cpu, { w: { shape: [1], init: 3 } });
const guard = new Ticks(guarded, {
  optimizer: sgd({ learningRate: 1, momentum: 0.9 }),
});
guard.add({ w: Float32Array.of(NaN) });
await guard.tick();
checks.atLeast(
  "a gradient of NaN: steps skipped",
  (await guard.report()).skipped,
  1,
);
checks.atMost(
  "a gradient of NaN: change of the weight",
  Math.abs((await guarded.get("w").value.read())[0] - 3),
  0,
);

// %% [markdown]
// **Zeroed in the text, kept in the code.** The text says that the gradients are set to zero in each
// iteration; the code never does that to $a$. It makes all the difference. If $a$ were zeroed, $a_t = g_t$,
// and the momentum would do nothing but divide the learning rate by $1 - m$: plain gradient descent.
// Both are right about something: the *sum of a window* is zeroed after each step, and the *momentum* never
// is. They are two accumulators, and need two places. On the digits, with $m = 0.9$ and $\eta = 0.005$:

// %%
const written = 0.005, m = 0.9;
// A new a each time.
const zeroed = articlePath((w, g) => articleTicks(m, written)(w, g));
checks.atMost(
  "the article, zeroed each iteration, against plain gradient descent",
  maxRelativeError(
    zeroed,
    await sgdPath(sgd({ learningRate: written / (1 - m) })),
  ),
  1e-13,
);

const articleCurves = {
  "code: a is kept": await trainOn(
    sgd({ learningRate: written / (1 - m), momentum: m }),
  ),
  "text: a is zeroed": await trainOn(
    sgd({ learningRate: written / (1 - m) }),
  ),
  "ordinary momentum": await trainOn(
    sgd({ learningRate: written, momentum: m }),
  ),
  "plain descent, rate 0.5": await trainOn(
    sgd({ learningRate: written / (1 - m) ** 2 }),
  ),
};
await line(articleCurves, {
  x: Array.from({ length: trainSteps }, (_, i) => i + 1),
  title: "The article's code and the article's text",
  xLabel: "step",
  yLabel: "mean loss of 256 digits",
  caption:
    "Effective rates: 0.5 for the code and plain descent, 0.05 for the others.",
}).show();

checks.atLeast(
  "last ten losses: the text over the code",
  lastTen(articleCurves["text: a is zeroed"]) /
    lastTen(articleCurves["code: a is kept"]),
  1.5,
);
checks.atMost(
  "last ten losses: the code over plain descent with rate 0.5, less 1",
  Math.abs(
    lastTen(articleCurves["code: a is kept"]) /
        lastTen(articleCurves["plain descent, rate 0.5"]) - 1,
  ),
  0.3,
);

// %% [markdown]
// The article's code trains well here, because a learning rate of 0.5 suits this network. Whoever
// copies a learning rate from elsewhere, though, gets a hundred times it. (What the article says about
// layer normalisation, with a text that divides by the mean, is in notebook 01, section 7.)

// %% [markdown]
// ## 6. Stop and go on
//
// A training run is stopped when it suits somebody else: the machine is needed, the kernel dies. With windows
// of many ticks that is nearly always in the middle of one. `ticks.save()` gives everything that training
// goes on from: values, *the gradients summed so far*, optimizer state, counts and step. `Ticks.load` puts that
// into new parameters. The run below has windows of 8 ticks and is stopped after tick 21, in its third window.
// For comparison, a third run loads the same bytes and forgets the open window: five ticks are lost, and
// from then on every step comes five ticks later.

// %%
const windowed = { every: 8, optimizer: adamw({ learningRate: 0.01 }) };
const lastTick = 48, stopAfter = 21;

/** Goes on from a tick, the first is 1; gives the mean loss of each. */
const goOn = async (network: DigitsNetwork, ticks: Ticks, from: number) => {
  const losses: number[] = [];
  const saved: Uint8Array[] = [];
  for (let tick = from; tick <= lastTick; tick++) {
    using loss = micro(network, 64 * (tick - 1), 64);
    losses.push((await loss.read())[0] / 64);
    await ticks.tick(64);
    if (tick === stopAfter) saved.push(await ticks.save());
  }
  return { losses, saved, values: await flat(ticks.parameters, "value") };
};

const network = digitsNetwork({ device, hidden });
const neverStopped = await goOn(
  network,
  new Ticks(Parameters.of(network), windowed),
  1,
);
const [bytes] = neverStopped.saved;

/** New parameters with other first values, into which the state is loaded. */
const resume = async (loseWindow: boolean) => {
  const fresh = digitsNetwork({ device, hidden, seed: 99 });
  const ticks = await Ticks.load(bytes, Parameters.of(fresh), windowed);
  console.log(String(ticks));
  if (loseWindow) ticks.reset();
  return await goOn(fresh, ticks, stopAfter + 1);
};
const resumed = await resume(false);
const windowLost = await resume(true);

const after = Array.from(
  { length: lastTick - stopAfter },
  (_, i) => stopAfter + 1 + i,
);
await line({
  "never stopped": {
    x: Array.from({ length: lastTick }, (_, i) => i + 1),
    y: neverStopped.losses,
  },
  "saved after tick 21, loaded": { x: after, y: resumed.losses },
  "loaded, open window lost": { x: after, y: windowLost.losses },
}, {
  title: "Stopped in mid-window",
  xLabel: "tick (8 make a step)",
  yLabel: "mean loss of 64 digits",
  markers: true,
  caption:
    "From tick 22 on, the loaded run lies on the one that never stopped.",
}).show();

checks.atMost(
  "loaded against never stopped: losses that differ in a bit",
  differing(resumed.losses, neverStopped.losses.slice(stopAfter)),
  0,
);
checks.atMost(
  "loaded against never stopped: parameters that differ in a bit",
  differing(resumed.values, neverStopped.values),
  0,
);
checks.atLeast(
  "the open window lost: change of the parameters at the end",
  maxRelativeError(windowLost.values, neverStopped.values),
  0.01,
);

// %% [markdown]
// The bytes are a file in the format *safetensors*, which Python reads, too: eight bytes of length, a header
// in JSON, the numbers.

// %%
const headerLength = Number(
  new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true),
);
const header = JSON.parse(
  new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)),
);
console.log(Object.keys(header).join("\n"));

// %% [markdown]
// ## 7. A network that reads digits
//
// All together: 8,960 digits to train on, 1,000 held out, 64 hidden values, windows of four ticks of 64,
// AdamW with a learning rate that falls along a cosine, four passes of 140 ticks. The gradient is
// clipped to norm 1: once a step, never in a tick.

// %%
const passes = 4, tickSize = 64, every = 4;
const ticksInPass = Math.floor(train.count / tickSize);
const reader = digitsNetwork({ device, hidden: wide });
const readerTicks = new Ticks(Parameters.of(reader), {
  every,
  optimizer: adamw({
    learningRate: schedules.cosine({
      start: 0.01,
      steps: Math.floor(passes * ticksInPass / every),
    }),
  }),
  clipNorm: 1,
});

const heldOut = device.tensor(test.images, [test.count, 784]);
const readHeldOut = async () => {
  using logits = reader.infer(heldOut);
  return await logits.read();
};

const stepLosses: number[] = [], accuracies: number[] = [];
const accuracySteps: number[] = [];
for (let pass = 0; pass < passes; pass++) {
  for (let tick = 0; tick < ticksInPass; tick++) {
    using loss = micro(reader, tick * tickSize, tickSize);
    const step = await readerTicks.tick(tickSize, { loss });
    if (step) stepLosses.push((await step.loss.read())[0]);
  }
  const correct = countCorrect(await readHeldOut(), test.labels);
  accuracies.push(100 * correct / test.count);
  accuracySteps.push(readerTicks.step);
  console.log(`pass ${pass + 1}: ${accuracies.at(-1)!.toFixed(1)} %`);
}
await line(stepLosses, {
  x: stepLosses.map((_, i) => i + 1),
  yScale: "log",
  title: "Learning to read digits",
  xLabel: "step of 4 ticks",
  yLabel: "mean loss of 256 digits",
  caption: `After ${accuracySteps.join(", ")} steps: ${
    accuracies.map((value) => value.toFixed(1)).join(", ")
  } % of 1,000 held-out digits are read correctly.`,
}).show();

checks.atLeast("held-out digits read correctly, in %", accuracies.at(-1)!, 93);
const readerReport = await readerTicks.report();
checks.atMost("steps skipped in training", readerReport.skipped, 0);

// %% [markdown]
// Which digits are mistaken for which? Those on the diagonal, read correctly, are left out.

// %%
const logits = await readHeldOut();
const mistaken = Array.from({ length: 10 }, () => Array<number>(10).fill(0));
for (let i = 0; i < test.count; i++) {
  const row = Array.from(logits.subarray(10 * i, 10 * (i + 1)));
  const read = row.indexOf(Math.max(...row));
  if (read !== test.labels[i]) mistaken[test.labels[i]][read]++;
}
const digits = Array.from({ length: 10 }, (_, i) => String(i));
await heatmap(mistaken, {
  title: "Digits that were mistaken",
  caption: `${
    test.count - countCorrect(logits, test.labels)
  } of ${test.count} digits; those read correctly are left out.`,
  xLabel: "read as",
  yLabel: "in truth",
  colors: "gray",
  colorLabel: "digits",
  rowNames: digits,
  columnNames: digits,
  width: 480,
  height: 420,
}).show();
checks.atMost(
  "mistaken digits against the accuracy: difference in their number",
  Math.abs(
    mistaken.flat().reduce((sum, n) => sum + n, 0) -
      (test.count - countCorrect(logits, test.labels)),
  ),
  0,
);

// %% [markdown]
// ## 8. All checks

// %%
checks;

// %% [markdown]
// **Exercises without a check.** (1) In section 1, move the line that zeroes the sum, and not the count, in front of the loop over
// the steps. That is momentum: with which $m$? What does the path do? (2) Show that $N^* \le N$, with
// equality for even micro-batches only: it is the inequality between the harmonic and the arithmetic mean.
// (3) For the loss $\tfrac{c}{2} w^2$, momentum with the rate $\alpha$ is stable while $\alpha c < 2 (1 + m)$.
// Up to which $\eta$ is the article's code stable? Compare with plain gradient descent, and try it. (4) In
// section 6, load the bytes with windows of 4 ticks instead of 8: after which ticks do steps come now, and why?
//
// **Next**: [03 Gradient checks](03_gradient_checks.ipynb) checks a window against the loss itself; [01 Layer
// normalisation](01_layer_norm.ipynb) is the other half.
//
// **Sources**: P. Goyal et al., *Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour*, 2017, whose section 3
// warns of means per worker. L. Debut et al., *Fixing Gradient Accumulation*,
// huggingface.co/blog/gradient_accumulation, 2024. I. Sutskever, J. Martens, G. Dahl and G. Hinton,
// *On the importance of initialization and momentum in deep learning*, 2013. I. Loshchilov and F. Hutter,
// *Decoupled Weight Decay Regularization*, 2019. N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd edition, 2002.
// Y. LeCun, C. Cortes and C. J. C. Burges, *The MNIST database of handwritten digits*, 1998. The texts of this
// notebook are under CC BY 4.0, the code is under MIT.
