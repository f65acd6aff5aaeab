/**
 * An arena: many named arrays in one buffer, so that one dispatch can go over them all.
 *
 * @module
 */

import type { Device } from "./device.ts";
import { arrayOf, type FloatDType } from "./dtype.ts";
import { sizeOfShape } from "./shape.ts";
import { makeView, partsOf, type Tensor, tensorOver } from "./tensor.ts";

/** Elements: every array starts at a multiple, which is one of 256 bytes for 4-byte elements. */
const alignment = 64;

/** Elements in a segment, at most: what one workgroup goes over. */
const segmentLength = 4096;

/** Where an array lies in an arena. */
export interface Place {
  readonly name: string;
  readonly shape: readonly number[];
  /** The index of its first element. */
  readonly start: number;
  /** The number of its elements. */
  readonly size: number;
}

/** A part of one array, short enough for a workgroup. */
export interface Segment {
  /** Which place it belongs to. */
  readonly place: number;
  readonly start: number;
  readonly size: number;
}

/** Where the arrays of an arena lie. */
export class Layout {
  readonly places: readonly Place[];
  /** The number of elements, padding included. */
  readonly length: number;
  /** The arrays cut into segments, in order. */
  readonly segments: readonly Segment[];

  constructor(shapes: Readonly<Record<string, readonly number[]>>) {
    const places: Place[] = [];
    let start = 0;
    for (const [name, shape] of Object.entries(shapes)) {
      const size = sizeOfShape(shape);
      places.push({ name, shape, start, size });
      start += Math.ceil(size / alignment) * alignment;
    }
    this.places = places;
    this.length = start;
    this.segments = places.flatMap((place, index) => {
      const segments: Segment[] = [];
      for (let from = 0; from < place.size; from += segmentLength) {
        const size = Math.min(segmentLength, place.size - from);
        segments.push({ place: index, start: place.start + from, size });
      }
      return segments;
    });
  }

  /** An arena of zeros with this layout. */
  zeros(device: Device, dtype: FloatDType): Tensor {
    return device.unscoped(() => device.zeros([this.length], { dtype }));
  }

  /** The array at a place of an arena, as a tensor that shares its memory and never frees it. */
  at(arena: Tensor, place: Place): Tensor {
    const { view } = partsOf(arena);
    const byteOffset = view.byteOffset +
      place.start * arrayOf[arena.dtype].BYTES_PER_ELEMENT;
    return tensorOver(
      arena,
      makeView(view.slab, place.shape, arena.dtype, byteOffset),
    );
  }
}
