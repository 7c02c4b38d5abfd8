import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';

/**
 * A new folder among this machine's temporary files, accessible to this user only. Disposing deletes it with its
 * content, and so does the end of the process, also after an uncaught error.
 */
export class TemporaryFolder implements Disposable {
  readonly path: string;
  readonly #delete = (): void =>
    // Windows refuses to delete a file that another program is reading.
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });

  /** Throws `unavailable` if the folder cannot be created. */
  constructor() {
    try {
      this.path = mkdtempSync(path.join(tmpdir(), 'vectorscope-ephemeral-'));
    } catch (error) {
      const message = `No folder can be created in ${tmpdir()}: check that you may write there`;
      throw new Failure('unavailable', message, { cause: error });
    }
    process.once('exit', this.#delete);
  }

  dispose(): void {
    process.off('exit', this.#delete);
    this.#delete();
  }
}
