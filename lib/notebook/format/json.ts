/** JSON values, for the files of this folder. */

/** A way into a JSON value: keys of objects and positions in lists. */
export type JsonPath = (string | number)[];

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The same JSON value with the keys of all objects in order, as Jupyter sorts them. */
export function sortKeys<T>(value: T): T {
  if (Array.isArray(value)) return value.map(sortKeys) as T;
  if (!isRecord(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(
    keys.map((key) => [key, sortKeys(value[key])]),
  ) as T;
}

/** Whether two JSON values are the same, whatever the order of their keys. */
export function sameJson(one: unknown, other: unknown): boolean {
  return JSON.stringify(sortKeys(one)) === JSON.stringify(sortKeys(other));
}

/** Where the JSON value ends that `text` begins with: before a space outside strings and brackets. */
export function jsonEnd(text: string): number {
  let depth = 0, quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (quoted) {
      if (character === "\\") i++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === "[" || character === "{") depth++;
    else if (character === "]" || character === "}") depth--;
    else if (depth === 0 && /\s/.test(character)) return i;
  }
  return text.length;
}

/** A path as JavaScript has it: `data[0].name`. */
export function accessor([root, ...keys]: JsonPath): string {
  const rest = keys.map((key) =>
    typeof key === "string" && /^[A-Za-z_]\w*$/.test(key)
      ? `.${key}`
      : `[${JSON.stringify(key)}]`
  );
  return `${root}${rest.join("")}`;
}

/** So many characters of a value stand in a message. */
const SHOWN = 60;

/** A JSON value for a message, cut short. */
export function showJson(value: unknown): string {
  if (typeof value === "string" && value.length > SHOWN) {
    return JSON.stringify(`${value.slice(0, SHOWN)}…`);
  }
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > SHOWN + 2 ? `${text.slice(0, SHOWN)}…` : text;
}
