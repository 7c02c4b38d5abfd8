import { randomUUID } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { throwIfAborted } from '../common/async.ts';
import { Failure } from '../common/failure.ts';
import { errorCodeOf } from './errorCodeOf.ts';
import { readLines } from './readLines.ts';

/** A file under construction: it is written beside its final place and appears there when it is finished. */
export class DraftFile {
  readonly #file: string;
  readonly #draft: string;
  #handle: FileHandle;
  #sizeBytes: number;

  private constructor(file: string, draft: string, handle: FileHandle, sizeBytes = 0) {
    this.#file = file;
    this.#draft = draft;
    this.#handle = handle;
    this.#sizeBytes = sizeBytes;
  }

  /** Where the draft is until it is finished. */
  get path(): string {
    return this.#draft;
  }

  /** Creates the draft beside `file`. Throws `unavailable` if the folder does not take it. */
  static async create(file: string): Promise<DraftFile> {
    const draft = `${file}.${randomUUID()}.part`;
    try {
      return new DraftFile(file, draft, await open(draft, 'wx'));
    } catch (error) {
      throw notWritten(file, error);
    }
  }

  /** Opens the draft of an earlier process as it was at a size; `undefined` if it is gone or shorter. */
  static async resume(
    file: string,
    { path: draft, sizeBytes }: { readonly path: string; readonly sizeBytes: number },
  ): Promise<DraftFile | undefined> {
    const handle = await open(draft, 'r+').catch(() => undefined);
    if (handle === undefined) return undefined;
    if ((await handle.stat()).size >= sizeBytes)
      return new DraftFile(file, draft, handle, sizeBytes);
    await handle.close();
    return undefined;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  async flush(): Promise<void> {
    try {
      await this.#handle.datasync();
    } catch (error) {
      throw notWritten(this.#file, error);
    }
  }

  /** Appends a text. A failed call appends nothing: the next one overwrites what it left. */
  async append(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    try {
      for (let at = 0; at < bytes.byteLength;) {
        const rest = bytes.byteLength - at;
        at += (await this.#handle.write(bytes, at, rest, this.#sizeBytes + at)).bytesWritten;
      }
    } catch (error) {
      throw notWritten(this.#file, error);
    }
    this.#sizeBytes += bytes.byteLength;
  }

  /** Yields the lines of the draft, without line breaks, some at a time. */
  async *lines(signal: AbortSignal): AsyncGenerator<readonly string[]> {
    for await (const lines of readLines(this.#draft, this.#sizeBytes)) {
      throwIfAborted(signal);
      yield lines;
    }
  }

  /** Puts the draft in its place, where it replaces a file. */
  async finish(): Promise<void> {
    try {
      await this.#handle.truncate(this.#sizeBytes);
      // Without it, a power cut after the rename can leave a file without its contents.
      await this.#handle.sync();
      // Windows renames only closed files.
      await this.#handle.close();
      await rename(this.#draft, this.#file);
    } catch (error) {
      await this.#reopen().catch(() => undefined);
      throw notWritten(this.#file, error);
    }
  }

  /** Keeps the draft usable after `finish` failed. */
  async #reopen(): Promise<void> {
    await this.#handle.close();
    this.#handle = await open(this.#draft, 'r+');
  }

  /** Leaves the draft for another process. */
  close(): Promise<void> {
    return this.#handle.close();
  }

  /** Deletes the draft; does nothing after `finish`. */
  async discard(): Promise<void> {
    await this.#handle.close();
    await rm(this.#draft, { force: true });
  }
}

function notWritten(file: string, error: unknown): Failure {
  const name = path.basename(file);
  const message =
    errorCodeOf(error) === 'ENOSPC'
      ? `“${name}” does not fit on its disk: free some space, or export to another folder`
      : `“${name}” could not be written: choose another folder, or free some space`;
  return new Failure('unavailable', message, { cause: error });
}
