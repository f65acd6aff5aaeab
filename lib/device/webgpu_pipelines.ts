/**
 * What a WebGPU device keeps for each kernel: layouts, pipelines by their constants, and bind groups
 * by the buffers in them. Making a bind group takes 20 µs, finding it one.
 *
 * @module
 */

import type { View } from "./backend.ts";
import { type Dispatch, hasConstant, type Kernel } from "./kernel.ts";
import type { GpuSlab } from "./webgpu_backend.ts";

/** Bind groups kept, at most; a loop over the same shapes needs a few. */
const maxBindGroups = 4096;

interface Layout {
  readonly tensors: GPUBindGroupLayout;
  readonly pipeline: GPUPipelineLayout;
  /** What the kernel has of WGSL, and its pipelines. */
  readonly modules: Map<string, Module>;
}

interface Module {
  readonly module: GPUShaderModule;
  readonly pipelines: Map<string, GPUComputePipeline>;
}

/** The pipelines and bind groups of one device. */
export class WebGpuPipelines {
  /** The bind group of every kernel's arguments, with a dynamic offset. */
  readonly arguments: GPUBindGroup;
  readonly #gpu: GPUDevice;
  readonly #argumentLayout: GPUBindGroupLayout;
  readonly #layouts = new Map<Kernel, Layout>();
  readonly #groups = new Map<string, GPUBindGroup>();
  readonly #ids = new WeakMap<object, number>();
  readonly #absent: { read: GPUBuffer; write: GPUBuffer };
  readonly #watched: <T>(call: () => T) => T;
  #lastId = 0;

  /** `watched` calls WebGPU and keeps the errors that it reports. */
  constructor(
    gpu: GPUDevice,
    argumentBuffer: GPUBuffer,
    slotBytes: number,
    watched: <T>(call: () => T) => T,
  ) {
    this.#gpu = gpu;
    this.#watched = watched;
    this.#argumentLayout = gpu.createBindGroupLayout({
      entries: [{
        binding: 0,
        visibility: GPUShaderStage.COMPUTE,
        buffer: { type: "uniform", hasDynamicOffset: true },
      }],
    });
    this.arguments = gpu.createBindGroup({
      layout: this.#argumentLayout,
      entries: [{
        binding: 0,
        resource: { buffer: argumentBuffer, size: slotBytes },
      }],
    });
    // One buffer bound for reading and for writing at once is an error, so there are two.
    const absent = (size: number) =>
      gpu.createBuffer({ size, usage: GPUBufferUsage.STORAGE });
    this.#absent = { read: absent(256), write: absent(256 * 16) };
  }

  /** The pipeline of a dispatch, with `HAS_NAME` for the kernel's optional tensors. */
  pipeline(
    kernel: Kernel,
    { constants, wgsl = kernel.wgsl ?? "", entryPoint }: Dispatch,
    views: Readonly<Record<string, View | null>>,
  ): GPUComputePipeline {
    const all: Record<string, number> = { ...constants };
    for (const name in kernel.tensors) {
      if (kernel.tensors[name].optional) {
        all[hasConstant(name)] = views[name] ? 1 : 0;
      }
    }
    const layout = this.#layout(kernel);
    const { module, pipelines } = this.#module(kernel, layout, wgsl);
    const key = `${entryPoint}:${Object.values(all)}`;
    let pipeline = pipelines.get(key);
    if (!pipeline) {
      pipeline = this.#watched(() =>
        this.#gpu.createComputePipeline({
          label: kernel.name,
          layout: layout.pipeline,
          compute: { module, entryPoint, constants: all },
        })
      );
      pipelines.set(key, pipeline);
    }
    return pipeline;
  }

  /** The bind group of a kernel's tensors. */
  tensors(
    kernel: Kernel,
    views: Readonly<Record<string, View | null>>,
  ): GPUBindGroup {
    let key = `${this.#id(kernel)}`;
    for (const name in kernel.tensors) {
      const view = views[name];
      key += view
        ? `;${
          this.#id((view.slab as GpuSlab).buffer)
        }.${view.byteOffset}.${view.byteLength}`
        : ";";
    }
    let group = this.#groups.get(key);
    if (!group) {
      if (this.#groups.size >= maxBindGroups) this.#groups.clear();
      group = this.#watched(() =>
        this.#gpu.createBindGroup({
          label: kernel.name,
          layout: this.#layout(kernel).tensors,
          entries: Object.keys(kernel.tensors).map((name, binding) => ({
            binding,
            resource: this.#resource(kernel, name, binding, views[name]),
          })),
        })
      );
      this.#groups.set(key, group);
    }
    return group;
  }

  /** Drops the bind groups of a buffer that goes away. */
  forget(buffer: GPUBuffer): void {
    const part = `;${this.#ids.get(buffer)}.`;
    for (const key of this.#groups.keys()) {
      if (key.includes(part)) this.#groups.delete(key);
    }
  }

  #resource(
    kernel: Kernel,
    name: string,
    binding: number,
    view: View | null,
  ): GPUBufferBinding {
    if (view) {
      return {
        buffer: (view.slab as GpuSlab).buffer,
        offset: view.byteOffset,
        size: Math.max(4, view.byteLength),
      };
    }
    return kernel.tensors[name].access === "read"
      ? { buffer: this.#absent.read }
      : { buffer: this.#absent.write, offset: 256 * binding, size: 256 };
  }

  #layout(kernel: Kernel): Layout {
    let layout = this.#layouts.get(kernel);
    if (!layout) {
      layout = this.#watched(() => this.#makeLayout(kernel));
      this.#layouts.set(kernel, layout);
    }
    return layout;
  }

  #module(kernel: Kernel, { modules }: Layout, wgsl: string): Module {
    let module = modules.get(wgsl);
    if (!module) {
      const { name } = kernel;
      module = {
        module: this.#watched(() =>
          this.#gpu.createShaderModule({ label: name, code: wgsl })
        ),
        pipelines: new Map(),
      };
      modules.set(wgsl, module);
    }
    return module;
  }

  #makeLayout(kernel: Kernel): Layout {
    const tensors = this.#gpu.createBindGroupLayout({
      label: kernel.name,
      entries: Object.values(kernel.tensors).map((spec, binding) => ({
        binding,
        visibility: GPUShaderStage.COMPUTE,
        buffer: {
          type: spec.access === "read" ? "read-only-storage" : "storage",
        },
      })),
    });
    return {
      tensors,
      pipeline: this.#gpu.createPipelineLayout({
        bindGroupLayouts: [tensors, this.#argumentLayout],
      }),
      modules: new Map(),
    };
  }

  #id(object: object): number {
    let id = this.#ids.get(object);
    if (id === undefined) this.#ids.set(object, id = ++this.#lastId);
    return id;
  }
}
