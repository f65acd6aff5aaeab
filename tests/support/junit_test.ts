import { assertEquals, assertThrows } from "@std/assert";
import {
  count,
  type Outcome,
  readReport,
  summary,
  uncaughtErrors,
} from "./junit.ts";

const report = (cases: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="deno test" tests="8" failures="2" errors="0" time="0.240">
    <testsuite name="./a_test.ts" tests="7" disabled="2" errors="0" failures="2">${cases}
    </testsuite>
</testsuites>
`;

const outcome = (
  name: string,
  status: Outcome["status"],
  step = false,
): Outcome => ({
  suite: "./a_test.ts",
  name,
  status,
  step,
});

const mixed = report(`
        <testcase name="one &lt;&amp;&gt; &quot;q&quot;" classname="./a_test.ts" time="0.002" line="8" col="6">
            <failure message="1 test step failed">1 test step failed.</failure>
        </testcase>
        <testcase name="absent" classname="./a_test.ts" time="0.000" line="9" col="11">
            <skipped/>
        </testcase>
        <testcase name="filtered out" classname="./a_test.ts" line="9" col="11">
            <skipped/>
        </testcase>
        <testcase name="good" classname="./a_test.ts" time="0.000" line="10" col="6">
        </testcase>
        <testcase name="empty" classname="./a_test.ts" time="0.000"/>
        <testcase name="one &lt;&amp;&gt; &quot;q&quot; &gt; inner" classname="./a_test.ts" time="0.000">
            <failure message="a]]&gt; &lt;skipped/&gt;">&lt;/testcase&gt; &lt;skipped/&gt;</failure>
        </testcase>
        <testcase name="good &gt; part &gt; of it" classname="./a_test.ts" time="0.000">
            <skipped/>
        </testcase>`);

Deno.test("readReport tells passed, failed and skipped, and leaves out what was filtered", () => {
  assertEquals(readReport(mixed), [
    outcome('one <&> "q"', "failed"),
    outcome("absent", "skipped"),
    outcome("good", "passed"),
    outcome("empty", "passed"),
    outcome('one <&> "q" > inner', "failed", true),
    outcome("good > part > of it", "skipped", true),
  ]);
});

Deno.test("readReport keeps a test whose name only looks like a step's", () => {
  const xml = report(
    `<testcase name="a &gt; b" classname="./a_test.ts" time="0.1"/>`,
  );
  assertEquals(readReport(xml), [outcome("a > b", "passed")]);
});

Deno.test("readReport reads an empty report", () => {
  assertEquals(readReport(report("")), []);
  assertEquals(readReport('<testsuites name="deno test" tests="0"/>\n'), []);
});

Deno.test("readReport refuses a report that is cut short", () => {
  assertThrows(
    () => readReport(mixed.slice(0, 400)),
    SyntaxError,
    "The test report is cut short",
  );
  assertThrows(
    () => readReport(""),
    SyntaxError,
    "The test report is cut short",
  );
});

Deno.test("readReport refuses a test case without a name", () => {
  assertThrows(
    () => readReport(report(`<testcase classname="./a_test.ts" time="0.1"/>`)),
    SyntaxError,
    'A test case of the report has no name: "classname="./a_test.ts" time="0.1""',
  );
});

Deno.test("count counts tests once, and steps where they were skipped", () => {
  assertEquals(count(readReport(mixed)), { passed: 2, failed: 1, skipped: 2 });
  assertEquals(count([]), { passed: 0, failed: 0, skipped: 0 });
});

Deno.test("summary names skipped tests only where there are some", () => {
  assertEquals(
    summary({ passed: 12, failed: 0, skipped: 0 }),
    "12 passed, 0 failed",
  );
  assertEquals(
    summary({ passed: 12, failed: 1, skipped: 3 }),
    "12 passed, 1 failed, 3 skipped",
  );
});

Deno.test("uncaughtErrors names each module once", () => {
  const output = "a (uncaught error) in a text\n\n ERRORS \n\n" +
    "./tests/a_test.ts (uncaught error)\n\x1b[31merror\x1b[0m: Error: x\n\n FAILURES \n\n" +
    "./tests/a_test.ts (uncaught error)\n\x1b[1m./b_test.ts\x1b[0m (uncaught error)\n";
  assertEquals(uncaughtErrors(output), ["./tests/a_test.ts", "./b_test.ts"]);
  assertEquals(uncaughtErrors(""), []);
});
