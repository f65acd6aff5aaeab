/**
 * The safetensors format, to and from bytes: the length of a header in eight bytes, the header in
 * JSON, the tensors' bytes.
 *
 * The writer lays files out as the reference implementation does: F64 before F32 before U32, each
 * by name in the order of code points, so that every tensor stands aligned and the same tensors
 * always give the same bytes. See https://github.com/huggingface/safetensors#format.
 *
 * @module
 */

import {
  arrayOf,
  type DType,
  dtypeOf,
  type NumberArray,
} from "../device/dtype.ts";
import { checkShape, formatShape, sizeOfShape } from "../device/shape.ts";
import {
  dtypes,
  MAX_HEADER_BYTES,
  nameInFile,
  readHeader,
} from "./safetensors_header.ts";
import { METADATA, quote } from "./safetensors_json.ts";

/** A tensor as a file holds it. */
export interface StoredTensor {
  /** Type of the elements. */
  dtype: DType;
  /** The shape, `[]` for a single number. */
  shape: readonly number[];
  /** The elements in row-major order. */
  data: NumberArray;
}

/** What a file holds. Both records are without a prototype, so that no name finds what is not there. */
export interface StoredTensors {
  /** The tensors by name. */
  tensors: Record<string, StoredTensor>;
  /** The metadata, empty where the file has none. */
  metadata: Record<string, string>;
}

/**
 * Writes tensors and metadata as a safetensors file, which Python's `safetensors` reads.
 *
 * The same tensors and metadata give the same bytes, in whichever order they come. Metadata stand
 * first, by name; empty metadata are left out. Elements are copied bit by bit, NaNs too.
 *
 * @param tensors The tensors by name; not `__metadata__`, and names must be well-formed Unicode
 * @param metadata Strings by name
 *
 * @throws {TypeError} where an array is not of its dtype, its length is not its shape's, or
 * metadata are not strings.
 * @throws {RangeError} where a shape has no whole lengths, a name cannot be written, or the header
 * would exceed 100,000,000 bytes.
 */
export function encodeSafetensors(
  tensors: Record<string, StoredTensor>,
  metadata: Record<string, string> = {},
): Uint8Array<ArrayBuffer> {
  const laidOut = Object.entries(tensors).sort(([a, x], [b, y]) =>
    dtypes.indexOf(x.dtype) - dtypes.indexOf(y.dtype) || compareCodePoints(a, b)
  );
  const fields: string[] = [];
  if (Object.keys(metadata).length > 0) {
    fields.push(`"${METADATA}":${encodeMetadata(metadata)}`);
  }
  let offset = 0;
  for (const [name, tensor] of laidOut) {
    const shape = checkTensor(name, tensor);
    const begin = offset;
    offset += tensor.data.byteLength;
    fields.push(
      `${JSON.stringify(name)}:{"dtype":"${
        nameInFile[tensor.dtype]
      }","shape":[${shape.join(",")}],"data_offsets":[${begin},${offset}]}`,
    );
  }
  const header = new TextEncoder().encode(`{${fields.join(",")}}`);
  const headerBytes = Math.ceil(header.length / 8) * 8;
  if (headerBytes > MAX_HEADER_BYTES) {
    throw new RangeError(
      `encodeSafetensors: the header is ${headerBytes} bytes, expected at most ${MAX_HEADER_BYTES}: use fewer or shorter names and metadata`,
    );
  }
  const file = new Uint8Array(8 + headerBytes + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true);
  file.set(header, 8);
  file.fill(0x20, 8 + header.length, 8 + headerBytes);
  let at = 8 + headerBytes;
  for (const [, { data }] of laidOut) {
    // Every platform of Deno is little-endian, as the format is.
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

/**
 * Reads a safetensors file of F32, F64 and U32 tensors, strictly: every byte of it must be
 * accounted for. All is checked before the first array is made, and the arrays together are no
 * larger than the file. Each is a copy of its own: aligned, and independent of `bytes`.
 *
 * @param bytes The whole file
 * @returns The tensors in the order in which the file holds their bytes, and the metadata
 *
 * @throws {SyntaxError} where the bytes are no safetensors file: cut short before the data, no
 * UTF-8, no JSON of the format's form, a name or key twice, unknown or missing keys, metadata that
 * are not strings.
 * @throws {RangeError} where a number is wrong: a header above 100,000,000 bytes, lengths that are
 * negative, fractional or too large, offsets outside the data, with overlaps or holes, or not as
 * far apart as dtype and shape say; so it is with data cut short or followed by more.
 * @throws {TypeError} where a tensor's dtype is none of the three, or `bytes` is no `Uint8Array`.
 */
export function decodeSafetensors(bytes: Uint8Array): StoredTensors {
  if (!(bytes instanceof Uint8Array)) {
    throw new TypeError(
      `decodeSafetensors: bytes is ${
        bytes === null ? "null" : typeof bytes
      }, expected a Uint8Array of the whole file`,
    );
  }
  const { entries, entryDtypes, metadata, dataStart } = readHeader(bytes);
  const tensors: Record<string, StoredTensor> = Object.create(null);
  entries.forEach(({ name, shape, begin, end }, index) => {
    const dtype = entryDtypes[index];
    const copy = new Uint8Array(end - begin);
    copy.set(bytes.subarray(dataStart + begin, dataStart + end));
    const data = new arrayOf[dtype](copy.buffer);
    tensors[name] = { dtype, shape: Object.freeze(shape), data };
  });
  return { tensors, metadata };
}

function checkTensor(
  name: string,
  { dtype, shape, data }: StoredTensor,
): readonly number[] {
  if (name === METADATA || !name.isWellFormed()) {
    throw new RangeError(
      `encodeSafetensors: a tensor's name is ${
        quote(name)
      }, expected well-formed Unicode other than "${METADATA}"`,
    );
  }
  const where = `encodeSafetensors: tensor ${quote(name)}`;
  if (!dtypes.includes(dtype) || dtypeOf(data) !== dtype) {
    throw new TypeError(
      `${where}: dtype is ${quote(String(dtype))} and data holds ${
        dtypeOf(data) ?? "no dtype"
      }, expected "f64", "f32" or "u32" for both`,
    );
  }
  const checked = checkShape(where, shape);
  if (sizeOfShape(checked) !== data.length) {
    throw new TypeError(
      `${where}: data has length ${data.length}, expected ${
        sizeOfShape(checked)
      } for shape ${formatShape(checked)}`,
    );
  }
  return checked;
}

function encodeMetadata(metadata: Record<string, string>): string {
  const fields = Object.entries(metadata)
    .sort(([a], [b]) => compareCodePoints(a, b))
    .map(([name, value]) => {
      const where = `encodeSafetensors: metadata ${quote(name)}`;
      if (typeof value !== "string") {
        throw new TypeError(
          `${where} is ${
            value === null ? "null" : typeof value
          }, expected a string: use String or JSON.stringify`,
        );
      }
      if (!name.isWellFormed() || !value.isWellFormed()) {
        throw new RangeError(
          `${where} has half of a surrogate pair, expected Unicode`,
        );
      }
      return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
    });
  return `{${fields.join(",")}}`;
}

/** The order of the bytes in UTF-8, which is the reference's. */
function compareCodePoints(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return (a.codePointAt(at) ?? -1) - (b.codePointAt(at) ?? -1);
}
