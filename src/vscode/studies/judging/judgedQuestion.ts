import path from 'node:path';
import type * as vscode from 'vscode';
import { Failure } from '../../../common/failure.ts';
import type { JudgingCalls, JudgingStart } from '../../../protocol/judging.ts';
import type { StudySession } from '../../../services/studies/studySession.ts';
import type { StudyEdits } from './studyEdits.ts';
import { readJudgedRecords, type ReadRecordsDeps } from './readJudgedRecords.ts';

/** A question of a study that another view judges records for. */
export type JudgedQuestion = {
  readonly uri: vscode.Uri;
  readonly id: string;
  readonly asked: string;
  readonly session: StudySession;
  readonly edits: StudyEdits;
  /** Records to judge besides the hits of the study's runs. */
  readonly records: readonly string[];
};

/** Records that are judged in one go. */
const mostPooled = 500;

/** The judging in progress of one view that is not a study's. */
export class ViewJudging {
  readonly #deps: ReadRecordsDeps;
  #current: JudgedQuestion | undefined;

  constructor(deps: ReadRecordsDeps) {
    this.#deps = deps;
  }

  /** Begins with a question; `undefined` if the user chose none. */
  async begin(question: JudgedQuestion | undefined): Promise<JudgingStart | null> {
    this.#current = question;
    if (!question) return null;
    const { uri, id, asked, session, records } = question;
    await session.load();
    const pool = session.pool(id, [{ question: id, ids: records }]).slice(0, mostPooled);
    return { asked, study: path.posix.basename(uri.path), pool };
  }

  records(
    { ids }: JudgingCalls['judging.records']['params'],
    signal: AbortSignal,
  ): Promise<JudgingCalls['judging.records']['result']> {
    const { binding } = this.#question().session.study();
    return readJudgedRecords(this.#deps, binding, ids, signal);
  }

  grade({ question, record, grade }: JudgingCalls['judging.grade']['params']): Promise<void> {
    return this.#question().edits.judge(question, record, grade ?? undefined);
  }

  #question(): JudgedQuestion {
    if (this.#current) return this.#current;
    throw new Failure('badInput', 'No question is judged in this view');
  }
}
