import { randomFillSync } from 'node:crypto';
import { appendFileSync, rmSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../../common/disposables.ts';
import { isDiskFull } from './diskFailure.ts';

/**
 * A deletion on a full disk first has the log of an index written back into its file, which may grow by the 1,000 pages of 16
 * KB that SQLite lets a log have, then writes its own pages: as much again holds a deletion of 300 records at random places.
 */
const defaultSizeBytes = 32 * 1024 * 1024;

/** The part of the free disk that the reserve may take. */
const freeShare = 1 / 2;

/** Smaller additions are not worth a write. */
const minGrowthBytes = 64 * 1024;

/** Less than this, and an engine cannot start. */
const minStartBytes = 1024 * 1024;

/** Written at once: about a millisecond. */
const stepBytes = 1024 * 1024;

/**
 * A file in the data folder that holds disk space back, so that records, namespaces, indexes and backups can be deleted on a
 * full disk. It is given up for a deletion that finds the disk full, and made again once there is room.
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

  /** Gives the reserve up where the disk has no room to start an engine. */
  releaseIfTooFullToStart(): void {
    if (this.#freeBytes() < minStartBytes) this.release();
  }

  /** Keeps the reserve from now on: as large as half of the free disk allows, made a step at a time between other work. */
  enable(): void {
    this.#isEnabled = true;
    this.#refill();
  }

  /** Gives the space back to the disk. Returns false where there was none. */
  release(): boolean {
    this.#stop();
    const sizeBytes = this.#sizeBytes();
    rmSync(this.#file, { force: true });
    return sizeBytes > 0;
  }

  /** Does work that frees space, a second time with the space of the reserve where the disk is full. */
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

  /** The same for work that takes a while. */
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

  /** Takes back at once what a deletion has left, before others fill the disk again. */
  #refillNow<T>(result: T): T {
    while (this.#isEnabled && this.#grow());
    return result;
  }

  /** Adds one step. False where it is as large as it may be. */
  #grow(): boolean {
    const sizeBytes = this.#sizeBytes();
    const room = (this.#freeBytes() + sizeBytes) * freeShare;
    const missing = Math.floor(Math.min(this.#defaultSizeBytes, room)) - sizeBytes;
    if (missing < minGrowthBytes) return false;
    try {
      // Not zeros: file systems that compress would hold no space back for them.
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
