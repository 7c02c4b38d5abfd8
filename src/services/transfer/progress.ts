import { RateMeter } from './pace.ts';

/** `listing` finds out what there is to move, `reading` moves it, `verifying` compares what came with what was to come. */
export type TransferPhase = 'listing' | 'reading' | 'verifying';

/** What a transfer waits for while nothing comes: an answer at all, a service that is down, or its rate limit. */
export type WaitsFor = 'network' | 'service' | 'rateLimit';

export type TransferProgress = {
  readonly phase: TransferPhase;
  readonly done: number;
  /** How many there will be; absent where only the share is known. */
  readonly of?: number;
  /** Of the phase, from 0 to 1. */
  readonly share: number;
  readonly readUnits: number;
  /** Records a second, and seconds until the phase ends; absent as long as too little is known. */
  readonly perSecond?: number;
  readonly secondsLeft?: number;
  readonly waitsFor?: WaitsFor;
};

export type ProgressOptions = {
  readonly onProgress: (progress: TransferProgress) => void;
  /** Milliseconds. */
  readonly now: () => number;
  /** Read units spent so far. */
  readonly readUnits?: () => number;
};

/** Tells how far a transfer is, how fast it goes, and what it waits for. */
export class ProgressMeter {
  readonly #options: ProgressOptions;
  #rate = new RateMeter();
  #latest: Pick<TransferProgress, 'phase' | 'done' | 'of' | 'share'> | undefined;
  #waitsFor: WaitsFor | undefined;

  constructor(options: ProgressOptions) {
    this.#options = options;
  }

  /** `of` records will be done when the phase ends. */
  tell(phase: TransferPhase, done: number, of: number): void {
    this.#tell({ phase, done, of, share: of === 0 ? 1 : Math.min(1, done / of) });
  }

  /** As `tell`, where it is not known how many records there will be. */
  tellShare(phase: TransferPhase, done: number, share: number): void {
    this.#tell({ phase, done, share });
  }

  /** Says at once what the transfer waits for, or that it waits no more. */
  wait(waitsFor: WaitsFor | undefined): void {
    if (waitsFor === this.#waitsFor) return;
    this.#waitsFor = waitsFor;
    this.#emit();
  }

  #tell(latest: Pick<TransferProgress, 'phase' | 'done' | 'of' | 'share'>): void {
    if (latest.phase !== this.#latest?.phase) this.#rate = new RateMeter();
    this.#latest = latest;
    this.#rate.mark(this.#options.now(), latest.done);
    this.#emit();
  }

  #emit(): void {
    const latest = this.#latest ?? { phase: 'reading', done: 0, share: 0 };
    const { perSecond = 0 } = this.#rate;
    const { done, share } = latest;
    const total = latest.of ?? (share > 0 ? done / share : undefined);
    const isMoving = perSecond > 0 && this.#waitsFor === undefined;
    this.#options.onProgress({
      ...latest,
      readUnits: this.#options.readUnits?.() ?? 0,
      ...(isMoving ? { perSecond } : {}),
      ...(isMoving && total !== undefined
        ? { secondsLeft: Math.max(0, total - done) / perSecond }
        : {}),
      ...(this.#waitsFor === undefined ? {} : { waitsFor: this.#waitsFor }),
    });
  }
}
