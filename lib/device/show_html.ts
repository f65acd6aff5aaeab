/**
 * Text in HTML, and the two forms in which things show themselves.
 *
 * @module
 */

/** What a notebook shows: HTML, and the same as text for terminals and screen readers. */
export type Shown = Readonly<Record<"text/html" | "text/plain", string>>;

/** A piece of it. */
export interface Piece {
  readonly html: string;
  readonly text: string;
}

/** Makes {@linkcode Shown} of parts that stand below one another; what has no HTML or no text is left out there. */
export function shown(
  parts: readonly Partial<Piece>[],
): Shown {
  const joined = (form: "html" | "text", between: string) =>
    parts.map((part) => part[form]).filter(Boolean).join(between);
  return {
    "text/html": `<div>${joined("html", "\n")}</div>`,
    "text/plain": joined("text", "\n"),
  };
}

/** A paragraph in both forms. */
export function paragraph(text: string): Piece {
  return { html: `<p style="margin:4px 0">${escapeText(text)}</p>`, text };
}

/** Parts that a notebook shows when their summary is opened; a terminal has them as they are. */
export function folded(
  summary: string,
  parts: readonly Partial<Piece>[],
): Piece {
  const { "text/html": html, "text/plain": text } = shown(parts);
  return {
    html: `<details><summary>${escapeText(summary)}</summary>${html}</details>`,
    text,
  };
}

/** Text between tags. A `$` gets an element of its own, so that no page takes two of them for a formula. */
export function escapeText(text: string): string {
  return escapeAttribute(text).replaceAll(/[$\\]/g, "<span>$&</span>");
}

/** Text in an attribute, in quotation marks of either kind. */
export function escapeAttribute(text: string): string {
  return text.replace(
    /[&<>"']/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}
