/** The page's style sheet, from its parts. */

import code from "./code.css" with { type: "text" };
import colours from "./colours.css" with { type: "text" };
import layout from "./layout.css" with { type: "text" };
import outputs from "./outputs.css" with { type: "text" };
import print from "./print.css" with { type: "text" };
import text from "./text.css" with { type: "text" };

/** All of it; what is for paper comes last. */
export const style = [colours, layout, text, code, outputs, print].join("");
