import { sleep } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';
import type { ImportState } from '../../model/importState.ts';
import type { ImportClient } from '../../pinecone/pineconeClient.ts';
import type { ProgressMeter } from './progressMeter.ts';
import type { Transfer } from './transfer.ts';
import type { Shortfall } from './verifyTransfer.ts';

/** Runs a file import in the engine, which reads the file itself: starts, follows and cancels it. */
export class FileImport implements Transfer {
  readonly #deps: FileImportDeps;
  readonly failedAt = 'sink';
  #state: ImportState = { state: 'running', share: 0, imported: 0, refused: 0 };

  constructor(deps: FileImportDeps) {
    this.#deps = deps;
  }

  /** Returns the state that the engine last reported. */
  get state(): ImportState {
    return this.#state;
  }

  /** Throws `badInput` if a record cannot be read; `state` then names it. */
  async run(signal: AbortSignal): Promise<readonly Shortfall[]> {
    const { imports, uri, skipsBadRecords } = this.#deps;
    const id = await imports.start(uri, skipsBadRecords ? 'continue' : 'abort', signal);
    try {
      await this.#follow(id, signal);
    } catch (error) {
      if (signal.aborted) await this.#cancel(id);
      throw error;
    }
    const { state, error = 'The engine returned no reason' } = this.#state;
    if (state === 'failed') throw new Failure('badInput', error);
    if (state === 'cancelled') throw new Failure('conflict', 'The import was cancelled elsewhere');
    return [];
  }

  async #follow(id: string, signal: AbortSignal): Promise<void> {
    const { imports, meter, pollMs } = this.#deps;
    for (;;) {
      this.#state = await imports.describe(id, signal);
      const { state, imported, share } = this.#state;
      meter.reportShare('reading', imported, share);
      if (state !== 'running') return;
      await sleep(pollMs, signal);
    }
  }

  /**
   * Cancels the import and reads the final number of records. Keeps the last known state if the engine does not
   * respond.
   */
  async #cancel(id: string): Promise<void> {
    const late = AbortSignal.timeout(cancelMs);
    try {
      await this.#deps.imports.cancel(id, late);
      await this.#follow(id, late);
    } catch {
      // The user has cancelled and waits for nothing more.
    }
  }
}

export type FileImportDeps = {
  readonly imports: ImportClient;
  readonly uri: string;
  /** Whether to skip records that cannot be read; otherwise the first one ends the import. */
  readonly skipsBadRecords: boolean;
  readonly meter: ProgressMeter;
  readonly pollMs: number;
};

/** Time for the engine to stop a cancelled import. */
const cancelMs = 5000;
