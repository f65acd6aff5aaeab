/**
 * Colours for values of both signs: white is zero, blue below, red above.
 *
 * @module
 */

/** From the lowest to the highest in even steps; the ends are as dark as each other (RdBu of Brewer, 2003). */
const scale = ["#2166ac", "#67a9cf", "#f7f7f7", "#ef8a62", "#ba302f"];

/** Where a value is not finite: darker than the whole scale. */
export const notFiniteColour = "#000000";

/** The colour of a part of the largest size, from -1 to 1; {@linkcode notFiniteColour} for NaN. */
export function divergingColour(part: number): string {
  if (Number.isNaN(part)) return notFiniteColour;
  const place = (Math.min(1, Math.max(-1, part)) + 1) / 2 * (scale.length - 1);
  const low = Math.min(Math.floor(place), scale.length - 2);
  const mixed = [1, 3, 5].map((at) => {
    const [from, to] = [scale[low], scale[low + 1]]
      .map((colour) => Number.parseInt(colour.slice(at, at + 2), 16));
    return Math.round(from + (place - low) * (to - from));
  });
  return `#${mixed.map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}
