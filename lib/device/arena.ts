/**
 * An arena: many named arrays in one buffer, so that one dispatch can go over them all.
 *
 * @module
 */

import { allocateArena, type Device } from "./device.ts";
import { arrayOf, type FloatDType } from "./dtype.ts";
import { sizeOfShape } from "./shape.ts";
import { makeView, partsOf, type Tensor, tensorOver } from "./tensor.ts";

/** Elements: every array starts at a multiple, which is one of 256 bytes for 4-byte elements. */
const alignment = 64;

/**
 * Elements in a segment, at most: what one invocation goes over on a software adapter (and ends after 65,535
 * rounds of its loops on llvmpipe), and one workgroup on a GPU.
 */
const segmentLength = 2048;

/** Where an array lies in an arena. */
export interface Place {
  readonly name: string;
  readonly shape: readonly number[];
  /** The index of its first element. */
  readonly start: number;
  /** The number of its elements. */
  readonly size: number;
}

/** A part of one array: what is summed by itself. */
export interface Segment {
  /** Which place it belongs to. */
  readonly place: number;
  /** The index of its first element in its range. */
  readonly start: number;
  /** The number of its elements. */
  readonly size: number;
}

/** Arrays in a row that one binding can hold together. */
export interface Range {
  /** The index of its first element in the arena. */
  readonly start: number;
  /** The number of elements, padding included. */
  readonly length: number;
  /** Its first segment. */
  readonly first: number;
  /** One past its last segment. */
  readonly end: number;
}

/** Where the arrays of an arena lie. */
export class Layout {
  readonly places: readonly Place[];
  /** The number of elements, padding included. */
  readonly length: number;
  /** The arrays cut into segments, in order. */
  readonly segments: readonly Segment[];
  /** What a dispatch can go over at once; most arenas are one range. */
  readonly ranges: readonly Range[];

  /** `bindable` is the number of elements that a binding holds at most. */
  constructor(
    shapes: Readonly<Record<string, readonly number[]>>,
    bindable = Infinity,
  ) {
    const places: Place[] = [], segments: Segment[] = [], ranges: Range[] = [];
    let start = 0, rangeStart = 0, first = 0;
    const endRange = () => {
      const length = start - rangeStart, end = segments.length;
      if (end > first) ranges.push({ start: rangeStart, length, first, end });
      rangeStart = start;
      first = end;
    };
    for (const [name, shape] of Object.entries(shapes)) {
      const size = sizeOfShape(shape);
      const padded = Math.ceil(size / alignment) * alignment;
      if (start + padded - rangeStart > bindable) endRange();
      for (let from = 0; from < size; from += segmentLength) {
        segments.push({
          place: places.length,
          start: start - rangeStart + from,
          size: Math.min(segmentLength, size - from),
        });
      }
      places.push({ name, shape, start, size });
      start += padded;
    }
    endRange();
    this.places = places;
    this.length = start;
    this.segments = segments;
    this.ranges = ranges;
  }

  /** An arena of zeros with this layout, which outlives every scope; `caller` is named in errors. */
  zeros(device: Device, dtype: FloatDType, caller = "Parameters"): Tensor {
    const arena = device.unscoped(() =>
      allocateArena(caller, device, this.length, dtype)
    );
    arena.zero();
    return arena;
  }

  /** The array at a place of an arena, as a tensor that shares its memory and never frees it. */
  at(arena: Tensor, { start, shape }: Place): Tensor {
    return part(arena, start, shape);
  }

  /** A range of an arena, as a tensor that shares its memory and never frees it. */
  range(arena: Tensor, { start, length }: Range): Tensor {
    return part(arena, start, [length]);
  }
}

/** The elements that a binding on this device holds at most: whole places of an arena. */
export function bindableLength(device: Device, dtype: FloatDType): number {
  const { maxStorageBufferBindingSize } = device.limits;
  return maxStorageBufferBindingSize / arrayOf[dtype].BYTES_PER_ELEMENT;
}

function part(arena: Tensor, start: number, shape: readonly number[]): Tensor {
  const { view: { slab, byteOffset } } = partsOf(arena);
  const { dtype } = arena;
  const offset = byteOffset + start * arrayOf[dtype].BYTES_PER_ELEMENT;
  return tensorOver(arena, makeView(slab, shape, dtype, offset));
}
