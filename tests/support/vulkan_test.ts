import { assertEquals } from "@std/assert";
import { distinct, manifests } from "./vulkan.ts";

const driver = (name: string, software: boolean, file: string) => ({
  name,
  software,
  env: { VK_DRIVER_FILES: file },
});

Deno.test("manifests lists the drivers of every folder, sorted, browsers last", () => {
  const root = Deno.makeTempDirSync();
  try {
    for (
      const folder of [
        "usr/share/vulkan/icd.d",
        "etc/vulkan/icd.d",
        "usr/lib/chromium",
      ]
    ) {
      Deno.mkdirSync(`${root}/${folder}`, { recursive: true });
    }
    for (
      const file of [
        "usr/share/vulkan/icd.d/radeon_icd.x86_64.json",
        "usr/share/vulkan/icd.d/lvp_icd.x86_64.json",
        "usr/share/vulkan/icd.d/README",
        "etc/vulkan/icd.d/nvidia_icd.json",
        "usr/lib/chromium/vk_swiftshader_icd.json",
        "usr/lib/chromium/other.json",
      ]
    ) Deno.writeTextFileSync(`${root}/${file}`, "{}");
    assertEquals(manifests(root), [
      `${root}/usr/share/vulkan/icd.d/lvp_icd.x86_64.json`,
      `${root}/usr/share/vulkan/icd.d/radeon_icd.x86_64.json`,
      `${root}/etc/vulkan/icd.d/nvidia_icd.json`,
      `${root}/usr/lib/chromium/vk_swiftshader_icd.json`,
    ]);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

Deno.test("manifests is empty where nothing is installed", () => {
  const root = Deno.makeTempDirSync();
  try {
    assertEquals(manifests(root), []);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

Deno.test("distinct keeps one driver of each adapter, hardware first", () => {
  const llvmpipe = driver("llvmpipe", true, "/lvp.json");
  const intel = driver("Intel", false, "/intel.json");
  const again = driver("Intel", false, "/intel_hasvk.json");
  assertEquals(distinct([llvmpipe, intel, again]), [intel, llvmpipe]);
});
