/** A slider of plotly.js for frames, and buttons that play and stop them. */

import { plotlyText } from "../parts/escape.ts";
import type { Layout } from "../figure/plotly_json.ts";
import { light } from "../parts/style.ts";

/** Milliseconds of a frame while they are played. */
const BEAT = 400;
/** Pixels of the slider with its labels. */
export const SLIDER_HEIGHT = 90;

/** The controls, so many pixels under the axes. */
export function sliderLayout(
  names: readonly string[],
  label: string,
  active: number,
  below: number,
): Layout {
  // At once, without a movement between: a moved line is no measurement.
  const options = (duration: number) => ({
    mode: "immediate",
    frame: { duration, redraw: true },
    transition: { duration: 0 },
  });
  const layout = {
    sliders: [{
      active,
      x: 0,
      len: 1,
      xanchor: "left",
      y: 0,
      yanchor: "top",
      pad: { t: below, b: 0, l: 94, r: 16 },
      currentvalue: {
        prefix: label === "" ? "" : `${plotlyText(label)}: `,
        font: { color: light.text, size: 13 },
      },
      font: { color: light.text, size: 12 },
      bordercolor: light.axis,
      tickcolor: light.axis,
      steps: names.map(plotlyText).map((name) => ({
        label: name,
        method: "animate",
        args: [[name], options(0)],
      })),
    }],
    updatemenus: [{
      type: "buttons",
      x: 0,
      xanchor: "left",
      y: 0,
      yanchor: "top",
      pad: { t: below + 18, b: 0, l: 12, r: 0 },
      showactive: false,
      bgcolor: light.paper,
      bordercolor: light.axis,
      font: { color: light.text },
      direction: "left",
      buttons: [
        {
          label: "▶",
          method: "animate",
          args: [null, { ...options(BEAT), fromcurrent: true }],
        },
        { label: "■", method: "animate", args: [[null], options(0)] },
      ],
    }],
  };
  return layout as unknown as Layout;
}
