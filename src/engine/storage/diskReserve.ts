import { randomFillSync } from 'node:crypto';
import { appendFileSync, rmSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../../common/disposables.ts';
import { isDiskFull } from './diskFailure.ts';

/**
 * A file that reserves disk space, so that records, namespaces, indexes and backups can be deleted on a full disk.
 * A deletion that finds the disk full releases it; it grows again once there is space.
 */
export class DiskReserve implements Disposable {
  readonly #file: string;
  readonly #defaultSizeBytes: number;
  #isEnabled = false;
  #step: NodeJS.Immediate | undefined;

  constructor(dataFolder: string, sizeBytes = defaultSizeBytes) {
    this.#file = path.join(dataFolder, 'reserve');
    this.#defaultSizeBytes = sizeBytes;
  }

  dispose(): void {
    this.#isEnabled = false;
    this.#stop();
  }

  /** Releases the reserve if the disk has too little space to start an engine. */
  releaseIfTooFullToStart(): void {
    if (this.#freeBytes() < minStartBytes) this.release();
  }

  /** Starts growing the reserve, to at most half of the free disk space, one step at a time between other work. */
  enable(): void {
    this.#isEnabled = true;
    this.#refill();
  }

  /** Deletes the reserve file. Returns false if there was none. */
  release(): boolean {
    this.#stop();
    const sizeBytes = this.#sizeBytes();
    rmSync(this.#file, { force: true });
    return sizeBytes > 0;
  }

  /** Runs work that frees disk space. If the disk is full, releases the reserve and runs it again. */
  retryWithReserve<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!isDiskFull(error) || !this.release()) throw error;
      return this.#refillNow(work());
    } finally {
      this.#refill();
    }
  }

  /** Same as `retryWithReserve`, for asynchronous work. */
  async retryWithReserveAsync<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isDiskFull(error) || !this.release()) throw error;
      return this.#refillNow(await work());
    } finally {
      this.#refill();
    }
  }

  #stop(): void {
    clearImmediate(this.#step);
    this.#step = undefined;
  }

  #refill(): void {
    if (!this.#isEnabled) return;
    this.#step ??= setImmediate(() => {
      this.#step = undefined;
      if (this.#grow()) this.#refill();
    });
  }

  /** Grows the reserve at once, before other programs fill the disk again. */
  #refillNow<T>(result: T): T {
    while (this.#isEnabled && this.#grow());
    return result;
  }

  /** Adds one step. Returns false if the reserve has its full size. */
  #grow(): boolean {
    const sizeBytes = this.#sizeBytes();
    const room = (this.#freeBytes() + sizeBytes) * freeShare;
    const missing = Math.floor(Math.min(this.#defaultSizeBytes, room)) - sizeBytes;
    if (missing < minGrowthBytes) return false;
    try {
      // Random bytes: file systems with compression would reserve no space for zeros.
      const bytes = randomFillSync(new Uint8Array(Math.min(missing, stepBytes)));
      appendFileSync(this.#file, bytes, { mode: 0o600 });
      return true;
    } catch {
      return false;
    }
  }

  #sizeBytes(): number {
    return statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0;
  }

  #freeBytes(): number {
    try {
      const { bavail, bsize } = statfsSync(path.dirname(this.#file));
      return bavail * bsize;
    } catch {
      return 0;
    }
  }
}

/**
 * A deletion on a full disk first checkpoints the write-ahead log, which may grow the file by 1,000 pages of 16 KB.
 * It then writes its own pages: the second half suffices for deleting 300 records at random positions.
 */
const defaultSizeBytes = 32 * 1024 * 1024;

/** The share of the free disk space that the reserve may take. */
const freeShare = 1 / 2;

/** The reserve does not grow by less than this. */
const minGrowthBytes = 64 * 1024;

/** The free space that starting an engine needs. */
const minStartBytes = 1024 * 1024;

/** Bytes written in one step, about a millisecond. */
const stepBytes = 1024 * 1024;
