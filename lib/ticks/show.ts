/**
 * How steps, windows and what is taken from them show themselves.
 *
 * @module
 */

import { type Shown, shown } from "../device/show_html.ts";
import { writeNumber } from "../device/show_number.ts";
import { table } from "../device/show_table.ts";
import {
  type Showable,
  showableArray,
  showTensors,
} from "../device/show_tensors.ts";
import { showable, Tensor } from "../device/tensor.ts";
import type { Taken } from "./accumulator.ts";
import {
  type GradientLeaf,
  type GradientTree,
  isGpuBuffer,
  leavesOf,
} from "./gradient_tree.ts";
import type { Step } from "./ticks.ts";

/** A copy of a plain object that shows itself: as text, where that is given, and in notebooks. */
export function showing<T extends object>(
  object: T,
  display: () => Shown | Promise<Shown>,
  text?: () => string,
): T {
  const hidden = (value: unknown) => ({ value, enumerable: false });
  return Object.defineProperties({ ...object }, {
    [Symbol.for("Jupyter.display")]: hidden(display),
    ...text && {
      toString: hidden(text),
      [Symbol.for("Deno.customInspect")]: hidden(text),
    },
  });
}

/** A step that shows itself; in a notebook with the value of its loss, which is read then. */
export function makeStep<Loss extends number | Tensor | undefined>(
  parts: Step<Loss>,
): Step<Loss> {
  const { step, count, loss } = parts;
  const written = typeof loss === "number" ? writeNumber(loss) : String(loss);
  const display = () =>
    loss instanceof Tensor
      ? showTensors(`Step ${step}, count ${count}`, [showable(loss, "loss")], {
        details: true,
      })
      : showWindow("Step", { step, count, loss: written });
  return showing(
    parts,
    display,
    () => `Step(${step}, count ${count}, loss ${written})`,
  );
}

/** Mean gradients that show themselves in a notebook; in a terminal they are the arrays that they are. */
export function makeTaken<Tree>(parts: Taken<Tree>): Taken<Tree> {
  const leaves = () => [
    ...leavesOf("accumulator.take", parts.gradients as GradientTree),
  ];
  return showing(parts, () =>
    showTensors(
      `Mean gradients, count ${parts.count}`,
      leaves().map(([name, leaf]) => showableLeaf(name, leaf)),
    ));
}

/** A row of words and numbers, for what has no values of its own. */
export function showWindow(
  title: string,
  entries: Readonly<Record<string, string | number>>,
): Shown {
  const header = Object.keys(entries), row = Object.values(entries).map(String);
  return shown([table({ title, header, rows: [row] })]);
}

function showableLeaf(name: string, leaf: GradientLeaf): Showable {
  if (leaf instanceof Tensor) return showable(leaf, name);
  if (!isGpuBuffer(leaf)) return showableArray(name, leaf);
  return { name, shape: [leaf.size / 4], dtype: "f32", place: "GPUBuffer" };
}
