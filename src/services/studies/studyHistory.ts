import type { StudyAnswer } from './studyRuns.ts';

/** Prints the start of a run as a line of the store. */
export function startLine(run: RunStart): string {
  return JSON.stringify({ start: run });
}

/** A run of one setup as it is stored. */
export type StoredRun = {
  readonly id: string;
  readonly setup: string;
  readonly index: string;
  readonly namespace: string;
  readonly startedAtMs: number;
  /** What was asked: a run goes on only if nothing of it changed. */
  readonly asked: string;
  readonly answers: readonly StudyAnswer[];
  readonly isComplete: boolean;
};

export type RunStart = Omit<StoredRun, 'answers' | 'isComplete'>;

/** Lines of text that only grow, so that a run that is cut keeps its answers. */
export type StudyStore = {
  read(): Promise<readonly string[]>;
  append(line: string): Promise<void>;
};

export function answerLine(run: string, answer: StudyAnswer): string {
  return JSON.stringify({ run, answer });
}

export function endLine(run: string): string {
  return JSON.stringify({ end: run });
}

/** Reads stored runs, oldest first. Skips lines that cannot be read: the last one may be cut. */
export function readHistory(lines: readonly string[]): readonly StoredRun[] {
  const runs = new Map<string, { start: RunStart; answers: StudyAnswer[]; isComplete: boolean }>();
  for (const line of lines) {
    const value = parsed(line);
    const start = startOf(value['start']);
    if (start) runs.set(start.id, { start, answers: [], isComplete: false });
    const answer = answerOf(value['answer']);
    if (answer) runs.get(text(value['run']))?.answers.push(answer);
    const ended = runs.get(text(value['end']));
    if (ended) ended.isComplete = true;
  }
  return [...runs.values()].map(({ start, ...rest }) => ({ ...start, ...rest }));
}

type Members = Readonly<Record<string, unknown>>;

function parsed(line: string): Members {
  try {
    return membersOf(JSON.parse(line));
  } catch {
    return {};
  }
}

function startOf(value: unknown): RunStart | undefined {
  const { id, setup, index, namespace, startedAtMs, asked } = membersOf(value);
  if (typeof startedAtMs !== 'number' || text(id) === '') return undefined;
  return {
    id: text(id),
    setup: text(setup),
    index: text(index),
    namespace: text(namespace),
    startedAtMs,
    asked: text(asked),
  };
}

function answerOf(value: unknown): StudyAnswer | undefined {
  const { question, ids, scores, readUnits } = membersOf(value);
  if (typeof question !== 'string' || !Array.isArray(ids)) return undefined;
  const isScored = Array.isArray(scores) && scores.every((one) => typeof one === 'number');
  return {
    question,
    ids: ids.filter((id) => typeof id === 'string'),
    ...(isScored && scores.length === ids.length && { scores }),
    readUnits: typeof readUnits === 'number' ? readUnits : 0,
  };
}

function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
