/** Code as HTML, coloured by highlight.js while the page is made. */

import highlighter from "highlight.js/lib/core";
import bash from "highlight.js/lib/languages/bash";
import json from "highlight.js/lib/languages/json";
import python from "highlight.js/lib/languages/python";
import typescript from "highlight.js/lib/languages/typescript";
import xml from "highlight.js/lib/languages/xml";
import { escapeHtml } from "../../plot/parts/escape.ts";

highlighter.registerLanguage("typescript", typescript);
highlighter.registerLanguage("bash", bash);
highlighter.registerLanguage("json", json);
highlighter.registerLanguage("python", python);
highlighter.registerLanguage("xml", xml);
// TypeScript's grammar reads JavaScript too, and a session in a shell is commands and words.
highlighter.registerAliases(["javascript", "js", "mjs"], {
  languageName: "typescript",
});
highlighter.registerAliases(["shell", "console"], { languageName: "bash" });

/**
 * The code as HTML, with spans of the classes `hljs-comment`, `hljs-keyword` and so on; in a language
 * that is not TypeScript, JavaScript, Bash, JSON, Python, HTML or XML escaped only.
 */
export function highlight(code: string, language: string): string {
  if (!highlighter.getLanguage(language)) return escapeHtml(code);
  return highlighter.highlight(code, { language, ignoreIllegals: true }).value;
}
