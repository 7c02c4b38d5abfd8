import type { Setup, Study, StudyQuestion } from '../../model/evaluation/study/study.ts';
import type { Answers } from '../../model/evaluation/scoreRun.ts';
import type { Binding, QueryCell } from '../../model/notebook/cell.ts';
import type { CellOutcome } from '../../protocol/notebook.ts';
import { effectiveBinding } from '../queries/cellBinding.ts';
import { StudyBudget } from './studyBudget.ts';
import { countedIds, questionCell } from './questionCell.ts';

/** Asks all questions of a study in one setup. Never rejects: failures are part of the result. */
export async function runStudy(
  study: Study,
  setup: Setup,
  runQuery: RunQuery,
  signal: AbortSignal,
  { earlier = [], onAnswer, onProgress, budget = new StudyBudget() }: StudyRunOptions = {},
): Promise<StudyRun> {
  const known = new Set(study.questions.map(({ id }) => id));
  const answers = new Map(
    earlier.filter(({ question }) => known.has(question)).map((one) => [one.question, one]),
  );
  const failures: StudyFailure[] = [];
  const waiting = study.questions.filter(({ id }) => !answers.has(id)).values();
  const work = async (): Promise<void> => {
    for (const question of waiting) {
      if (signal.aborted || failures.length >= mostFailures || budget.isSpent) return;
      const outcome = await ask(study, setup, question, runQuery, signal);
      if ('ids' in outcome) {
        answers.set(question.id, outcome);
        budget.spend(outcome.readUnits);
        onAnswer?.(outcome);
        onProgress?.(answers.size, study.questions.length);
      } else if (!signal.aborted) failures.push(outcome);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  const ordered = study.questions.flatMap(({ id }) => answers.get(id) ?? []);
  return {
    setup: setup.name,
    binding: { ...study.binding, ...setup.binding },
    answers: ordered,
    failures,
    isComplete: ordered.length === study.questions.length,
  };
}

/** The answer to one question: ranked ids, best first. */
export type StudyAnswer = {
  readonly question: string;
  readonly ids: readonly string[];
  /** Score of each hit; absent in answers that older versions stored. */
  readonly scores?: readonly number[];
  readonly readUnits: number;
};

/** A question that could not be asked, and why. */
export type StudyFailure = { readonly question: string; readonly message: string };

/** How a run of one setup ended. Questions that failed or were not reached have no answer. */
export type StudyRun = {
  readonly setup: string;
  readonly binding: Binding;
  readonly answers: readonly StudyAnswer[];
  readonly failures: readonly StudyFailure[];
  readonly isComplete: boolean;
};

export type StudyRunOptions = {
  /** Answers that an earlier run of this setup stored before it was cut: they are not asked again. */
  readonly earlier?: readonly StudyAnswer[];
  /** Receives each new answer, to store it. */
  readonly onAnswer?: (answer: StudyAnswer) => void;
  /** Ends the run when it is spent. */
  readonly budget?: StudyBudget;
  readonly onProgress?: (done: number, all: number) => void;
};

/** Runs a query cell. Never rejects. */
export type RunQuery = (
  cell: QueryCell,
  binding: Binding,
  signal: AbortSignal,
) => Promise<CellOutcome>;

/** Number of questions that are asked at the same time. */
const concurrency = 4;
/** After this number of failures the rest would most likely fail too. */
const mostFailures = 10;

async function ask(
  study: Study,
  setup: Setup,
  question: StudyQuestion,
  runQuery: RunQuery,
  signal: AbortSignal,
): Promise<StudyAnswer | StudyFailure> {
  const cell = questionCell(question, setup);
  if (!cell) return { question: question.id, message: `It has no ${setup.askBy ?? 'input'}` };
  const outcome = await runQuery(cell, effectiveBinding(cell, study.binding), signal);
  if (outcome.kind === 'hits') {
    const ids = countedIds(
      cell,
      setup,
      outcome.hits.map(({ id }) => id),
    );
    const scoreOf = new Map(outcome.hits.map(({ id, score }) => [id, score]));
    const scores = ids.map((id) => scoreOf.get(id) ?? 0);
    return { question: question.id, ids, scores, readUnits: outcome.usage.readUnits ?? 0 };
  }
  return { question: question.id, message: messageOf(outcome) };
}

/** Says why an outcome is not the one that was asked for. */
export function messageOf(outcome: CellOutcome): string {
  switch (outcome.kind) {
    case 'invalid':
      return outcome.problems.map(({ message }) => message).join('. ');
    case 'failed':
      return outcome.message;
    case 'stopped':
      return 'Stopped';
    case 'hits':
    case 'map':
    case 'explanations':
    case 'comparison':
      return 'The cell is of another kind';
  }
}

/** Returns the answers by question. */
export function answersOfRun({ answers }: Pick<StudyRun, 'answers'>): Answers {
  return new Map(answers.map(({ question, ids }) => [question, ids]));
}
