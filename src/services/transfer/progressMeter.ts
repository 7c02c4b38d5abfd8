import { ThroughputMeter } from './throughputMeter.ts';

/** Computes the progress of a transfer: share, rate, time left, and what it waits for. */
export class ProgressMeter {
  readonly #options: ProgressOptions;
  #rate = new ThroughputMeter();
  #latest: Pick<TransferProgress, 'phase' | 'done' | 'of' | 'share'> | undefined;
  #waitReason: WaitReason | undefined;

  constructor(options: ProgressOptions) {
    this.#options = options;
  }

  /** Reports `done` of `of` records in a phase. */
  report(phase: TransferPhase, done: number, of: number): void {
    this.#update({ phase, done, of, share: of === 0 ? 1 : Math.min(1, done / of) });
  }

  /** Like `report`, when the total number of records is unknown. */
  reportShare(phase: TransferPhase, done: number, share: number): void {
    this.#update({ phase, done, share });
  }

  /** Reports at once what the transfer waits for; `undefined` when the wait ends. */
  wait(waitReason: WaitReason | undefined): void {
    if (waitReason === this.#waitReason) return;
    this.#waitReason = waitReason;
    this.#emit();
  }

  #update(latest: Pick<TransferProgress, 'phase' | 'done' | 'of' | 'share'>): void {
    if (latest.phase !== this.#latest?.phase) this.#rate = new ThroughputMeter();
    this.#latest = latest;
    this.#rate.mark(this.#options.now(), latest.done);
    this.#emit();
  }

  #emit(): void {
    const latest = this.#latest ?? { phase: 'reading', done: 0, share: 0 };
    const { perSecond = 0 } = this.#rate;
    const { done, share } = latest;
    const total = latest.of ?? (share > 0 ? done / share : undefined);
    const isMoving = perSecond > 0 && this.#waitReason === undefined;
    this.#options.onProgress({
      ...latest,
      readUnits: this.#options.readUnits?.() ?? 0,
      ...(isMoving ? { perSecond } : {}),
      ...(isMoving && total !== undefined
        ? { secondsLeft: Math.max(0, total - done) / perSecond }
        : {}),
      ...(this.#waitReason === undefined ? {} : { waitReason: this.#waitReason }),
    });
  }
}

/** `listing` finds the records, `reading` moves them, `verifying` compares source and sink. */
export type TransferPhase = 'listing' | 'reading' | 'verifying';

/** What a transfer is waiting for: a response, an unavailable service, or its rate limit. */
export type WaitReason = 'network' | 'service' | 'rateLimit';

export type TransferProgress = {
  readonly phase: TransferPhase;
  readonly done: number;
  /** Total number of records; absent if only the share is known. */
  readonly of?: number;
  /** Share of the phase, from 0 to 1. */
  readonly share: number;
  readonly readUnits: number;
  /** Records per second, and seconds until the phase ends; absent until known. */
  readonly perSecond?: number;
  readonly secondsLeft?: number;
  readonly waitReason?: WaitReason;
};

export type ProgressOptions = {
  readonly onProgress: (progress: TransferProgress) => void;
  /** Clock in milliseconds. */
  readonly now: () => number;
  /** Read units used so far. */
  readonly readUnits?: () => number;
};
