import { compareIds } from '../../idOrder.ts';
import type { Answers } from '../scoreRun.ts';
import { shortened, type LineProblem, type LineReader } from './judgmentSink.ts';
import { splitColumns } from './trecQrels.ts';

type ScoredId = { readonly id: string; readonly score: number };

/** Reads a TREC run: `query Q0 id rank score tag`. */
export class TrecRunReader implements LineReader {
  readonly #hits = new Map<string, ScoredId[]>();
  readonly #onProblem: (problem: LineProblem) => void;

  constructor(onProblem: (problem: LineProblem) => void) {
    this.#onProblem = onProblem;
  }

  read(text: string, line: number): void {
    const columns = splitColumns(text);
    if (columns.length === 0) return;
    const [question = '', , id = '', , typed = ''] = columns;
    const score = Number(typed);
    if (columns.length < 5 || columns.length > 6)
      this.#onProblem({
        line,
        message: `Expected “query Q0 id rank score tag”, found ${columns.length} columns: “${shortened(text)}”`,
      });
    else if (!Number.isFinite(score))
      this.#onProblem({ line, message: `“${shortened(typed)}” is no score: use a number` });
    else {
      const hits = this.#hits.get(question);
      if (hits) hits.push({ id, score });
      else this.#hits.set(question, [{ id, score }]);
    }
  }

  end(): void {}

  /** Returns the answers as trec_eval orders them: by score in single precision, ties by id, both descending. */
  answers(): Answers {
    return new Map([...this.#hits].map(([question, hits]) => [question, orderedIds(hits)]));
  }
}

function orderedIds(hits: readonly ScoredId[]): readonly string[] {
  return hits
    .map(({ id, score }) => ({ id, score: Math.fround(score) }))
    .sort((a, b) => b.score - a.score || compareIds(b.id, a.id))
    .map(({ id }) => id);
}
