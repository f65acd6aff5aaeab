/** Reading HTML back, for tests. */

const ENTITIES: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#34;": '"',
  "&#39;": "'",
  "&#x27;": "'",
};

/** The text of HTML that has no elements but spans. */
export function textOf(html: string): string {
  return html.replace(/<\/?span[^>]*>/g, "")
    .replace(/&(amp|lt|gt|quot|#34|#39|#x27);/g, (entity) => ENTITIES[entity]);
}
