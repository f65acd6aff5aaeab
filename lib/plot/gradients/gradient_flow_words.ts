/** Gradient flow in words: does it vanish, does it explode, which layers are dead. */

import type { GradientFlowOptions } from "./gradient_flow.ts";
import type { Flow, FlowLayer, FlowStep } from "./gradient_flow_layers.ts";
import { writeCount, writeNumber } from "../parts/numbers.ts";

/** Means that differ by more than this from the last layer to the first vanish or explode. */
const FAR = 1000;
/** More layers than these are not told one by one. */
const DESCRIBED = 12;

/** Notes for the caption: what stands out, and what is not drawn. */
export function flowNotes(flow: Flow): string[] {
  return [
    ...(flow.kind === "gradients" ? flow.steps.flatMap(trend) : []),
    ...zeroNote(flow),
    ...gapNote(flow),
  ];
}

/** What the chart shows, in sentences with the numbers. */
export function describeFlow(
  flow: Flow,
  { title }: GradientFlowOptions,
  guide: number | false,
  caption: string,
): string {
  const { kind, steps } = flow;
  const what = kind === "gradients"
    ? "Gradient flow"
    : "Size of updates beside weights";
  const count = writeCount(steps[0].layers.length, "layer");
  const sentences = steps.map((step) =>
    `${step.name === null ? "" : `${step.name}: `}${describeStep(step)}`
  );
  return [
    `${what}${title ? ` “${title}”` : ""} (log scale): ${count}${
      steps.length === 1 ? "" : ` at ${steps.length} moments`
    }.`,
    ...sentences,
    kind === "updates" && guide !== false
      ? `Guide at ${writeNumber(guide)}.`
      : "",
    caption,
  ].filter((text) => text !== "").join(" ");
}

function describeStep({ layers }: FlowStep): string {
  if (layers.length <= DESCRIBED) return `${layers.map(sizes).join("; ")}.`;
  const drawn = layers.filter(({ mean }) => mean > 0 && mean < Infinity);
  if (drawn.length === 0) return "no layer that can be drawn.";
  const low = drawn.reduce((a, b) => b.mean < a.mean ? b : a);
  const high = drawn.reduce((a, b) => b.mean > a.mean ? b : a);
  return `first ${sizes(layers[0])}; last ${sizes(layers.at(-1)!)}; lowest ${
    sizes(low)
  }; highest ${sizes(high)}.`;
}

function sizes({ name, mean, largest, zeros }: FlowLayer): string {
  if (largest === null) return `${name} ${writeNumber(mean)}`;
  return `${name} mean ${writeNumber(mean)}, largest ${writeNumber(largest)}${
    hasZeros(zeros) ? `, ${percent(zeros)} zeros` : ""
  }`;
}

/** From the last layer to the first, the way that gradients go. */
function trend({ name, layers }: FlowStep): string[] {
  const drawn = layers.filter(({ mean }) => mean > 0 && mean < Infinity);
  if (drawn.length < 2) return [];
  const [first, last] = [drawn[0], drawn.at(-1)!];
  const factor = last.mean / first.mean;
  const isFar = factor > FAR || factor < 1 / FAR;
  const how = factor >= 1 ? "shrinks" : "grows";
  const verdict = !isFar
    ? ""
    : factor > 1
    ? ": the gradients vanish"
    : ": the gradients explode";
  return [
    `${
      name === null ? "" : `${name}: `
    }From ${last.name} back to ${first.name} the mean ${how} by a factor of ${
      writeNumber(Number((factor >= 1 ? factor : 1 / factor).toPrecision(2)))
    }${verdict}.`,
  ];
}

function zeroNote({ steps, kind }: Flow): string[] {
  const dead = new Set(
    steps.flatMap(({ layers }) =>
      layers.filter(({ mean }) => mean === 0).map(({ name }) => name)
    ),
  );
  if (dead.size === 0) return [];
  const all = kind === "updates" ? "Updates" : "Gradients";
  return [`${all} of zeros alone, not drawn: ${list([...dead])}.`];
}

function gapNote({ steps, kind }: Flow): string[] {
  const layers = steps.flatMap((step) => step.layers);
  const names = (some: readonly FlowLayer[]) =>
    list([...new Set(some.map(({ name }) => name))]);
  const some = layers.filter(({ notFinite }) => notFinite > 0);
  const count = some.reduce((sum, { notFinite }) => sum + notFinite, 0);
  const notes: string[] = [];
  if (count > 0) {
    notes.push(
      `${writeCount(count, "value")} ${
        count === 1 ? "is" : "are"
      } not finite and left out: ${names(some)}.`,
    );
  }
  const zero = layers.filter(({ mean, notFinite }) =>
    kind === "updates" && Number.isNaN(mean) && notFinite === 0
  );
  if (zero.length > 0) {
    notes.push(`Weights of zeros alone, not drawn: ${names(zero)}.`);
  }
  return notes;
}

/** Whether there are enough zeros to tell. */
export function hasZeros(share: number | null): share is number {
  return share !== null && share >= 0.05;
}

/** A share as people say it; only what is all is 100 %. */
export function percent(share: number): string {
  const rounded = Math.round(100 * share);
  if (rounded === 0 && share > 0) return "under 1 %";
  return rounded === 100 && share < 1 ? "over 99 %" : `${rounded} %`;
}

function list(names: readonly string[]): string {
  const shown = names.slice(0, 6).join(", ");
  return names.length <= 6 ? shown : `${shown} and ${names.length - 6} more`;
}
