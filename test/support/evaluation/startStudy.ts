import type { CollectedJudgments } from '../../../src/model/evaluation/files/collectedJudgments.ts';
import { carryOut, type Calculate } from '../../../src/model/evaluation/calculations.ts';
import { parseStudy } from '../../../src/model/evaluation/study/parseStudy.ts';
import type { QueryCell } from '../../../src/model/notebook/cell.ts';
import type { CellOutcome } from '../../../src/protocol/notebook.ts';
import type { ExplainRecord } from '../../../src/services/studies/runResults.ts';
import { StudySession } from '../../../src/services/studies/studySession.ts';

/** Starts a session whose index is a function. The score of a hit is 1 divided by its rank. */
export function startStudy(options: StudyOptions = {}): StartedStudy {
  const { lines = [], failing, answer = usualAnswer } = options;
  const asked: string[] = [];
  let lastId = 0;
  const session = new StudySession(parseStudy(options.text ?? smallStudy), {
    runQuery: (cell: QueryCell): Promise<CellOutcome> => {
      const { by, value } = cell.input;
      if (value === failing) return Promise.resolve({ kind: 'failed', message: 'no' });
      asked.push(`${by} ${value} ${cell.topK}`);
      return Promise.resolve(outcomeOf(answer(cell)));
    },
    explain: (...query) => (options.explain ?? unexplained)(...query),
    calculate: options.calculate ?? ((kind, params) => Promise.resolve(carryOut(kind, params))),
    store: {
      read: () => Promise.resolve(lines.slice()),
      append: (line) => {
        lines.push(line);
        return Promise.resolve();
      },
    },
    moreJudgments: () => Promise.resolve(options.judgmentFile),
    missingIds: (_binding, ids) =>
      Promise.resolve(ids.filter((id) => options.missing?.includes(id))),
    newId: () => `${lines.length}-${++lastId}`,
    now: () => 1000,
  });
  return { session, asked };
}

/** Two questions, each asked by its text and by its record. */
export const smallStudy = `vecstudy 1
environment: local
index: docs
measures: RR@10, Judged@10

### setup words
ask by: text

### setup records
ask by: id

### question one
text: first
id: a

### question two
text: second
id: b

### judgments
one 1 a1
two 1 b1
two 0 b2
`;

export type StudyOptions = {
  /** Lines of the store. */
  readonly lines?: string[];
  /** The input of a query that fails. */
  readonly failing?: string;
  readonly text?: string;
  /** Ranked ids for a query; default: `a1, x, a2` for the question `one`, else `b2, b1, x`. */
  readonly answer?: (cell: QueryCell) => readonly string[];
  readonly explain?: ExplainRecord;
  readonly judgmentFile?: CollectedJudgments;
  /** Ids that no record has. */
  readonly missing?: readonly string[];
  readonly calculate?: Calculate;
};

export type StartedStudy = { readonly session: StudySession; readonly asked: readonly string[] };

function usualAnswer({ id }: QueryCell): readonly string[] {
  return id === 'one' ? ['a1', 'x', 'a2'] : ['b2', 'b1', 'x'];
}

function outcomeOf(ids: readonly string[]): CellOutcome {
  return {
    kind: 'hits',
    hits: ids.map((id, at) => ({ id, score: 1 / (at + 1), metadata: {}, values: [] })),
    metric: 'cosine',
    usage: { readUnits: 1 },
    tookMs: 1,
    binding: { environment: 'local', index: 'docs', namespace: '__default__' },
  };
}

function unexplained(): Promise<CellOutcome> {
  return Promise.resolve({ kind: 'failed', message: 'no' });
}
