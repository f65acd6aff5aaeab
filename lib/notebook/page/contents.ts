/** The table of contents of a page. */

/** A heading of the page's text. */
export interface Heading {
  /** 1 for `h1` and so on. */
  level: number;
  /** Where a link finds it: the element's id. */
  anchor: string;
  /** What it says, as HTML without links. */
  html: string;
}

/**
 * The headings as a list of links in a landmark, two levels deep; nothing where there are fewer than
 * two. A single `h1` is the page's title, and no part of it.
 */
export function contents(headings: readonly Heading[]): string {
  const titles = headings.filter(({ level }) => level === 1);
  const parts = titles.length === 1
    ? headings.filter(({ level }) => level > 1)
    : headings;
  const top = Math.min(...parts.map(({ level }) => level));
  const sections: { heading: Heading; inside: Heading[] }[] = [];
  for (const heading of parts) {
    const section = sections.at(-1);
    if (heading.level === top || !section) {
      sections.push({ heading, inside: [] });
    } else if (heading.level === top + 1) section.inside.push(heading);
  }
  if (sections.length < 2) return "";
  const items = sections.map(({ heading, inside }) => {
    const nested = inside.length === 0
      ? ""
      : `\n${listOf(inside.map((part) => `<li>${link(part)}</li>`))}`;
    return `<li>${link(heading)}${nested}</li>`;
  });
  return `<nav class="contents" aria-label="Contents">
<details>
<summary>Contents</summary>
${listOf(items)}</details>
</nav>
`;
}

const link = ({ anchor, html }: Heading) => `<a href="#${anchor}">${html}</a>`;

const listOf = (items: string[]) => `<ul>\n${items.join("\n")}\n</ul>\n`;
