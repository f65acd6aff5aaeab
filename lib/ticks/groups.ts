/**
 * Groups of parameters that are trained in their own way.
 *
 * @module
 */

import type { Place } from "../device/arena.ts";
import { checkAtLeastZero } from "../optim/check_options.ts";
import type { PlaceOptions } from "../optim/segments.ts";

/** Parameters that differ from the others in a step. */
export interface ParameterGroup {
  /** Whether a parameter is in it; the first group that matches counts. */
  readonly match: (name: string, shape: readonly number[]) => boolean;
  /** Multiplies the learning rate. 1 by default. */
  readonly learningRateFactor?: number;
  /** Weight decay; the optimizer's by default. */
  readonly weightDecay?: number;
  /** Whether value and optimizer state stay as they are, and the gradient counts as none. False by default. */
  readonly frozen?: boolean;
}

/**
 * What each place of an arena is told by the groups.
 *
 * @throws {TypeError} when a `match` is no function
 * @throws {RangeError} when a factor or decay is negative or not finite, or a group matches nothing
 */
export function optionsByPlace(
  places: readonly Place[],
  groups: readonly ParameterGroup[],
  weightDecay: number,
): PlaceOptions[] {
  groups.forEach(check);
  const chosen = places.map(({ name, shape }) =>
    groups.findIndex(({ match }) => match(name, shape))
  );
  groups.forEach(({ match }, index) => {
    if (!places.some(({ name, shape }) => match(name, shape))) {
      throw new RangeError(
        `Ticks: groups[${index}] matches no parameter, expected at least one of ${
          places.map(({ name }) => name).join(", ")
        }`,
      );
    }
  });
  return chosen.map((index) => {
    const group: Partial<ParameterGroup> = groups[index] ?? {};
    return {
      learningRateFactor: group.learningRateFactor ?? 1,
      weightDecay: group.weightDecay ?? weightDecay,
      frozen: group.frozen ?? false,
    };
  });
}

function check(group: ParameterGroup, index: number): void {
  if (typeof group.match !== "function") {
    throw new TypeError(
      `Ticks: groups[${index}].match is ${typeof group
        .match}, expected a function of name and shape`,
    );
  }
  const { learningRateFactor = 0, weightDecay = 0 } = group;
  checkAtLeastZero("Ticks", {
    [`groups[${index}].learningRateFactor`]: learningRateFactor,
    [`groups[${index}].weightDecay`]: weightDecay,
  });
}
