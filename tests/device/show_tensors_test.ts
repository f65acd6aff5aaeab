import { assert, assertEquals, assertRejects } from "@std/assert";
import { JSDOM } from "jsdom";
import { randomNormal } from "../../lib/check/random.ts";
import { showableArray, showTensors } from "../../lib/device/show_tensors.ts";
import {
  DeviceLostError,
  openDevice,
  Parameter,
  Parameters,
} from "../../mod.ts";
import { testOnEachDevice, testOnWebGpu } from "../devices.ts";

/** What a notebook shows of a value. */
async function show(value: unknown) {
  const own = value as Record<symbol, () => Promise<Record<string, string>>>;
  const bundle = await own[Symbol.for("Jupyter.display")]();
  assertEquals(Object.keys(bundle), ["text/html", "text/plain"]);
  const { document } = new JSDOM(bundle["text/html"]).window;
  return { text: bundle["text/plain"], page: document };
}

/** The cells of the first table, row by row. */
const tableOf = (page: Awaited<ReturnType<typeof show>>["page"]) =>
  [...page.querySelector("table")!.rows].map(({ cells }) =>
    [...cells].map(({ textContent }) => textContent)
  );

testOnEachDevice(
  "a tensor shows shape, dtype, device, range, mean, NaN and infinities",
  async (device) => {
    const tensor = device.tensor([1, 2, NaN, -4, Infinity, 6], [2, 3]);
    const { text, page } = await show(tensor);
    assertEquals(tableOf(page), [
      [
        "shape",
        "dtype",
        "device",
        "lowest",
        "highest",
        "mean",
        "NaN",
        "infinite",
      ],
      ["[2, 3]", "f32", device.kind, "-4", "6", "1.25", "1", "1"],
    ]);
    const lines = text.split("\n");
    assertEquals(lines[0], "Tensor");
    assertEquals(lines[2].trim().split(/\s{2,}/), tableOf(page)[1]);
    assertEquals(lines.slice(3), [
      "Values: 1, 2, NaN, -4, Infinity, 6.",
      "Read: all 6 values; lowest, highest and mean are of the 4 finite ones.",
      "Heat map of [2, 3]: · near zero, + and # above, - and = below (# and = from half of 6 on), ? NaN or infinite.",
      "++?",
      "=?#",
    ]);
    for (const sentence of lines.slice(3, 5)) {
      assert(page.body.textContent!.includes(sentence), sentence);
    }
    assertEquals(Deno.inspect(tensor), `Tensor([2, 3], f32, ${device.kind})`);
  },
);

Deno.test("a tensor's heat map has coloured cells without text, and words for those who do not see it", async () => {
  const device = await openDevice("cpu");
  const values = Float32Array.from({ length: 100 * 70 }, (_, i) => i % 70 - 35);
  values[3] = NaN;
  const { page, text } = await show(device.tensor(values, [100, 70]));
  const map = page.querySelector("table[role=img]")!;
  const caption =
    "Heat map of [100, 70], each cell the value farthest from zero of 4 by 3: white is zero, blue to -35, red to 35, black NaN or infinite.";
  assertEquals(map.getAttribute("aria-label"), caption);
  assert(page.body.textContent!.includes(caption));
  assertEquals(map.textContent!.trim(), "");
  const colours = [...map.rows].map(({ cells }) =>
    [...cells].map(({ style }) => style.background)
  );
  assertEquals([colours.length, ...new Set(colours.map((row) => row.length))], [
    25,
    24,
  ]);
  const [black, blue, red] = ["#000000", "#2166ac", "#ba302f"].map((colour) => {
    const [r, g, b] = [1, 3, 5].map((at) =>
      parseInt(colour.slice(at, at + 2), 16)
    );
    return `rgb(${r}, ${g}, ${b})`;
  });
  assertEquals([colours[0][1], colours[1][0]], [black, blue]);
  assert(colours[1][23] !== blue && colours[1][23] !== red); // 34 of 35
  const [first, ...others] = text.split("\n").slice(-25);
  // Blocks of -35, -32, ..., -20 | -17, ..., -5 | -2, 3 | 6, ..., 15 | 18, ..., 33, 34.
  assertEquals(first, "=?====-----··++++#######");
  assertEquals([...new Set(others)], [first.replace("?", "=")]);
});

Deno.test("of more dimensions the first matrix is shown, and said so", async () => {
  const device = await openDevice("cpu");
  const values = Float64Array.from(
    { length: 24 },
    (_, i) => i < 6 ? i - 2 : 99,
  );
  const { text } = await show(device.tensor(values, [2, 2, 2, 3]));
  assertEquals(text.split("\n").slice(-3), [
    "Heat map of the first [2, 3] of [2, 2, 2, 3]: · near zero, + and # above, - and = below (# and = from half of 3 on).",
    "=-·",
    "+##",
  ]);
});

Deno.test("constant matrices, vectors, numbers and nothing have no heat map", async () => {
  const device = await openDevice("cpu");
  const shown = async (values: number[], shape: number[]) =>
    (await show(device.tensor(values, shape))).text.split("\n").slice(3);
  assertEquals(await shown([0, 0, 0, 0], [2, 2]), [
    "Values: 0, 0, 0, 0.",
    "Read: all 4 values.",
    "No heat map of [2, 2]: every value is 0.",
  ]);
  assertEquals(await shown([1, 2], [2]), [
    "Values: 1, 2.",
    "Read: all 2 values.",
  ]);
  assertEquals(await shown([5], []), ["Values: 5.", "Read: 1 value."]);
  assertEquals(await shown([], [0, 3]), ["Read: 0 values."]);
});

testOnEachDevice("a disposed tensor says so", async (device) => {
  const tensor = device.tensor([1, 2], [1, 2]);
  tensor.dispose();
  const { text, page } = await show(tensor);
  assertEquals(tableOf(page)[1], ["[1, 2]", "f32", device.kind, ..."-----"]);
  assertEquals(text.split("\n").at(-1), "It is disposed: its values are gone.");
});

testOnWebGpu("a tensor of a lost device says so", async () => {
  const device = await openDevice("webgpu");
  const tensor = device.tensor([1, 2]);
  device.dispose();
  const { text } = await show(tensor);
  const last = text.split("\n").at(-1)!;
  assert(
    last.startsWith("Its values cannot be read: the GPU device is lost ("),
    last,
  );
});

Deno.test("only disposal and loss are shown; other errors reach the reader", async () => {
  const broken = (error: Error) =>
    showTensors("Tensor", [{
      name: "",
      shape: [1],
      dtype: "f32",
      place: "webgpu",
      read: () => Promise.reject(error),
    }]);
  await assertRejects(() => broken(new RangeError("odd")), RangeError, "odd");
  const lost = await broken(new DeviceLostError("gone"));
  assert(lost["text/plain"].endsWith("Its values cannot be read: gone."));
});

testOnEachDevice(
  "a large tensor is read in parts, every value of it",
  async (device) => {
    const size = 2 ** 22 + 1000;
    const tensor = device.zeros([2, size / 2]);
    const { text: zeros } = await show(tensor);
    assert(zeros.includes("every value is 0."), zeros);
    const values = new Float32Array(size);
    values[size - 1] = -3;
    values[size - 2] = NaN;
    tensor.write(values);
    const { page, text } = await show(tensor);
    assertEquals(tableOf(page)[1].slice(3), [
      "-3",
      "0",
      (-3 / (size - 1)).toExponential(3),
      "1",
      "0",
    ]);
    assert(text.includes("Read: all 4,195,304 values;"), text);
    tensor.dispose();
  },
);

Deno.test("the mean is that of the values, also of the largest ones", async () => {
  const mean = async (values: Float64Array) =>
    (await showTensors("", [showableArray("", values)]))["text/plain"]
      .split("\n")[2].trim().split(/\s+/)[5];
  const values = randomNormal(1000, 1).map((value) => value + 1e4);
  const expected = values.reduce((sum, value) => sum + value) / 1000;
  assertEquals(await mean(values), String(Number(expected.toPrecision(4))));
  const largest = new Float64Array(4).fill(Number.MAX_VALUE);
  assertEquals(await mean(largest), "1.798e308");
});

testOnEachDevice(
  "parameters show value and gradient, with names as they were written",
  async (device) => {
    const name = '<img src=x onerror="alert(1)"> $x$';
    const parameters = new Parameters(device, {
      [name]: { shape: [2, 2], init: (i) => i - 1 },
      plain: { shape: [1] },
    });
    const { page, text } = await show(parameters);
    assertEquals(page.querySelectorAll("img").length, 0);
    assertEquals(tableOf(page).map((row) => row[0]), [
      "name",
      name,
      `gradient of ${name}`,
      "plain",
      "gradient of plain",
    ]);
    assertEquals(tableOf(page)[1].slice(4), ["-1", "2", "0.5", "0", "0"]);
    assert(text.startsWith("Parameters: 2\n"));
    // No page finds a formula in a text node that has one dollar at most.
    for (const { childNodes } of page.querySelectorAll("td, span")) {
      for (const { nodeType, textContent } of childNodes) {
        assert(nodeType !== 3 || (textContent!.match(/\$/g) ?? []).length < 2);
      }
    }
    const one = await show(parameters.get(name));
    assertEquals(
      one.page.querySelector("caption")!.textContent,
      `Parameter ${name}`,
    );
    assertEquals(tableOf(one.page).slice(1).map((row) => row[0]), [
      "value",
      "gradient",
    ]);
    assertEquals(one.page.querySelectorAll("table[role=img]").length, 1);
    const alone = await show(new Parameter(device, { shape: [2] }));
    assert(alone.text.startsWith("Parameter\nname"), alone.text);
  },
);

Deno.test("of many parameters a hundred rows are shown, and the others counted", async () => {
  const device = await openDevice("cpu");
  const many = Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [`p${i}`, { shape: [1] }]),
  );
  const { page, text } = await show(new Parameters(device, many));
  assertEquals(tableOf(page).length, 101);
  assertEquals(
    text.split("\n").at(-1),
    "20 more are left out and were not read.",
  );
});
