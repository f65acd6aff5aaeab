import { assertEquals, assertRejects } from "@std/assert";
import {
  adamw,
  LayerNorm,
  Parameters,
  Ticks,
  type TicksOptions,
} from "../../mod.ts";
import { assertMessage } from "../assert_message.ts";
import { cpu } from "../devices.ts";
import { capture } from "./capture.ts";
import { f32 } from "./two_parameters.ts";

Deno.test("options that cannot be are refused", () => {
  const parameters = new Parameters(cpu, { w: { shape: [2] } });
  parameters.get("w").grad.write(f32(1, 2));
  const of = (options: object, Class: typeof RangeError, message: string) =>
    assertMessage(
      () => new Ticks(parameters, { optimizer: capture, ...options }),
      Class,
      `Ticks: ${message}`,
    );
  for (const every of [0, 1.5, -1, NaN]) {
    of(
      { every },
      RangeError,
      `every is ${every}, expected a whole number of at least 1: the ticks of a window`,
    );
  }
  for (const count of [0, -1, NaN, Infinity]) {
    of(
      { every: { count } },
      RangeError,
      `every.count is ${count}, expected a finite number above 0: the samples of a window`,
    );
  }
  of(
    { every: null },
    TypeError,
    "every is null, expected a number of ticks, a function of the step, or { count }",
  );
  of(
    { optimizer: adamw },
    TypeError,
    "optimizer is a function, expected an optimizer such as adamw({ learningRate: 1e-3 })",
  );
  for (const key of ["clipNorm", "clipValue"]) {
    for (const value of [0, -1, NaN, Infinity, 1e-60, 1e39]) {
      of(
        { [key]: value },
        RangeError,
        `${key} is ${value}, expected a finite number above 0 in f32`,
      );
    }
  }
  of(
    { groups: [{ match: "w" }] },
    TypeError,
    "groups[0].match is string, expected a function of name and shape",
  );
  of(
    { groups: [{ match: () => true, weightDecay: -1 }] },
    RangeError,
    "groups[0].weightDecay is -1, expected a finite number of at least 0",
  );
  of(
    { groups: [{ match: () => true, learningRateFactor: NaN }] },
    RangeError,
    "groups[0].learningRateFactor is NaN, expected a finite number of at least 0",
  );
  of(
    { groups: [{ match: (name: string) => name === "b" }] },
    RangeError,
    "groups[0] matches no parameter, expected at least one of w",
  );
  of(
    { groups: { match: () => true } },
    TypeError,
    "groups is object, expected an array of { match, ... }",
  );
  of(
    { clipnorm: 1 },
    TypeError,
    "the option clipnorm is unknown, expected one of every, optimizer, clipNorm, clipValue, groups, compensated",
  );
});

Deno.test("what are no Parameters, and options that are missing, are refused", async () => {
  const norm = new LayerNorm(2, { device: cpu });
  const options = { optimizer: capture };
  const wrong: [unknown, string][] = [
    [norm, "LayerNorm"],
    [{ norm }, "Object"],
    [undefined, "undefined"],
  ];
  for (const [given, name] of wrong) {
    const message =
      `Ticks: parameters is ${name}, expected Parameters; for modules use Parameters.of({ name: module })`;
    assertMessage(
      () => new Ticks(given as Parameters, options),
      TypeError,
      message,
    );
    const error = await assertRejects(
      () => Ticks.load(new Uint8Array(9), given as Parameters, options),
      TypeError,
    );
    assertEquals(error.message, message);
  }
  assertMessage(
    () =>
      new Ticks(Parameters.of({ norm }), undefined as unknown as TicksOptions),
    TypeError,
    "Ticks: options is undefined, expected an object with an optimizer, such as { optimizer: adamw() }",
  );
});
