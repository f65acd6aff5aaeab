import { AssertionError } from "node:assert";
import { assertEquals } from "@std/assert";
import { JSDOM } from "jsdom";
import { Checks, checksMimeType } from "../../lib/check/mod.ts";
import { assertMessage } from "../assert_message.ts";

Deno.test("a check is asserted at once, NaN included, and listed", () => {
  const checks = new Checks();
  checks.atMost("small", 1e-7, 5e-7);
  checks.atLeast("large | wrong", 123.456, 100);
  assertMessage(
    () => checks.atMost("error", 1, 5e-7),
    AssertionError,
    "error: expected at most 5.0e-7, got 1",
  );
  assertMessage(
    () => checks.atMost("not a number", NaN, 1),
    AssertionError,
    "not a number: expected at most 1, got NaN",
  );
  assertMessage(
    () => checks.atLeast("not a number", NaN, 1),
    AssertionError,
    "not a number: expected at least 1, got NaN",
  );
  assertEquals(checks.list.map(({ passed }) => passed), [
    true,
    true,
    false,
    false,
    false,
  ]);
  assertEquals(
    String(checks).split("\n").slice(0, 4),
    [
      "what           measured  bound           passed",
      "small          1.0e-7    at most 5.0e-7  yes",
      "large | wrong  123       at least 100    yes",
      "error          1         at most 5.0e-7  NO",
    ],
  );
});

Deno.test("in a notebook checks are a table, and JSON for programs", () => {
  const checks = new Checks();
  checks.atMost("a | <b>b</b>", 0, 1);
  const show = checks as unknown as Record<
    symbol,
    () => Record<string, unknown>
  >;
  const bundle = show[Symbol.for("Jupyter.display")]();
  const { document } = new JSDOM(String(bundle["text/html"])).window;
  const rows = [...document.querySelector("table").rows];
  assertEquals(
    rows.map(({ cells }) => [...cells].map((cell) => cell.textContent)),
    [
      ["what", "measured", "bound", "passed"],
      ["a | <b>b</b>", "0", "at most 1", "yes"],
    ],
  );
  assertEquals(bundle["text/plain"], String(checks));
  assertEquals(bundle[checksMimeType], checks.list);
});

Deno.test("a claim without a number holds or does not, and is no promise", () => {
  const checks = new Checks();
  checks.holds("the bits are the same", true);
  assertMessage(
    () => checks.holds("a wrong gradient is found", false),
    AssertionError,
    "a wrong gradient is found: expected true, got false",
  );
  assertMessage(
    () => checks.holds("later", Promise.resolve(true) as unknown as boolean),
    TypeError,
    "checks.holds: condition is object, expected true or false; is an await missing?",
  );
  assertEquals(checks.list.map(({ passed }) => passed), [true, false]);
  assertEquals(String(checks).split("\n")[1].split(/ {2,}/), [
    "the bits are the same",
    "true",
    "true",
    "yes",
  ]);
});
