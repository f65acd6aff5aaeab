// deno-lint-ignore-file no-import-prefix
// %% [markdown]
// # Start: a tour of Ticks in ten minutes
//
// Ticks has two primitives for training code in TypeScript: exact **gradient accumulation** ("ticks", not the marks on
// an axis) and **layer normalisation**, on WebGPU where there is one and on the CPU else. This tour shows both, checks a
// gradient, trains a small network on handwritten digits, and ends with an exercise.
//
// **You will learn**
//
// - how to get from a fresh machine to a running notebook in TypeScript;
// - what a tensor, a module and its backward pass look like;
// - how a gradient is checked numerically, in one line;
// - how to train with micro-batches of any sizes, and see the loss while it falls.
//
// **You need** some TypeScript, and the word *gradient*. No GPU, no Python beyond what Jupyter itself needs.
//
// **Time**: 10 minutes to read, 5 seconds to run.
//
// **Contents**: 1. The kernel · 2. A tensor · 3. Layer normalisation · 4. A checked gradient · 5. Training with ticks ·
// 6. An exercise

// %% [markdown]
// ## 1. The kernel
//
// Notebooks in TypeScript need Deno and one command:
//
// ```sh
// npm install -g deno        # or pip install deno, or the installer of deno.com
// deno jupyter --install     # adds the kernel "Deno" to Jupyter and VS Code
// ```
//
// Then open this file in JupyterLab, in Jupyter Notebook or in VS Code, choose the kernel *Deno*, and run the cells from the
// top. Whatever stands last in a cell is shown; `const` at the top of a cell may be run again. (The Stop button ends the
// kernel with all its variables. That is why loops here take `maxSeconds` and can save.)
//
// `jsr:@ticks/ticks` is this package; in a clone of the repository the name means the clone.

// %%
import {
  adamw,
  LayerNorm,
  openDevice,
  Parameters,
  Ticks,
} from "jsr:@ticks/ticks@^0.1";
import { gradcheck, randomNormal } from "jsr:@ticks/ticks@^0.1/check";
import {
  countCorrect,
  crossEntropy,
  digitsNetwork,
  loadDigits,
  splitDigits,
} from "jsr:@ticks/ticks@^0.1/examples";
import { exercise, latex, progress } from "jsr:@ticks/ticks@^0.1/notebook";
import { images, line } from "jsr:@ticks/ticks@^0.1/plot";

const device = await openDevice(); // a GPU where there is one, else the CPU

// %% tags=["varies"]
String(device);

// %% [markdown]
// ## 2. A tensor
//
// A tensor is numbers on a device, with a shape. As the last expression of a cell it shows itself:

// %%
const x = device.tensor([1, 2, 4, 10, 20, 40], [2, 3]);
x;

// %% [markdown]
// ## 3. Layer normalisation
//
// Each row gets mean 0 and variance 1, and is then scaled and shifted by a `weight` and a `bias` that are learned:
//
// $$ y = \frac{x - \mu}{\sqrt{\sigma^2 + \varepsilon}} \cdot \mathrm{weight} + \mathrm{bias} . $$
//
// The second row is ten times the first, and comes out the same, but for the $\varepsilon$. `forward` gives the output and the
// function that goes back; calling that adds into the gradients of weight and bias, and gives the gradient of the input.

// %%
const norm = new LayerNorm(3, { device });
const { y, backward } = norm.forward(x);
const dx = backward(device.tensor([1, 0, 0, 0, 0, 1], [2, 3]));
y;

// %%
dx;

// %%
norm.weight!.grad;

// %% [markdown]
// ## 4. A checked gradient
//
// Is that backward pass right? `gradcheck` compares every gradient with differences of function values, in 64 bits, and finds
// the step and the bound by itself:

// %%
const cpu = await openDevice("cpu");
const exact = new LayerNorm(3, { device: cpu, dtype: "f64" });
const report = await gradcheck(exact, [cpu.tensor(randomNormal(6, 1), [2, 3])]);
report;

// %% [markdown]
// A result can be a formula, too, with numbers put in:

// %%
const { error, bound } = report.checks[0].worst;
const short = (value: number) => Number(value.toPrecision(2));
latex`\left| dx - dx_{\text{numerical}} \right| = ${short(error)} \le ${
  short(bound)
}`;

// %% [markdown]
// ## 5. Training with ticks
//
// Handwritten digits of 28 × 28 pixels, 0 for paper and 1 for ink:

// %%
const digits = await loadDigits({ count: 2_000 });
const { train, test } = splitDigits(digits, { test: 500 });
await images({ data: train.images.slice(0, 20 * 784), shape: [20, 28, 28] }, {
  title: "Twenty digits",
  labels: Array.from(train.labels.slice(0, 20), String),
  columns: 10,
  colorLabel: "ink",
  caption: "What the network sees, and below each what it is.",
}).show();

// %% [markdown]
// The next cell is tagged *parameters*: `deno task notebook run notebooks/00_start.ts --set steps=200` puts other numbers in.

// %% tags=["parameters"]
const steps = 60, learningRate = 0.01;

// %% [markdown]
// One *tick* is one micro-batch: forward, loss, backward, and `ticks.tick(count)` with the number of digits in it. After four
// ticks the optimizer makes one *step*. The micro-batches here have between 1 and 64 digits. That changes nothing: gradients
// are sums, the digits are counted, and the step divides once.

// %% tags=["varies"]
const network = digitsNetwork({ device, hidden: 32 });
const ticks = new Ticks(Parameters.of(network), {
  every: 4,
  optimizer: adamw({ learningRate }),
});
const losses: number[] = [];
let start = 0;
for await (
  const _ of progress(4 * steps, {
    label: "train",
    unit: "tick",
    show: () => ({ loss: losses.at(-1) }),
    maxSeconds: 60,
  })
) {
  const count = 1 + (37 * start) % 64; // uneven on purpose
  if (start + count > train.count) start = 0;
  const loss = device.scope(() => {
    const batch = device.tensor(
      train.images.subarray(784 * start, 784 * (start + count)),
      [count, 784],
    );
    const { y, backward } = network.forward(batch);
    const target = device.tensor(train.labels.subarray(start, start + count));
    const { loss, dlogits } = crossEntropy(y, target); // sums over the digits
    backward(dlogits); // adds into the gradients
    return loss;
  });
  start += count;
  const step = await ticks.tick(count, { loss });
  if (step) losses.push((await step.loss.read())[0]);
}
console.log(`${ticks.step} steps`);

// %%
await line(losses, {
  title: "Learning to read digits",
  point: "step",
  yLabel: "mean loss of a digit",
  yScale: "log",
  smooth: 0.6,
  caption: "A step is four ticks of 1 to 64 digits.",
}).show();

// %%
const logits = network.infer(device.tensor(test.images, [test.count, 784]));
const correct = countCorrect(await logits.read(), test.labels);
console.log(
  `${
    (100 * correct / test.count).toFixed(0)
  } % of ${test.count} digits that it has not seen are read correctly`,
);
if (steps >= 60 && !(correct / test.count >= 0.7)) {
  throw new Error("the network has not learned");
}

// %% [markdown]
// What the last step did, for each parameter: the norm (the root of the sum of squares) of its values, of its gradient and of
// its update, and how large the update is beside the values. About a thousandth is usual.

// %%
await ticks.report();

// %% [markdown]
// ## 6. An exercise
//
// **Exercise.** What does a step divide by? Three micro-batches have 1, 1 and 6 samples. You are given the *sum* of the
// gradients of each, and the counts. Write the gradient of the mean loss over all eight samples. Write it below, run the cell,
// and read what it says.

// %% tags=["hide-input"] jupyter={"source_hidden":true}
const meanGradient = exercise("the gradient of a step", {
  hint: [
    "The mean over all samples divides the sum over all samples by their number.",
    "Do not divide each micro-batch by its own count first: that is the mean of means.",
  ],
  solution: (sums: number[][], counts: number[]) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return sums[0].map((_, i) =>
      sums.reduce((sum, gradient) => sum + gradient[i], 0) / total
    );
  },
  cases: [
    [[[1, 2], [3, 4], [-6, 12]], [1, 1, 6]],
    [[[0.5], [0.25], [4]], [2, 3, 4]],
    [[[1, 0, -1]], [5]],
  ],
});

// %%
const mine = (_sums: number[][], _counts: number[]) => {
  // your code: return an array of numbers
};
await meanGradient.check(mine);

// %% [markdown]
// **Next**: [01 Layer normalisation](01_layer_norm.ipynb) derives the backward pass and shows why the obvious formula fails
// in 32 bits. [02 Ticks](02_ticks.ipynb) shows what uneven micro-batches do to others.
// [03 Gradient checks](03_gradient_checks.ipynb) looks into section 4.
//
// **Sources**: J. L. Ba, J. R. Kiros and G. E. Hinton, *Layer Normalization*, 2016. I. Loshchilov and F. Hutter, *Decoupled
// Weight Decay Regularization*, 2019. Y. LeCun, C. Cortes and C. J. C. Burges, *The MNIST database of handwritten digits*, 1998.
// The texts of this notebook are under CC BY 4.0, the code is under MIT.
