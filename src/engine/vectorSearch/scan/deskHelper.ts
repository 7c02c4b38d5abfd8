import type { MemoryRef } from '../quantize/codeSegment.ts';
import type { DeskState } from './deskState.ts';
import type { FirstPass } from './quantizedScan.ts';
import type { RowScorer } from '../exact/rowScorer.ts';
import { ScanDesk, type DeskRef } from './scanDesk.ts';
import { scoreShares } from './scoreShares.ts';

/** A thread's part in searches that others have begun. */
export class DeskHelper {
  readonly #state: DeskState;
  readonly #firstPass: FirstPass;
  readonly #scorer: RowScorer;
  readonly #slot: number;
  readonly #memories = new Map<number, WebAssembly.Memory>();
  #desk: ScanDesk | undefined;

  constructor(state: DeskState, firstPass: FirstPass, scorer: RowScorer, slot: number) {
    this.#state = state;
    this.#firstPass = firstPass;
    this.#scorer = scorer;
    this.#slot = slot;
  }

  know(memories: readonly MemoryRef[]): void {
    for (const { id, memory } of memories) this.#memories.set(id, memory);
  }

  forget(id: number): void {
    this.#memories.delete(id);
  }

  sitAt(desk: DeskRef): void {
    this.#desk = new ScanDesk(desk);
  }

  /** Takes part in what lies open, as far as this thread knows all of it, until nothing is left to be taken. */
  help(): void {
    try {
      if (this.#state.enter() === this.#desk?.id) this.#work(this.#desk);
    } finally {
      this.#state.leave();
    }
  }

  #work(desk: ScanDesk): void {
    const job = desk.read((id) => this.#memories.get(id));
    if (job === undefined) return;
    try {
      if ('score' in job) scoreShares(this.#scorer, job.score, desk.control);
      else {
        const kept = this.#firstPass.run(job.scan.plan, desk.control);
        if (kept.hasWorked) job.scan.rooms.put(this.#slot, kept);
      }
    } catch (error) {
      // The asker finds its search stopped, and begins it anew.
      desk.control.stop();
      throw error;
    }
  }
}
