import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type * as vscode from 'vscode';
import type { StudyStore } from '../../services/studies/studyHistory.ts';

/** Stores the runs of a study in a file of the workspace's storage, one line for each answer. */
export class StudyFile implements StudyStore {
  readonly #file: string;
  /** Appends in order: each waits for the one before. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: vscode.Uri, study: vscode.Uri) {
    const name = createHash('sha256').update(study.toString()).digest('hex').slice(0, 32);
    this.#file = path.join(folder.fsPath, `${name}.jsonl`);
  }

  async read(): Promise<readonly string[]> {
    const text = await readFile(this.#file, 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }

  append(line: string): Promise<void> {
    const done = this.#last.then(async () => {
      await mkdir(path.dirname(this.#file), { recursive: true });
      await appendFile(this.#file, `${line}\n`, { mode: 0o600 });
    });
    this.#last = done.catch(() => undefined);
    return done;
  }
}
