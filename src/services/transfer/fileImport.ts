import { sleep } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';
import type { ImportState } from '../../model/importState.ts';
import type { ImportClient } from '../../pinecone/pineconeClient.ts';
import type { ProgressMeter } from './progress.ts';
import type { Transfer } from './transfer.ts';
import type { Shortfall } from './verify.ts';

export type FileImportParts = {
  readonly imports: ImportClient;
  readonly uri: string;
  /** Whether records that cannot be read are left out; otherwise the first of them ends it. */
  readonly skipsBadRecords: boolean;
  readonly meter: ProgressMeter;
  readonly pollMs: number;
};

/** How long the engine may take to end an import that is not wanted any more. */
const cancelMs = 5000;

/**
 * An import that the engine carries out by itself: source and sink are both there, so that no vector leaves it. Here it is
 * started, followed and cancelled.
 */
export class FileImport implements Transfer {
  readonly #parts: FileImportParts;
  readonly failedAt = 'sink';
  #state: ImportState = { state: 'running', share: 0, imported: 0, refused: 0 };

  constructor(parts: FileImportParts) {
    this.#parts = parts;
  }

  /** As the engine has told it last. */
  get state(): ImportState {
    return this.#state;
  }

  /** Throws `badInput` where a record cannot be read; `state` then says which. */
  async run(signal: AbortSignal): Promise<readonly Shortfall[]> {
    const { imports, uri, skipsBadRecords } = this.#parts;
    const id = await imports.start(uri, skipsBadRecords ? 'continue' : 'abort', signal);
    try {
      await this.#follow(id, signal);
    } catch (error) {
      if (signal.aborted) await this.#cancel(id);
      throw error;
    }
    const { state, error = 'The engine gave no reason' } = this.#state;
    if (state === 'failed') throw new Failure('badInput', error);
    if (state === 'cancelled') throw new Failure('conflict', 'The import was cancelled elsewhere');
    return [];
  }

  async #follow(id: string, signal: AbortSignal): Promise<void> {
    const { imports, meter, pollMs } = this.#parts;
    for (;;) {
      this.#state = await imports.describe(id, signal);
      const { state, imported, share } = this.#state;
      meter.tellShare('reading', imported, share);
      if (state !== 'running') return;
      await sleep(pollMs, signal);
    }
  }

  /** Ends the import, and learns how many records are in. Where the engine does not answer, what it told last stays. */
  async #cancel(id: string): Promise<void> {
    const late = AbortSignal.timeout(cancelMs);
    try {
      await this.#parts.imports.cancel(id, late);
      await this.#follow(id, late);
    } catch {
      // The user has cancelled, and waits for nothing more.
    }
  }
}
