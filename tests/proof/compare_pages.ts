/**
 * The page on disk beside what comes out.
 *
 * A device is the same where its row in the table of devices is. What was measured on others is left out on
 * both sides and named: of those here only the bounds are known to hold.
 *
 * @module
 */

/** What a comparison found. */
export interface PageComparison {
  /** Lines that only one page has, `-` before those on disk and `+` before those that came out. */
  readonly differences: readonly string[];
  /** What was not compared, and why. */
  readonly remarks: readonly string[];
}

/** Compares the page on disk with the one that came out. */
export function comparePages(onDisk: string, fresh: string): PageComparison {
  const before = devicesOn(onDisk), after = devicesOn(fresh);
  const remarks: string[] = [], other = new Set<string>();
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [there, here] = [before.get(name), after.get(name)];
    if (there === here) continue;
    other.add(name);
    remarks.push(
      here === undefined
        ? `${name} is on the page and not here: its errors were not measured`
        : there === undefined
        ? `${name} is here and not on the page: its errors were held to their bounds only`
        : `${name} is ${here} here and ${there} on the page: its errors were held to their bounds only`,
    );
  }
  const old = linesWithout(onDisk, other), now = linesWithout(fresh, other);
  const differences = [
    ...old.filter((line) => !now.includes(line)).map((line) => `- ${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
  ];
  if (differences.length === 0 && old.join("\n") !== now.join("\n")) {
    differences.push("the lines are the same, in another order or number");
  }
  return { differences, remarks };
}

const cellsOf = (line: string) =>
  line.split("|").slice(1, -1).map((cell) => cell.trim());

/** What stands in the table of devices, by name. */
function devicesOn(page: string): Map<string, string> {
  const lines = page.split("\n");
  const head = lines.findIndex((line) => cellsOf(line)[0] === "device");
  const devices = new Map<string, string>();
  if (head < 0) return devices;
  for (const line of lines.slice(head + 2)) {
    const [name, ...rest] = cellsOf(line);
    if (name === undefined) break;
    devices.set(name, rest.join(", "));
  }
  return devices;
}

/** The lines of a page, tables without their padding and without the rows and columns of some devices. */
function linesWithout(page: string, names: ReadonlySet<string>): string[] {
  let head: string[] | null = null;
  return page.split("\n").flatMap((line) => {
    if (!line.startsWith("|")) {
      head = null;
      return [countless(line)];
    }
    const cells = cellsOf(line);
    head ??= cells;
    if (head[0] === "device" && names.has(cells[0])) return [];
    const kept = cells.filter((_, column) => !names.has(head![column]))
      .map((cell) => cell.replace(/^-+:?$/, "---"));
    return [`| ${kept.join(" | ")} |`];
  });
}

/** The number of devices is no difference of its own. */
function countless(line: string): string {
  return line.replace(/ kernels on \d+ devices?,/, " kernels,");
}
