/** What changes from one figure to the next, so that a frame carries that and nothing else. */

type Json = Record<string, unknown>;

/**
 * Of objects of the same kind: for each the entries that are not the same in all. An entry that one
 * of them lacks is null there, which is how plotly.js forgets.
 */
export function changesOf(all: readonly Json[]): Json[] {
  const changes: Json[] = all.map(() => ({}));
  for (const key of new Set(all.flatMap((one) => Object.keys(one)))) {
    const values = all.map((one) => one[key]);
    if (areSame(values)) continue;
    const parts = values.every(isObject)
      ? changesOf(values as Json[])
      : values.map((value) => value ?? null);
    parts.forEach((part, i) => changes[i][key] = part);
  }
  return changes;
}

/** Whether values are the same as JSON. */
function areSame(values: readonly unknown[]): boolean {
  const first = JSON.stringify(values[0]);
  return values.every((value) => JSON.stringify(value) === first);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
