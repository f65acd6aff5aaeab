/**
 * The header of a safetensors file: its length, its JSON, and whether what it says fits the data.
 *
 * @module
 */

import { arrayOf, type DType } from "../device/dtype.ts";
import { formatShape, sizeOfShape } from "../device/shape.ts";
import {
  type Header,
  type HeaderEntry,
  parseHeader,
  quote,
} from "./safetensors_json.ts";

/** The reference reads no longer header. */
export const MAX_HEADER_BYTES = 100_000_000;

/** Each dtype's name in a file, in the order in which files hold them. */
export const nameInFile: Record<DType, string> = {
  f64: "F64",
  f32: "F32",
  u32: "U32",
};
/** The dtypes, in the same order. */
export const dtypes: readonly DType[] = Object.keys(
  nameInFile,
) as readonly DType[];

/** A header that fits its file. */
export interface CheckedHeader extends Header {
  /** The dtype of each entry; the entries stand in the order of their bytes. */
  entryDtypes: DType[];
  /** Where in the file the data begin. */
  dataStart: number;
}

/** Reads and checks the header of a file; errors are `decodeSafetensors`'s. */
export function readHeader(bytes: Uint8Array): CheckedHeader {
  const dataStart = 8 + headerLength(bytes);
  const { entries, metadata } = parseHeader(
    decodeText(bytes.subarray(8, dataStart)),
  );
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  const entryDtypes = checkEntries(entries, bytes.length - dataStart);
  return { entries, entryDtypes, metadata, dataStart };
}

function headerLength(bytes: Uint8Array): number {
  if (bytes.length < 8) {
    throw new SyntaxError(
      `decodeSafetensors: the file has ${bytes.length} bytes, expected 8 for the header's length and then the header: it is empty or cut short`,
    );
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8)
    .getBigUint64(0, true);
  if (length > bytes.length - 8) {
    throw new SyntaxError(
      `decodeSafetensors: the header's length is ${length}, expected at most ${
        bytes.length - 8
      }, the bytes that follow it: the file is cut short or no safetensors file`,
    );
  }
  if (length > MAX_HEADER_BYTES) {
    throw new RangeError(
      `decodeSafetensors: the header's length is ${length}, expected at most ${MAX_HEADER_BYTES}`,
    );
  }
  return Number(length);
}

function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
      .decode(bytes);
  } catch (cause) {
    throw new SyntaxError(
      "decodeSafetensors: the header is not UTF-8, expected JSON in UTF-8: the file is damaged or no safetensors file",
      { cause },
    );
  }
}

/** Checks entries that are sorted by their offsets; gives their dtypes. */
function checkEntries(entries: HeaderEntry[], dataBytes: number): DType[] {
  let reached = 0;
  const found = entries.map(({ name, dtype, shape, begin, end }) => {
    const known = dtypes.find((each) => nameInFile[each] === dtype);
    const where = `decodeSafetensors: tensor ${quote(name)}`;
    if (known === undefined) {
      throw new TypeError(
        `${where}: dtype is ${
          quote(dtype)
        }, expected "F64", "F32" or "U32": convert it before saving`,
      );
    }
    const offsets = `${where}: data_offsets are [${begin}, ${end}]`;
    const size = sizeOfShape(shape) * arrayOf[known].BYTES_PER_ELEMENT;
    if (!Number.isSafeInteger(size)) {
      throw new RangeError(
        `${where}: shape is ${
          shortShape(shape)
        }, expected fewer than 2^53 bytes`,
      );
    }
    if (end - begin !== size) {
      throw new RangeError(
        `${offsets}, expected ${size} bytes between them for ${dtype} of shape ${
          shortShape(shape)
        }`,
      );
    }
    if (end > dataBytes) {
      throw new RangeError(
        `${offsets}, expected an end of at most ${dataBytes}, the bytes of data in the file: it is cut short or damaged`,
      );
    }
    if (begin !== reached) {
      throw new RangeError(
        `${offsets}, expected a begin of ${reached}, where the tensor before it ends: there is ${
          begin < reached ? "an overlap" : "a hole"
        }`,
      );
    }
    reached = end;
    return known;
  });
  if (reached !== dataBytes) {
    throw new RangeError(
      `decodeSafetensors: the file has ${dataBytes} bytes of data, expected ${reached}, where the last tensor ends`,
    );
  }
  return found;
}

/** A shape from a file as messages show it, cut where it is long. */
function shortShape(shape: readonly number[]): string {
  return shape.length <= 8
    ? formatShape(shape)
    : `[${shape.slice(0, 8).join(", ")}, ...]`;
}
