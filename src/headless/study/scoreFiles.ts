import { scoreRun, type RunScore } from '../../model/evaluation/scoreRun.ts';
import { smallestDifference } from '../../model/evaluation/statistics/smallestDifference.ts';
import { bootstrapInterval } from '../../model/evaluation/statistics/bootstrap.ts';
import type { ScoreCommand } from './commandLine.ts';
import { readJudgmentFile, readRunFile } from './judgmentFiles.ts';

/** Measures a TREC run by a file of judgments. Throws `badInput` for files that cannot be read. */
export async function scoreFiles(command: ScoreCommand): Promise<Output> {
  const { measures, leavesOutHopeless, isJson } = command;
  const found = await readJudgmentFile(command.judgmentFile);
  const answers = await readRunFile(command.runFile);
  const score = scoreRun(found.judgments, answers, measures, { leavesOutHopeless });
  const contradictions = found.contradictions.map(
    ({ line, message }) => `${command.judgmentFile}:${line}: ${message}`,
  );
  const notes = [...contradictions, ...notesOf(score)].map((note) => `${note}\n`).join('');
  return { stdout: isJson ? printJson(score) : printTable(score), stderr: notes };
}

/** What a command prints. */
export type Output = { readonly stdout: string; readonly stderr: string };

function printJson(score: RunScore): string {
  const named = (values: readonly number[]): Record<string, number> =>
    Object.fromEntries(score.measures.map(({ name }, at) => [name, values[at] ?? 0]));
  const perQuery = Object.fromEntries(
    score.questions.map(({ question, values }) => [question, named(values)]),
  );
  const { unanswered, withoutRelevant, unjudged } = score;
  const n = score.questions.length;
  const all = { perQuery, mean: named(score.means), n, unanswered, withoutRelevant, unjudged };
  return `${JSON.stringify(all, null, 2)}\n`;
}

function printTable({ measures, means, questions }: RunScore): string {
  const n = questions.length;
  const rows = measures.map(({ name }, at) => {
    const interval = bootstrapInterval(questions.map(({ values }) => values[at] ?? 0));
    const shown = interval ? `${interval.low.toFixed(4)} to ${interval.high.toFixed(4)}` : '';
    return `${name.padEnd(12)} ${(means[at] ?? 0).toFixed(4)}   ${shown}`;
  });
  const power = `With ${n} questions, a difference below about ${smallestDifference(n).toFixed(2)} between two runs cannot be told from chance`;
  return `${[`mean of ${n} questions, with its 95% interval`, ...rows, power].join('\n')}\n`;
}

function notesOf({ unanswered, withoutRelevant, unjudged }: RunScore): readonly string[] {
  return [
    ...note(unanswered, 'without an answer: counted 0'),
    ...note(withoutRelevant, 'without any relevant record: no answer can score there'),
    ...note(unjudged, 'answered, but without judgments: not counted'),
  ];
}

function note(questions: readonly string[], about: string): readonly string[] {
  if (questions.length === 0) return [];
  const some = questions.slice(0, 5).join(', ');
  return [`${questions.length} questions ${about} (${some}${questions.length > 5 ? ', …' : ''})`];
}
