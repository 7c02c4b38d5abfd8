import * as vscode from 'vscode';
import { Failure } from '../../../common/failure.ts';
import { isRelevant, type Judgments } from '../../../model/evaluation/measures/gradedAnswer.ts';
import { parseReports } from '../../../model/evaluation/report/reportFile.ts';
import { reportRun, type RunAnswers } from '../../../model/evaluation/report/runReport.ts';
import { printGate } from '../../../model/evaluation/study/gates.ts';
import { answersOfRun } from '../../../services/studies/studyRuns.ts';
import type { StudySession } from '../../../services/studies/studySession.ts';
import { textOf } from './textOf.ts';

/**
 * Reports gates at the file, and at these questions below it: a question fails if none of its relevant records was found,
 * or if it misses a gate of each question.
 */
export async function reportTests(
  file: vscode.TestItem,
  questions: readonly vscode.TestItem[],
  session: StudySession,
  run: vscode.TestRun,
): Promise<void> {
  const study = session.study();
  const { judgments } = session;
  const { failure } = session.state as { failure?: string };
  if (failure !== undefined) throw new Failure('unavailable', failure);
  const baselines = file.uri ? await readBaseline(file.uri) : [];
  const messages: vscode.TestMessage[] = [];
  const failing = new Map<string, vscode.TestMessage>();
  for (const setup of study.setups) {
    const newest = session.newestScore(setup.name);
    if (!newest) continue;
    const answers = { ...newest.run, answers: answersOfRun(newest.run) };
    const baseline = baselines.find((one) => one.setup === setup.name);
    const { gates } = reportRun({ ...study, judgments, unchecked: new Map() }, answers, baseline);
    for (const { gate, state, found, questions: missing } of gates) {
      if (state !== 'failed') continue;
      messages.push(new vscode.TestMessage(`${setup.name}: ${printGate(gate)}: ${found}`));
      if (gate.kind !== 'each') continue;
      for (const id of missing) failing.set(id, lossOf(judgments, answers, id));
    }
    for (const { id } of study.questions)
      if (foundNothing(judgments, answers, id)) failing.set(id, lossOf(judgments, answers, id));
  }
  for (const child of questions) {
    const message = failing.get(child.label);
    if (!message) run.passed(child);
    else {
      if (child.uri && child.range) message.location = new vscode.Location(child.uri, child.range);
      run.failed(child, message);
    }
  }
  if (messages.length > 0) run.failed(file, messages);
  else run.passed(file);
}

function foundNothing(judgments: Judgments, { answers }: RunAnswers, question: string): boolean {
  const grades = judgments.get(question) ?? new Map<string, number>();
  const relevant = [...grades].filter(([, grade]) => isRelevant(grade)).map(([id]) => id);
  const found = new Set(answers.get(question));
  return relevant.length > 0 && !relevant.some((id) => found.has(id));
}

/** The expected ids beside the found ones, as a diff. */
function lossOf(
  judgments: Judgments,
  { answers, setup }: RunAnswers,
  question: string,
): vscode.TestMessage {
  const grades = judgments.get(question) ?? new Map<string, number>();
  const expected = [...grades]
    .filter(([, grade]) => isRelevant(grade))
    .sort(([, a], [, b]) => b - a)
    .map(([id]) => id);
  const found = answers.get(question) ?? [];
  const message = vscode.l10n.t(
    '{0}: {1} of {2} relevant records found',
    setup,
    expected.filter((id) => found.includes(id)).length,
    expected.length,
  );
  return vscode.TestMessage.diff(message, expected.join('\n'), found.join('\n'));
}

/** Reads `NAME.baseline.json` beside the study, if it is there. */
async function readBaseline(study: vscode.Uri): Promise<readonly RunAnswers[]> {
  const file = study.with({ path: study.path.replace(/\.vecstudy$/, '.baseline.json') });
  let text: string;
  try {
    text = await textOf(file);
  } catch {
    return [];
  }
  const runs = parseReports(text);
  if (typeof runs === 'string') throw new Failure('badInput', `${file.path}: ${runs}`);
  return runs;
}
