/** Pages of notebooks as documents, for tests. */

import { JSDOM } from "jsdom";
import {
  type Cell,
  createNotebook,
  notebookToHtml,
  type PageOptions,
} from "../../../lib/notebook/mod.ts";

/** What the tests use of an element: jsdom comes without types. */
export interface PageNode {
  id: string;
  className: string;
  tagName: string;
  textContent: string | null;
  nextElementSibling: PageNode | null;
  parentElement: PageNode | null;
  getAttribute(name: string): string | null;
  querySelector(selector: string): PageNode | null;
  querySelectorAll(selector: string): Iterable<PageNode> & { length: number };
}

/** What the tests use of a document. */
export interface PageDocument extends PageNode {
  title: string;
  documentElement: { lang: string };
  getElementById(id: string): PageNode | null;
}

/** The page of these cells, as text and as a document whose scripts do not run. */
export async function pageOf(
  cells: Cell[],
  options?: PageOptions,
): Promise<{ html: string; document: PageDocument }> {
  const html = await notebookToHtml(createNotebook(cells), options);
  return { html, document: new JSDOM(html).window.document };
}
