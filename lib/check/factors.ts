/** Factors by which gradients are off, and what they usually come from. */

import type { Evidence } from "./explain.ts";

/** A sentence on a factor that is the same for all elements. */
export function nameOfFactor(c: number, evidence: Evidence): string {
  const { rows, columns, suspect: { contributions } } = evidence;
  const batch = contributions?.length ?? rows;
  const reasons: [number, string][] = [
    [-1, "the sign is wrong"],
    [2, "it is counted twice, or a factor of 1/2 is missing"],
    [0.5, "half of it is missing, or a factor of 2"],
    [1 / batch, `it is a mean over ${batch} rows where a sum is asked for`],
    [batch, `it is a sum over ${batch} rows where a mean is asked for`],
    [1 / columns, `it is divided by the ${columns} elements of a row`],
    [columns, `it is multiplied with the ${columns} elements of a row`],
    [1 / (rows * columns), `it is divided by all ${rows * columns} elements`],
  ];
  const adam = [
    [1 / Math.sqrt(0.001), "the second moment's"],
    [0.1 / Math.sqrt(0.001), "both moments'"],
  ] as const;
  for (const [factor, whose] of adam) {
    reasons.push([
      factor,
      `perhaps ${whose} bias correction is missing in the first step of Adam`,
    ]);
  }
  if (columns > 2) {
    const ratio = columns / (columns - 1);
    for (const power of [0.5, 1, -0.5, -1, 1.5, -1.5]) {
      reasons.push([
        ratio ** power,
        `as where n - 1 stands for n = ${columns} in a variance, or the other way round`,
      ]);
    }
  }
  const near = (value: number) => Math.abs(c - value) <= 1e-4 * Math.abs(value);
  const reason = reasons.find(([value]) => value !== 1 && near(value));
  const factor = Math.abs(c - 1) < 5e-3
    ? `1 ${c < 1 ? "-" : "+"} ${Math.abs(c - 1).toExponential(1)}`
    : Number(c.toPrecision(4));
  return `every element is off by a factor of ${factor}${
    reason ? `: ${reason[1]}` : ""
  }`;
}
