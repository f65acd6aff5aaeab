/**
 * What a check of an exercise says: in Markdown for notebooks, in plain text for terminals.
 *
 * @module
 */

import { writeNumber } from "../../device/show_number.ts";
import { textTable } from "../../device/show_table.ts";
import { escapeMarkdown, Markup } from "./display_markup.ts";
import type { Finding } from "./exercise_check.ts";
import type { Worst } from "./exercise_compare.ts";
import { isNumberArray, isRecord } from "./exercise_values.ts";

/** A piece of text in both forms. */
export interface Words {
  readonly markdown: string;
  readonly text: string;
}

/** Pieces that stand below one another; empty ones are left out. */
export function joinWords(pieces: readonly (Words | null)[]): Words {
  const all = pieces.filter((piece) => piece !== null);
  return {
    markdown: all.map(({ markdown }) => markdown).filter(Boolean).join("\n\n"),
    text: all.map(({ text }) => text).filter(Boolean).join("\n"),
  };
}

/** A paragraph, its first words bold where there are two texts. */
export function sentence(start: string, rest = ""): Words {
  const bold = rest ? `**${escapeMarkdown(start)}**` : escapeMarkdown(start);
  return {
    markdown: `${bold} ${escapeMarkdown(rest)}`.trim(),
    text: `${start} ${rest}`.trim(),
  };
}

/** The author's own Markdown. */
export function authored(text: string | Markup, label = ""): Words {
  const [markdown, plain] = text instanceof Markup
    ? [text.source, text.plain]
    : [text, text];
  return { markdown, text: `${label && `${label}: `}${plain}` };
}

/** Something that is folded in notebooks; in text it stands open, or is left out. */
export function folded(summary: string, inner: Words, inText = true): Words {
  return {
    markdown: `<details>\n<summary>${
      escapeMarkdown(summary)
    }</summary>\n\n${inner.markdown}\n\n</details>`,
    text: inText ? inner.text : "",
  };
}

/** The source of a function, as a block of code. */
export function sourceOf(fn: (...args: never[]) => unknown): Words {
  const lines = String(fn).split("\n");
  // All lines but the first are indented as deep as the options that they stand in.
  const indents = lines.slice(1).filter((line) => line.trim())
    .map((line) => line.search(/\S/));
  const indent = indents.length === 0 ? 0 : Math.min(...indents);
  const text = lines.map((line, i) => i === 0 ? line : line.slice(indent))
    .join("\n");
  let fence = "```";
  while (text.includes(fence)) fence += "`";
  return { markdown: `${fence}ts\n${text}\n${fence}`, text };
}

/** What is wrong with a case: with which arguments, what, and where. */
export function describeFinding(
  { args, number, problem, comparison }: Finding,
  cases: number,
): Words {
  const which = `Case ${number} of ${cases}, ${showCall(args)}:`;
  if (problem) return sentence(which, `${problem.message}.`);
  const worst = comparison!.worst!;
  return joinWords([
    sentence(
      which,
      `${whereOf(worst)} is ${
        worst.index.length === 0 ? "off" : "farthest off"
      }.${notANumber(worst)}`,
    ),
    tableOf(worst),
  ]);
}

/** The worst number as a row of a table. */
function tableOf(worst: Worst): Words {
  const { expected, found, difference, bound } = worst;
  const header = ["expected", "found", "difference", "at most"];
  const digits = (value: number) => String(Number(value.toPrecision(9)));
  const row = [
    ...[expected, found].map(digits),
    Number.isFinite(difference) ? writeNumber(difference) : "not a number",
    writeNumber(bound),
  ];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return {
    markdown: [header, header.map(() => "---:"), row].map(line).join("\n"),
    text: textTable({ header, rows: [row], words: 0 }),
  };
}

function whereOf({ where, index }: Worst): string {
  return index.length === 0 ? where : `${where} at [${index.join(", ")}]`;
}

/** How many numbers are NaN or infinite that should not be. */
function notANumber({ all: { expected, found } }: Worst): string {
  const odd =
    Array.from(found).filter((value, i) =>
      !Number.isFinite(value) && Number.isFinite(expected[i])
    ).length;
  return odd === 0
    ? ""
    : ` NaN or infinite where it should not be: ${odd} of ${found.length}.`;
}

/** The arguments of a call, shortened: `f([1, 2, 3, … 97 more], 0.1)`. */
export function showCall(args: readonly unknown[]): string {
  return `f(${args.map((arg) => showShort(arg)).join(", ")})`;
}

function showShort(value: unknown): string {
  if (typeof value === "number") return writeNumber(value);
  if (typeof value === "string") {
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  }
  if (typeof value === "function") return value.name || "a function";
  if (isNumberArray(value) || Array.isArray(value)) {
    const few = Array.from(value as ArrayLike<unknown>).slice(0, 6);
    const more = value.length - few.length;
    const items = [
      ...few.map(showShort),
      ...(more > 0 ? [`… ${more} more`] : []),
    ];
    return `[${items.join(", ")}]`;
  }
  if (isRecord(value)) {
    const parts = Object.entries(value).map(([key, part]) =>
      `${key}: ${showShort(part)}`
    );
    return `{ ${parts.join(", ")} }`;
  }
  return String(value);
}
