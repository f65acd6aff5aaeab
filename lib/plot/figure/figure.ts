/**
 * A figure: Plotly JSON that shows itself in every front end.
 *
 * @module
 */

import { fates, gapNotes, joinSentences } from "../parts/caption.ts";
import { figurePage } from "./html.ts";
import { displayBundle } from "./display.ts";
import { isKernel } from "../jupyter.ts";
import { type MimeBundle, mimeBundle } from "./mime_bundle.ts";
import {
  countGaps,
  isLinearAcross,
  plainTraces,
  sentenceOf,
  shortTrace,
} from "./traces.ts";
import { checkTypes, plotlyBundleOf } from "./trace_types.ts";
import type { Config, Data, Frame, Layout, PlotlyJson } from "./plotly_json.ts";
import { HEIGHT, template, WIDTH, withCaption } from "../parts/style.ts";

/** What a {@linkcode Figure} is made from. */
export interface FigureInit {
  /** The traces, as plotly.js takes them; typed arrays are welcome. */
  data: readonly Data[];
  /** Axes, titles, sizes; what it leaves out comes from a white template, 720 by 440 pixels. */
  layout?: Layout;
  /** How the figure behaves. */
  config?: Config;
  /** What the values of a slider or the moments of an animation change. */
  frames?: readonly Frame[];
  /** A sentence about the figure that the picture shows too. */
  caption?: string;
  /** The figure in words, for those who do not see it; written from the traces if left out. */
  alt?: string;
  /** A small drawing in characters, for terminals. */
  sketch?: string;
  /**
   * The figure that the picture shows instead: for kinds that only a browser can draw, such as
   * those in three dimensions.
   */
  picture?: Figure;
}

/**
 * A figure: Plotly JSON with a caption, a description and a sketch in characters.
 *
 * The charts of this package (`line`, `scatter`, `bar`, `box`, `heatmap` and others) make
 * figures; what else plotly.js draws on axes or in three dimensions is made with
 * `new Figure({ data, layout })`. Numbers are
 * copied when it is made, rounded to what the eye can see, so a figure does not change when arrays
 * do. NaN and infinities are gaps.
 *
 * Texts in `data` and `layout` are plotly.js's and read by its rules: `<b>`, `<i>`, `<br>`, `<sub>`,
 * `<sup>`, `<a href>` and entities such as `&lt;` are markup, all else is shown as written, nothing
 * runs, and `$` is a character. So text from users wants its `&` and `<` written as entities; the
 * charts do that with all texts that they are given. `caption`, `alt` and `sketch` are shown as
 * written.
 *
 * In a notebook a figure is shown by being the last expression of a cell or by
 * `await figure.show()`: interactive, as a picture and in words at once.
 *
 * @example A violin plot, which has no function of its own
 * ```ts
 * import { Figure } from "jsr:@ticks/ticks@^0.1/plot";
 *
 * const figure = new Figure({
 *   data: [{ type: "violin", name: "dweight", y: Float32Array.of(1, 2, 2, 3, 9) }],
 *   layout: { title: { text: "Gradients" }, yaxis: { title: { text: "value" } } },
 *   caption: "Five values.",
 * });
 * await figure.show(); // outside a notebook: a sentence in the console
 * ```
 */
export class Figure {
  /** The traces, numbers plain and rounded. */
  readonly data: Data[];
  /** The layout, template and size included. */
  readonly layout: Layout;
  /** How the figure behaves. */
  readonly config: Config;
  /** The frames, none for most figures. */
  readonly frames: Frame[];
  /** The caption, with the number of gaps. */
  readonly caption: string;
  /** The figure in words. */
  readonly alt: string;
  /** A small drawing in characters, empty where there is none. */
  readonly sketch: string;
  readonly #picture: Figure | undefined;

  /**
   * Makes a figure.
   *
   * @throws {TypeError} `data` is not an array of traces, or has some in two dimensions and some in
   * three
   * @throws {RangeError} a trace is of a type that the embedded plotly.js does not draw
   */
  constructor(
    {
      data,
      layout = {},
      config = {},
      frames = [],
      caption = "",
      alt,
      sketch = "",
      picture,
    }: FigureInit,
  ) {
    if (!Array.isArray(data)) {
      throw new TypeError(
        `data is ${
          data === null ? "null" : typeof data
        }, expected an array of traces such as [{ type: "scatter", y: [1, 2] }]`,
      );
    }
    checkTypes(data);
    const gaps = countGaps(data);
    this.caption = joinSentences([
      caption,
      ...gapNotes("value", { notFinite: gaps, notPositive: 0 }, fates.gap),
    ]);
    this.data = plainTraces(data);
    this.layout = {
      template: template as Layout["template"],
      width: WIDTH,
      height: HEIGHT,
      ...withCaption(layout, this.caption),
    };
    this.config = {
      displaylogo: false,
      modeBarButtonsToRemove: ["select2d", "lasso2d"],
      showSendToCloud: false, // plotly.js 4 has a button that uploads the data
      typesetMath: false, // "$" is a character
      ...config,
    };
    this.frames = frames.map((frame) => ({
      ...frame,
      data: plainTraces((frame.data ?? []) as Data[]),
    }));
    this.alt = alt ?? sentenceOf(this.data, this.layout, this.caption);
    this.sketch = sketch;
    this.#picture = picture;
  }

  /** The figure that the picture shows: this one, or the one that it was given for that. */
  get picture(): Figure {
    return this.#picture ?? this;
  }

  /** The figure as Plotly JSON: what `JSON.stringify` writes and plotly.js takes. */
  toJSON(): PlotlyJson {
    const { layout, config, frames } = this;
    const data = isLinearAcross(layout) ? this.data.map(shortTrace) : this.data;
    return frames.length === 0
      ? { data, layout, config }
      : { data, layout, config, frames };
  }

  /** The figure in words, with its sketch where it has one. */
  toString(): string {
    return this.sketch === "" ? this.alt : `${this.alt}\n\n${this.sketch}`;
  }

  /**
   * The figure as a picture, the same bytes each time and on each machine.
   *
   * @param options `scale`: pixels of the picture per pixel of the figure, 2 if left out
   * @returns the bytes of a PNG
   * @throws {RangeError} `scale` is not above 0 and at most 8
   * @throws {TypeError} the figure is in three dimensions and has no `picture`, as that of
   * {@linkcode surface} has
   *
   * @example
   * ```ts
   * import { line } from "jsr:@ticks/ticks@^0.1/plot";
   *
   * const png = await line([3, 1, 2]).toPng({ scale: 1 });
   * console.assert(png[1] === "P".charCodeAt(0));
   * ```
   */
  async toPng(
    { scale = 2 }: { scale?: number } = {},
  ): Promise<Uint8Array<ArrayBuffer>> {
    if (!(scale > 0 && scale <= 8)) {
      throw new RangeError(
        `scale is ${scale}, expected a number above 0 and at most 8`,
      );
    }
    if (plotlyBundleOf(this.picture) === "gl3d") {
      throw new TypeError(
        "figure is in three dimensions, which only a browser draws, expected one with a picture: new Figure({ picture })",
      );
    }
    const { drawPng } = await import("../picture/png.ts");
    return await drawPng(this.picture, scale);
  }

  /**
   * The figure as a page of its own: interactive, without a network, and a picture where no script
   * runs.
   *
   * @example
   * ```ts
   * import { line } from "jsr:@ticks/ticks@^0.1/plot";
   *
   * const page = await line([3, 1, 2], { title: "Loss" }).toHtml();
   * console.assert(page.startsWith("<!doctype html>"));
   * ```
   */
  async toHtml(): Promise<string> {
    return await figurePage(this, await this.#pictureIfAny());
  }

  /**
   * The figure in all forms that notebooks show, under their MIME types: Plotly JSON, HTML, PNG (left
   * out should it fail) and text.
   */
  async toMimeBundle(): Promise<MimeBundle> {
    return await mimeBundle(this, await this.#pictureIfAny());
  }

  /**
   * Shows the figure: in a notebook as output of the cell, elsewhere as text in the console. Never
   * throws for want of a kernel. In a notebook, await it: the kernel would lose what a cell sends
   * at its very end.
   *
   * @example
   * ```ts
   * import { line } from "jsr:@ticks/ticks@^0.1/plot";
   *
   * await line({ train: [3, 2, 1], validation: [3, 2.5, 2.4] }).show();
   * ```
   */
  async show(): Promise<void> {
    if (isKernel()) await displayBundle(await this.toMimeBundle(), this);
    else console.log(this.toString());
  }

  /**
   * What Jupyter asks of a figure that is the last expression of a cell. In a kernel the figure is
   * sent from here and nothing is left to show, because the kernel gives the results of cells no
   * metadata, and the alternative text is there.
   */
  async [Symbol.for("Jupyter.display")](): Promise<MimeBundle> {
    const bundle = await this.toMimeBundle();
    if (!isKernel()) return bundle;
    await displayBundle(bundle, this);
    return {};
  }

  /** What `console.log` writes. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }

  async #pictureIfAny(): Promise<Uint8Array<ArrayBuffer> | null> {
    try {
      return await this.toPng();
    } catch {
      return null; // a figure without its picture is better than a failed cell
    }
  }
}
