import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { runNotebook } from "../../../lib/notebook/mod.ts";
import { liveFigureOn } from "../../../lib/plot/live/live_figure.ts";
import { notebookSender } from "../../../lib/plot/live/live_figure_message.ts";
import type { LivePlace } from "../../../lib/plot/live/live_figure_states.ts";
import { type Figure, line, liveFigure } from "../../../lib/plot/mod.ts";
import { assertMessage } from "../../assert_message.ts";
import { notebookOf, outputsOf } from "../../notebook/cells.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

/** A notebook, or none, with a clock of its own. */
class Place implements LivePlace {
  readonly sent: string[] = [];
  readonly printed: string[] = [];
  readonly sender: LivePlace["sender"];
  time = 0;
  /** What a message waits for before it is out. */
  gate: Promise<void> = Promise.resolve();
  #timers = new Set<{ at: number; call: () => void }>();

  constructor(inNotebook = true) {
    const send = (how: string) => async (figure: Figure, state: number) => {
      this.sent.push(`${this.time} ${how} ${state}: ${figure.caption}`);
      await this.gate;
    };
    this.sender = inNotebook
      ? { update: send("update"), end: send("end") }
      : null;
  }

  now = () => this.time;

  after = (milliseconds: number, call: () => void) => {
    const timer = { at: this.time + milliseconds, call };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  print = (text: string) => void this.printed.push(text);

  /** Lets time pass, and what waits for it happen. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    while (true) {
      const due = [...this.#timers].filter(({ at }) => at <= end)
        .sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.#timers.delete(due);
      this.time = Math.max(this.time, due.at);
      due.call();
      await settled();
    }
    this.time = end;
  }
}

/** Lets promises that need no time come to their end. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

const captioned = (caption: string | number) =>
  line([1, 2], { caption: String(caption) });

Deno.test("liveFigure: ten states a second at most, the latest, and the last", async () => {
  const place = new Place();
  let made = 0;
  const live = liveFigureOn(place, (step: number) => {
    made++;
    return captioned(step);
  }, {});
  for (let step = 0; step < 30; step++) {
    await live.update(step);
    await place.pass(10);
  }
  await place.pass(1000);
  assertEquals(place.sent, [
    "0 update 0: 0",
    "100 update 1: 9",
    "200 update 2: 19",
    "300 update 3: 29",
  ]);
  await live.end();
  assertEquals(place.sent.at(-1), "1300 end 4: 29");
  assertEquals(made, 5, "figures that nobody sees are not made");
});

Deno.test("liveFigure: fewer states a second where that is asked for", async () => {
  const place = new Place();
  const live = liveFigureOn(place, captioned, { updatesPerSecond: 2 });
  for (const step of [1, 2, 3]) {
    await live.update(step);
    await place.pass(400);
  }
  assertEquals(place.sent, [
    "0 update 0: 1",
    "500 update 1: 2",
    "1000 update 2: 3",
  ]);
});

Deno.test("liveFigure: states do not overtake each other", async () => {
  const place = new Place();
  const live = liveFigureOn(place, captioned, {});
  const gate = Promise.withResolvers<void>();
  place.gate = gate.promise;
  const first = live.update(1);
  await place.pass(500);
  await live.update(2);
  await live.update(3);
  await place.pass(500);
  const end = live.end();
  await place.pass(500);
  assertEquals(place.sent, ["0 update 0: 1"], "the first is still on its way");
  gate.resolve();
  await Promise.all([first, end]);
  assertEquals(place.sent, ["0 update 0: 1", "1500 end 1: 3"]);
});

Deno.test("liveFigure: a figure is shown at once, and later ones take its place", async () => {
  const place = new Place();
  const live = liveFigureOn<Figure>(place, captioned("a"), {});
  await place.pass(0);
  await live.update(captioned("b"));
  await place.pass(100);
  assertEquals(place.sent, ["0 update 0: a", "100 update 1: b"]);
  {
    await using _ended = live;
  }
  assertEquals(place.sent.at(-1), "100 end 2: b");
});

Deno.test("liveFigure: outside a notebook one text, at the end", async () => {
  const place = new Place(false);
  const live = liveFigureOn(place, captioned, {});
  for (let step = 0; step < 5; step++) {
    await live.update(step);
    await place.pass(200);
  }
  assertEquals(place.printed, []);
  await Promise.all([live.end(), live.end()]);
  assertEquals(place.printed, [captioned(4).toString()]);

  const none = new Place(false);
  await liveFigureOn(none, captioned, {}).end();
  assertEquals(none.printed, []);
});

Deno.test("liveFigure: what fails is told, at the latest by the next call", async () => {
  const place = new Place();
  const live = liveFigureOn(place, (step: number) => {
    if (step === 2) throw new Error("the figure");
    return captioned(step);
  }, {});
  const messageOf = (promise: Promise<void>) =>
    promise.then(() => "nothing", (error: Error) => error.message);
  await live.update(1);
  await live.update(2);
  await place.pass(100);
  assertEquals(await messageOf(live.update(3)), "the figure");
  assertEquals(await messageOf(live.update(3)), "nothing");
  await place.pass(200);
  assertEquals(await messageOf(live.update(2)), "the figure");
  assertEquals(place.sent, ["0 update 0: 1", "100 update 1: 3"]);
});

Deno.test("liveFigure: errors say what came and what was expected", async () => {
  const fails = (make: unknown, error: Any, message: string, options?: Any) =>
    assertMessage(() => liveFigure(make as Any, options), error, message);
  fails(
    [1, 2],
    TypeError,
    "make is an array of length 2, expected a Figure, as line and the other charts give",
  );
  fails(
    captioned,
    TypeError,
    "options.title is not an option of liveFigure, expected one of updatesPerSecond",
    { title: "Loss" },
  );
  fails(
    captioned,
    RangeError,
    "options.updatesPerSecond is 60, expected a number above 0 and at most 10",
    { updatesPerSecond: 60 },
  );
  fails(
    captioned,
    TypeError,
    "options.updatesPerSecond is a string, expected a number",
    { updatesPerSecond: "10" },
  );
  const place = new Place();
  const live = liveFigureOn<number>(place, () => [1, 2] as Any, {});
  const errorOf = (promise: Promise<void>) =>
    promise.then(() => {}, (error: Error) => {
      throw Object.assign(error, { name: error.constructor.name });
    }).catch(({ name, message }) => [name, message]);
  assertEquals(await errorOf(live.update(1)), [
    "TypeError",
    "what the live figure is made of is an array of length 2, " +
    "expected a Figure, as line and the other charts give",
  ]);
  const ended = liveFigureOn(place, captioned, {});
  await ended.end();
  assertEquals(await errorOf(ended.update(1)), [
    "TypeError",
    "the live figure has ended, expected none of its updates after that; " +
    "make a new one with liveFigure",
  ]);
});

Deno.test("liveFigure: light messages into one output, the last in full", async () => {
  const sent: Any[] = [];
  const sender = notebookSender((...message) => {
    sent.push(message);
    return Promise.resolve();
  });
  const figure = line({ "<b>": [1, 2] }, { title: "</script>" });
  await sender.update(figure, 0);
  await sender.update(figure, 1);
  await sender.end(figure, 2);
  assertEquals(new Set(sent.map(([id]) => id)).size, 1);
  assertEquals(sent.map(([, , first]) => first), [true, false, false]);
  const types = sent.map(([, data]) => Object.keys(data));
  const light = [
    "application/vnd.plotly.v1+json",
    "text/html",
    "text/plain",
  ];
  assertEquals(types, [
    light,
    light,
    [...light.slice(0, 2), "image/png", "text/plain"],
  ]);
  assertEquals(sent[2][3]["image/png"], {
    alt: figure.alt,
    width: 720,
    height: 440,
  });
  const html = sent[1][1]["text/html"];
  assert(html.length < 1e4, `${html.length} characters`);
  assertEquals(html.match(/<\/script>/g)?.length, 1);
  assertStringIncludes(html, "Line chart “&lt;/script&gt;”");
});

Deno.test("liveFigure: a state that is too large for a message is sent as text", async () => {
  const sent: Any[] = [];
  const sender = notebookSender((...message) => {
    sent.push(message);
    return Promise.resolve();
  });
  const y = Float64Array.from({ length: 300_000 }, (_, i) => Math.sin(i * i));
  await sender.update(line(y, { thin: false }), 0);
  assertEquals(Object.keys(sent[0][1]), ["text/plain"]);
});

Deno.test("liveFigure: in a real kernel one output is left, the last, in full", async () => {
  const ran = await runNotebook(notebookOf(
    `import { line, liveFigure } from "jsr:@ticks/ticks@^0.1/plot";
const losses = [];
const live = liveFigure(() => line(losses, { title: "Loss" }));
for (let step = 0; step < 100; step++) {
  losses.push(step);
  await live.update();
  await new Promise((resolve) => setTimeout(resolve, 5));
}
await live.end();`,
    `const other = liveFigure(line([1, 2]));
await other.update(line([1, 3]));
await new Promise((resolve) => setTimeout(resolve, 500));`,
  ));
  const [live, unfinished] = [outputsOf(ran, 0), outputsOf(ran, 1)] as Any[][];
  assertEquals(live.length, 2, "plotly.js and the figure");
  const { data, metadata } = live[1];
  assertStringIncludes(
    [data["text/plain"]].flat().join(""),
    "100 points, from 0 at 0 to 99 at 99",
  );
  assertStringIncludes(metadata["image/png"].alt, "Line chart “Loss”");
  assert(data["image/png"].startsWith("iVBORw0KGgo"));
  assertEquals(unfinished.length, 1);
  assertStringIncludes(
    [unfinished[0].data["text/plain"]].flat().join(""),
    "from 1 at 0 to 3 at 1",
  );
});
