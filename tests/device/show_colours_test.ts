import { assert, assertEquals } from "@std/assert";
import {
  divergingColour,
  notFiniteColour,
} from "../../lib/device/show_colours.ts";
import { contrast } from "../contrast.ts";

Deno.test("colours: zero is in the middle, and the lightest", () => {
  const zero = divergingColour(0);
  assertEquals(zero, "#f7f7f7");
  for (const sign of [1, -1]) {
    const away = [0, 0.1, 0.3, 0.5, 0.7, 1].map((size) =>
      contrast(divergingColour(sign * size), zero)
    );
    for (const [i, farther] of away.slice(1).entries()) {
      assert(farther > away[i], `${away}`);
    }
  }
});

Deno.test("colours: both ends are as dark, red above and blue below", () => {
  const [low, high] = [divergingColour(-1), divergingColour(1)];
  assert(contrast(low, high) < 1.02, String(contrast(low, high)));
  const [red, , blue] = [1, 3, 5].map((at) =>
    parseInt(high.slice(at, at + 2), 16)
  );
  assert(red > 2 * blue);
  const [r, , b] = [1, 3, 5].map((at) => parseInt(low.slice(at, at + 2), 16));
  assert(b > 2 * r);
  assertEquals([divergingColour(-7), divergingColour(7)], [low, high]);
});

Deno.test("colours: what is not finite stands out from every value", () => {
  assertEquals(divergingColour(NaN), notFiniteColour);
  for (let part = -1; part <= 1; part += 1 / 16) {
    assert(contrast(divergingColour(part), notFiniteColour) >= 3, String(part));
  }
});
