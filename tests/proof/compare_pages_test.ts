import { assertEquals } from "@std/assert";
import { comparePages } from "./compare_pages.ts";

/** A page with these devices: name, adapter, arithmetic, and the error of its one kernel. */
const page = (
  devices: [string, string, string, string][],
  kernel = "mean",
) =>
  `# Proof

- 1 kernels on ${devices.length} devices, 100 cases each

| device | adapter | arithmetic |
| --- | --- | --- |
${devices.map((d) => `| ${d.slice(0, 3).join(" | ")} |`).join("\n")}

| kernel | bound | ${devices.map(([name]) => name).join(" | ")} |
| --- | ---: | ${devices.map(() => "---:").join(" | ")} |
| ${kernel} | 1.0e-6 | ${devices.map((d) => d[3]).join(" | ")} |
`;

const cpu: [string, string, string, string] = [
  "CPU",
  "TypeScript",
  "aa",
  "0.5",
];
const gpu: [string, string, string, string] = [
  "llvmpipe",
  "LLVM 15",
  "bb",
  "4",
];

Deno.test("the same page has no differences, however its tables are padded", () => {
  const nothing = { differences: [], remarks: [] };
  assertEquals(comparePages(page([cpu, gpu]), page([cpu, gpu])), nothing);
  const padded = page([cpu, gpu]).replace("| mean |", "| mean      |");
  assertEquals(comparePages(padded, page([cpu, gpu])), nothing);
});

Deno.test("another error on the same device is a difference", () => {
  const other: typeof gpu = ["llvmpipe", "LLVM 15", "bb", "5"];
  assertEquals(comparePages(page([cpu, gpu]), page([cpu, other])), {
    differences: [
      "- | mean | 1.0e-6 | 0.5 | 4 |",
      "+ | mean | 1.0e-6 | 0.5 | 5 |",
    ],
    remarks: [],
  });
});

Deno.test("another driver is left out and named, and the rest is compared", () => {
  const other: typeof gpu = ["llvmpipe", "LLVM 15", "cc", "5"];
  const remarks = [
    "llvmpipe is LLVM 15, cc here and LLVM 15, bb on the page: its errors were held to their bounds only",
  ];
  assertEquals(comparePages(page([cpu, gpu]), page([cpu, other])), {
    differences: [],
    remarks,
  });
  assertEquals(
    comparePages(page([cpu, gpu]), page([cpu, other], "median")),
    {
      differences: ["- | mean | 1.0e-6 | 0.5 |", "+ | median | 1.0e-6 | 0.5 |"],
      remarks,
    },
  );
});

Deno.test("a device that only one page has is named", () => {
  assertEquals(comparePages(page([cpu, gpu]), page([cpu])), {
    differences: [],
    remarks: [
      "llvmpipe is on the page and not here: its errors were not measured",
    ],
  });
  assertEquals(comparePages(page([cpu]), page([cpu, gpu])), {
    differences: [],
    remarks: [
      "llvmpipe is here and not on the page: its errors were held to their bounds only",
    ],
  });
});

Deno.test("a page that is missing, or has a line twice, differs", () => {
  const fresh = page([cpu]);
  assertEquals(comparePages("", fresh).differences[0], "+ # Proof");
  const { differences } = comparePages(`${fresh}\n`, fresh);
  assertEquals(differences, [
    "the lines are the same, in another order or number",
  ]);
});
