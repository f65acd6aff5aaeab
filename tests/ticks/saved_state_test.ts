import { assert, assertEquals, assertRejects } from "@std/assert";
import { randomNormal } from "../../lib/check/random.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  type StoredTensors,
} from "../../lib/ticks/safetensors.ts";
import {
  adam,
  adamw,
  type FloatArray,
  Parameters,
  Ticks,
  type TicksOptions,
} from "../../mod.ts";
import { cpu, testOnEachDevice } from "../devices.ts";
import { hex, python } from "./safetensors_files.ts";

const shapes = { w: { shape: [2, 3], init: 1 }, "a.b": { shape: [70] } };

const optionsOf = (options: Partial<TicksOptions> = {}): TicksOptions => ({
  every: 3,
  optimizer: adamw({ learningRate: (step) => 0.1 / (1 + step) }),
  clipNorm: 0.5,
  compensated: true,
  ...options,
});

function addGradients(ticks: Ticks, tick: number): void {
  ticks.add({
    w: Float32Array.from(randomNormal(6, tick)),
    a: { b: Float32Array.from(randomNormal(70, 100 + tick)) },
  });
}

/** Everything that training goes on from, to the bit. */
async function everything(ticks: Ticks): Promise<StoredTensors> {
  return decodeSafetensors(await ticks.save());
}

testOnEachDevice(
  "saved at any tick and loaded, it goes on with the same bits",
  async (device) => {
    const total = 8;
    for (const kind of ["number", "tensor"] as const) {
      const loss = (tick: number) =>
        (kind === "number" ? tick : device.tensor([tick], [])) as number;
      const straight = new Ticks(new Parameters(device, shapes), optionsOf());
      const states: Uint8Array[] = [await straight.save()];
      for (let tick = 0; tick < total; tick++) {
        addGradients(straight, tick);
        await straight.tick(tick + 0.5, { loss: loss(tick) });
        states.push(await straight.save());
      }
      const end = await everything(straight);
      for (const [done, state] of states.entries()) {
        const parameters = new Parameters(device, shapes);
        const ticks = await Ticks.load(state, parameters, optionsOf());
        assertEquals(
          [ticks.step, ticks.pending],
          [Math.floor(done / 3), done % 3],
        );
        assertEquals(await ticks.save(), state);
        for (let tick = done; tick < total; tick++) {
          addGradients(ticks, tick);
          await ticks.tick(tick + 0.5, { loss: loss(tick) });
        }
        assertEquals(await everything(ticks), end);
      }
    }
  },
);

testOnEachDevice(
  "a file holds values, gradients and state by name, and an open window its length",
  async (device) => {
    const parameters = new Parameters(device, shapes);
    const ticks = new Ticks(parameters, optionsOf({ every: { count: 4 } }));
    addGradients(ticks, 1);
    await ticks.tick(5);
    addGradients(ticks, 2);
    await ticks.tick(1.5, { loss: 3 });
    const folder = await Deno.makeTempDir();
    try {
      const path = `${folder}/state.safetensors`;
      await ticks.save(path);
      const bytes = await Deno.readFile(path);
      assertEquals(bytes, await ticks.save());
      const { tensors, metadata } = decodeSafetensors(bytes);
      assertEquals({ ...metadata }, {
        format: "ticks 1",
        optimizer: "adamw",
        loss: "number",
      });
      const names = ["value", "gradient", "lost", "exp_avg", "exp_avg_sq"]
        .flatMap((prefix) => [`${prefix}.a.b`, `${prefix}.w`]);
      assertEquals(
        Object.keys(tensors).sort(),
        [...names, "ticks.counts", "ticks.numbers"].sort(),
      );
      const w = parameters.get("w");
      assertEquals(tensors["value.w"].data, await w.value.read());
      assertEquals(tensors["gradient.w"].data, await w.grad.read());
      assertEquals(tensors["ticks.counts"].data, new Uint32Array([1, 0]));
      assertEquals(
        [...tensors["ticks.numbers"].data],
        [1, 5, 1, 1.5, 0, 4, 3],
      );
      const again = await Ticks.load(
        new URL(`file://${path}`),
        new Parameters(device, shapes),
        optionsOf({ every: { count: 99 } }),
      );
      addGradients(again, 3);
      const step = await again.tick(2.5, { loss: 1 }); // the open window keeps its length
      assertEquals(step, { step: 2, count: 4, loss: 1 });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);

/** A copy of a good file with something changed. */
async function changed(
  change: (file: StoredTensors) => void,
): Promise<Uint8Array> {
  const ticks = new Ticks(new Parameters(cpu, shapes), optionsOf());
  addGradients(ticks, 1);
  await ticks.tick();
  const file = decodeSafetensors(await ticks.save());
  change(file);
  return encodeSafetensors(file.tensors, file.metadata);
}

async function snapshot(parameters: Parameters): Promise<FloatArray[]> {
  const arrays: FloatArray[] = [];
  for (const { value, grad } of parameters) {
    arrays.push(await value.read(), await grad.read());
  }
  return arrays;
}

Deno.test("a file of something else is refused by meaning, and changes nothing", async () => {
  const number = (index: number, value: number) => (file: StoredTensors) => {
    file.tensors["ticks.numbers"].data[index] = value;
  };
  const what = [
    "closed windows",
    "count of the last window",
    "ticks of the open window",
    "count of the open window",
    "ticks that close it, or 0",
    "count that closes it, or 0",
    "sum of its losses where they are numbers, or 0",
  ];
  const impossible = (index: number, value: number) =>
    [
      number(index, value),
      RangeError,
      `ticks.numbers[${index}], the ${
        what[index]
      }, is ${value}, which no training gives`,
    ] as const;
  const cases: (readonly [
    (file: StoredTensors) => void,
    new (message: string) => Error,
    string,
  ])[] = [
    [
      ({ metadata }) => delete metadata.format,
      TypeError,
      'the file\'s format is missing, expected "ticks 1", as ticks.save writes it',
    ],
    [
      ({ metadata }) => metadata.optimizer = "adam",
      TypeError,
      'the file\'s optimizer is "adam", expected "adamw"',
    ],
    [
      ({ metadata }) => metadata.loss = "high",
      TypeError,
      'the file\'s loss is "high", expected number, tensor, none or unknown',
    ],
    [
      ({ tensors }) => delete tensors["exp_avg.w"],
      TypeError,
      "the file lacks exp_avg.w, expected it of shape [2, 3]; it was saved from other parameters or with other options",
    ],
    [
      ({ tensors }) => tensors["value.w"].shape = [3, 2],
      TypeError,
      "value.w is [3, 2] of f32 in the file, expected [2, 3] of f32",
    ],
    [
      ({ tensors }) =>
        tensors["value.w"] = {
          dtype: "f64",
          shape: [2, 3],
          data: new Float64Array(6),
        },
      TypeError,
      "value.w is [2, 3] of f64 in the file, expected [2, 3] of f32",
    ],
    [
      ({ tensors }) => tensors["value.c"] = tensors["value.w"],
      TypeError,
      "the file has value.c, expected only value.w, value.a.b, gradient.w, gradient.a.b, lost.w, lost.a.b, exp_avg.w, exp_avg.a.b, exp_avg_sq.w, exp_avg_sq.a.b, ticks.counts, ticks.numbers",
    ],
    [
      ({ tensors }) => tensors["ticks.loss"] = tensors["value.w"],
      TypeError,
      "the file has ticks.loss, expected only value.w, value.a.b, gradient.w, gradient.a.b, lost.w, lost.a.b, exp_avg.w, exp_avg.a.b, exp_avg_sq.w, exp_avg_sq.a.b, ticks.counts, ticks.numbers",
    ],
    impossible(0, 1),
    impossible(0, -1),
    impossible(0, NaN),
    impossible(1, 0),
    impossible(1, Infinity),
    impossible(2, 0.5),
    impossible(2, 1e300),
    impossible(3, -1),
    impossible(3, NaN),
    impossible(4, 1),
    impossible(4, Infinity),
    impossible(4, NaN),
    impossible(5, 1),
    impossible(6, 2),
    impossible(5, 7), // and a number of ticks besides
    [
      number(4, 0),
      RangeError,
      "the open window has 1 ticks and no length, which no training gives",
    ],
    [
      number(2, 0),
      RangeError,
      "the open window has 0 ticks, a count of 1 and losses of kind none, which no training gives",
    ],
    [
      ({ metadata }) => metadata.loss = "unknown",
      RangeError,
      "the open window has 1 ticks, a count of 1 and losses of kind unknown, which no training gives",
    ],
    [
      ({ tensors }) => tensors.toString = tensors["value.w"] as never,
      TypeError,
      "the file has toString, expected only value.w, value.a.b, gradient.w, gradient.a.b, lost.w, lost.a.b, exp_avg.w, exp_avg.a.b, exp_avg_sq.w, exp_avg_sq.a.b, ticks.counts, ticks.numbers",
    ],
  ];
  const parameters = new Parameters(cpu, shapes);
  parameters.get("w").addGradient(new Float32Array(6).fill(3));
  const before = await snapshot(parameters);
  const refuse = async (
    bytes: Uint8Array,
    Class: new (message: string) => Error,
    message: string,
    options: Partial<TicksOptions> = {},
  ) => {
    const error = await assertRejects(
      () => Ticks.load(bytes, parameters, optionsOf(options)),
      Class as typeof TypeError,
    );
    assertEquals(error.message, `Ticks.load: ${message}`);
    assertEquals(await snapshot(parameters), before);
  };
  for (const [change, Class, message] of cases) {
    await refuse(await changed(change), Class, message);
  }
  const good = await changed(() => {});
  await refuse(
    good,
    TypeError,
    'the file\'s optimizer is "adamw", expected "adam"',
    { optimizer: adam() },
  );
  await refuse(
    good,
    TypeError,
    "the file has lost.a.b, expected only value.w, value.a.b, gradient.w, gradient.a.b, exp_avg.w, exp_avg.a.b, exp_avg_sq.w, exp_avg_sq.a.b, ticks.counts, ticks.numbers",
    { compensated: false },
  );
  await assertRejects(
    () => Ticks.load(good, parameters, optionsOf({ every: 0 })),
    RangeError,
  );
  assertEquals(await snapshot(parameters), before);
  const loaded = await Ticks.load(good, parameters, optionsOf());
  assertEquals(loaded.pending, 1);
});

Deno.test("1,000 mutated states load as what they hold, or change nothing", async () => {
  const good = await changed(() => {});
  const parameters = new Parameters(cpu, shapes);
  const before = await snapshot(parameters);
  let refused = 0;
  const random = randomBytes(7);
  for (let k = 0; k < 1000; k++) {
    const bytes = good.slice(
      0,
      k % 5 === 0 ? random() % good.length : good.length,
    );
    for (let n = 0; n < 1 + k % 4 && bytes.length > 0; n++) {
      // Half of the changes hit the header, where the form is.
      const range = n % 2 ? bytes.length : Math.min(bytes.length, 1200);
      bytes[random() % range] = random() % 256;
    }
    try {
      const ticks = await Ticks.load(bytes, parameters, optionsOf());
      // Metadata may be written in many ways; what is loaded is what the file holds.
      assertEquals(
        bitsOf(await everything(ticks)),
        bitsOf(decodeSafetensors(bytes)),
      );
      const original = await Ticks.load(good, parameters, optionsOf());
      original.reset();
      for (const [i, { value, grad }] of [...parameters].entries()) {
        value.write(before[2 * i]);
        grad.write(before[2 * i + 1]);
      }
    } catch (error) {
      assert(
        error instanceof SyntaxError || error instanceof RangeError ||
          error instanceof TypeError,
        String(error),
      );
      assert(
        /^(Ticks\.load|decodeSafetensors): /.test(error.message),
        error.message,
      );
      assertEquals(await snapshot(parameters), before);
      refused++;
    }
  }
  console.log(`${refused} of 1000 mutated states refused`);
  assert(refused > 300);
});

/** Every array in hexadecimal digits: NaN and -0 count, too. */
function bitsOf({ tensors }: StoredTensors): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tensors).sort().map(([name, { data }]) => [name, hex(data)]),
  );
}

/** Whole numbers below 2^32, from a seed (a linear congruential generator's high bits). */
function randomBytes(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state >>> 8;
  };
}

Deno.test("a source that is none, or is missing", async () => {
  const parameters = new Parameters(cpu, shapes);
  await assertRejects(
    () => Ticks.load(3 as unknown as string, parameters, optionsOf()),
    TypeError,
    "Ticks.load: source is number, expected a path or a Uint8Array",
  );
  await assertRejects(
    () => Ticks.load("tests/no_such_file", parameters, optionsOf()),
    Deno.errors.NotFound,
    "Ticks.load: there is no file tests/no_such_file, expected what ticks.save wrote",
  );
  await assertRejects(
    () => Ticks.load(new Uint8Array(20), parameters, optionsOf()),
    SyntaxError,
    "Ticks.load: header: character 0 is beyond the end",
  );
});

Deno.test({
  name: "Python's safetensors reads a saved state",
  ignore: python === null,
  async fn() {
    const bytes = await changed(() => {}),
      { tensors } = decodeSafetensors(bytes);
    const path = await Deno.makeTempFile();
    try {
      await Deno.writeFile(path, bytes);
      const read = await python!("read", path) as {
        tensors: Record<string, { shape: number[]; hex: string }>;
      };
      assertEquals(
        Object.keys(read.tensors).sort(),
        Object.keys(tensors).sort(),
      );
      for (const [name, { shape, data }] of Object.entries(tensors)) {
        assertEquals(read.tensors[name].shape, [...shape]);
        assertEquals(read.tensors[name].hex, hex(data));
      }
    } finally {
      await Deno.remove(path);
    }
  },
});

testOnEachDevice(
  "after loading, the report has no step yet",
  async (device) => {
    const ticks = new Ticks(
      new Parameters(device, shapes),
      optionsOf({ every: 1 }),
    );
    addGradients(ticks, 1);
    await ticks.tick();
    const loaded = await Ticks.load(
      await ticks.save(),
      new Parameters(device, shapes),
      optionsOf({ every: 1 }),
    );
    const { step, applied, skipped, gradientNorm, parameters } = await loaded
      .report();
    assertEquals([step, applied, skipped, gradientNorm], [1, 1, 0, 0]);
    assertEquals(parameters.map(({ updateNorm }) => updateNorm), [0, 0]);
  },
);
