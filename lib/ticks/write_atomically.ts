/**
 * Writing a file so that it is never seen half written.
 *
 * @module
 */

import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Writes a file so that, whatever happens, its path holds either what it held before or all of
 * `bytes`: also when the process is killed or the machine loses power.
 *
 * The bytes go to a new file in the same folder, `.ticks-UUID.tmp`, which is synced, closed and
 * renamed to the path; then the folder is synced, on platforms that sync folders. A symbolic link
 * stays and what it points to is replaced; an existing file's permissions (its mode) are kept. On
 * failure the new file is removed; only a kill can leave it behind, and it is safe to delete.
 *
 * Needs `--allow-read` and `--allow-write` for the folder.
 *
 * @param file The file to write, new or existing; its folder must exist
 * @param caller Is named in errors
 * @param bytes All it shall hold, not to be changed before the promise is kept
 *
 * @throws what the file system says (`Deno.errors.NotFound` for a missing folder), an error of the
 * same class with the path and whether the file is as it was; the original is its `cause`.
 */
export async function writeAtomically(
  file: string | URL,
  bytes: Uint8Array,
  caller = "writeAtomically",
): Promise<void> {
  const path = file instanceof URL ? fileURLToPath(file) : file;
  let state = "was left as it was";
  try {
    const target = await followLinks(path);
    const folder = dirname(target);
    const draft = join(folder, `.ticks-${crypto.randomUUID()}.tmp`);
    await writeNew(draft, bytes, await modeOf(target));
    try {
      await Deno.rename(draft, target);
    } catch (error) {
      await discard(draft);
      throw error;
    }
    state = "is written, but its folder could not be synced";
    await syncFolder(folder);
  } catch (error) {
    throw withPath(error, `${caller}: ${path} ${state}`);
  }
}

/** Writes and syncs a new file, or leaves none. */
async function writeNew(
  draft: string,
  bytes: Uint8Array,
  mode: number | null,
): Promise<void> {
  const file = await Deno.open(draft, {
    write: true,
    createNew: true,
    ...(mode === null ? {} : { mode }),
  });
  try {
    // What opening was given is without the bits of the umask.
    if (mode !== null) await Deno.chmod(draft, mode);
    for (let done = 0; done < bytes.length;) {
      done += await file.write(bytes.subarray(done));
    }
    await file.sync();
    file.close();
  } catch (error) {
    try {
      file.close();
    } catch { /* closing is what failed */ }
    await discard(draft);
    throw error;
  }
}

/** Removes a draft; what went wrong before is what the caller is told. */
async function discard(draft: string): Promise<void> {
  await Deno.remove(draft).catch(() => {});
}

/** Where a path leads, also where nothing is there yet. */
async function followLinks(path: string): Promise<string> {
  try {
    return await Deno.realPath(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const dangling = await Deno.readLink(path).catch(() => null);
  return dangling === null
    ? path
    : await followLinks(resolve(dirname(path), dangling));
}

/** The permissions of a file, `null` where there is none or the platform has no modes. */
async function modeOf(target: string): Promise<number | null> {
  if (Deno.build.os === "windows") return null;
  try {
    const { mode } = await Deno.stat(target);
    return mode === null ? null : mode & 0o777;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Makes the renaming itself durable. */
async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders; some file systems cannot sync them, and say EINVAL.
  if (Deno.build.os === "windows") return;
  const opened = await Deno.open(folder, { read: true });
  try {
    await opened.sync();
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== "EINVAL" && code !== "ENOTSUP") throw error;
  } finally {
    opened.close();
  }
}

function withPath(error: unknown, prefix: string): unknown {
  if (!(error instanceof Error)) return error;
  const SameError = error.constructor as ErrorConstructor;
  return new SameError(`${prefix}: ${error.message}`, { cause: error });
}
