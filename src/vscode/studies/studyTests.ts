import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import { parseReports } from '../../model/evaluation/report/reportFile.ts';
import { reportRun, type RunAnswers } from '../../model/evaluation/report/runReport.ts';
import { effectiveJudgments, type Study } from '../../model/evaluation/study/study.ts';
import { printGate } from '../../model/evaluation/study/gates.ts';
import { isRelevant } from '../../model/evaluation/measures/gradedAnswer.ts';
import { answersOfRun } from '../../services/studies/studyRuns.ts';
import type { StudySession } from '../../services/studies/studySession.ts';
import type { OpenStudies } from './openStudies.ts';

const pattern = '**/*.vecstudy';

/** Shows studies in the Test Explorer: each file, below it its gates and questions. */
export function registerStudyTests(studies: OpenStudies): Disposable {
  const resources = new Disposables();
  const controller = resources.own(
    vscode.tests.createTestController('vectorscope.studies', 'Vectorscope'),
  );
  const tests = new StudyTests(controller, studies);
  // Files are looked for when somebody opens the Test Explorer.
  controller.resolveHandler = async (item) => {
    if (item?.uri) await tests.addQuestions(item);
    else if (!item) for (const uri of await vscode.workspace.findFiles(pattern)) tests.addFile(uri);
  };
  controller.refreshHandler = async () => {
    for (const uri of await vscode.workspace.findFiles(pattern)) tests.addFile(uri);
  };
  resources.own(
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      if (uri.path.endsWith('.vecstudy')) void tests.addQuestions(tests.addFile(uri));
    }),
  );
  const profile = resources.own(
    controller.createRunProfile(
      vscode.l10n.t('Run'),
      vscode.TestRunProfileKind.Run,
      (request, token) => tests.run(request, token),
      true,
    ),
  );
  profile.supportsContinuousRun = false;
  return resources;
}

class StudyTests {
  readonly #controller: vscode.TestController;
  readonly #studies: OpenStudies;
  #last: Promise<unknown> = Promise.resolve();

  constructor(controller: vscode.TestController, studies: OpenStudies) {
    this.#controller = controller;
    this.#studies = studies;
  }

  addFile(uri: vscode.Uri): vscode.TestItem {
    const id = uri.toString();
    const known = this.#controller.items.get(id);
    if (known) return known;
    const item = this.#controller.createTestItem(id, uri.path.split('/').at(-1) ?? '', uri);
    item.canResolveChildren = true;
    this.#controller.items.add(item);
    return item;
  }

  /** Shows a file's questions below it, or what is wrong with it. */
  async addQuestions(item: vscode.TestItem): Promise<void> {
    const { uri } = item;
    if (!uri) return;
    const parsed = this.#studies.parse(await textOf(uri));
    item.error = parsed.isValid ? '' : (parsed.problems[0]?.message ?? '');
    const questions = parsed.isValid ? parsed.study.questions : [];
    item.children.replace(
      questions.map(({ id, line, inputs }) => {
        const child = this.#controller.createTestItem(`${item.id}#${id}`, id, uri);
        child.range = new vscode.Range(line, 0, line, 0);
        child.description = inputs.text ?? inputs.id ?? '';
        return child;
      }),
    );
  }

  /** Runs after the runs that were requested before: a study answers one at a time. */
  run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const done = this.#last.then(() => this.#run(request, token));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.#controller.createTestRun(request);
    const files = new Set(
      (request.include ?? itemsOf(this.#controller.items)).map((item) => item.parent ?? item),
    );
    try {
      for (const file of files)
        if (!token.isCancellationRequested) await this.#runFile(file, run, token);
    } finally {
      run.end();
    }
  }

  async #runFile(
    file: vscode.TestItem,
    run: vscode.TestRun,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const { uri } = file;
    if (!uri) return;
    await this.addQuestions(file);
    run.started(file);
    for (const child of itemsOf(file.children)) run.started(child);
    const session = this.#studies.session(uri, await textOf(uri));
    const stopping = token.onCancellationRequested(() => session.stop());
    try {
      await session.run();
      await report(file, session, run);
    } catch (error) {
      run.errored(file, new vscode.TestMessage(Failure.from(error).message));
    } finally {
      stopping.dispose();
    }
  }
}

/** Reports gates at the file, and the questions of which no relevant record was found, or which miss their own gate. */
async function report(
  file: vscode.TestItem,
  session: StudySession,
  run: vscode.TestRun,
): Promise<void> {
  const study = session.study();
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
    const { gates } = reportRun(study, answers, baseline);
    for (const { gate, state, found, questions } of gates) {
      if (state !== 'failed') continue;
      messages.push(new vscode.TestMessage(`${setup.name}: ${printGate(gate)}: ${found}`));
      if (gate.kind !== 'each') continue;
      for (const id of questions) failing.set(id, lossOf(study, answers, id));
    }
    for (const { id } of study.questions)
      if (foundNothing(study, answers, id)) failing.set(id, lossOf(study, answers, id));
  }
  for (const child of itemsOf(file.children)) {
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

function foundNothing(study: Study, { answers }: RunAnswers, question: string): boolean {
  const grades = effectiveJudgments(study).get(question) ?? new Map<string, number>();
  const relevant = [...grades].filter(([, grade]) => isRelevant(grade)).map(([id]) => id);
  const found = new Set(answers.get(question));
  return relevant.length > 0 && !relevant.some((id) => found.has(id));
}

/** The expected ids beside the found ones, as a diff. */
function lossOf(
  study: Study,
  { answers, setup }: RunAnswers,
  question: string,
): vscode.TestMessage {
  const grades = effectiveJudgments(study).get(question) ?? new Map<string, number>();
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

async function textOf(uri: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  return open?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

function itemsOf(items: vscode.TestItemCollection): vscode.TestItem[] {
  const all: vscode.TestItem[] = [];
  items.forEach((item) => all.push(item));
  return all;
}
