import * as vscode from 'vscode';
import { Failure } from '../../../common/failure.ts';
import { shownQuestion } from '../../../model/evaluation/study/askOptions.ts';
import type { StudySession } from '../../../services/studies/studySession.ts';
import type { OpenStudies } from '../openStudies.ts';
import { JudgmentCoverage } from './reportCoverage.ts';
import { reportTests } from './reportTests.ts';
import { textOf } from './textOf.ts';

/** The studies of the workspace as tests: each file, below it its questions. */
export class StudyTests {
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
      questions.map((question) => {
        const { id, line } = question;
        const child = this.#controller.createTestItem(`${item.id}#${id}`, id, uri);
        child.range = new vscode.Range(line, 0, line, 0);
        child.description = shownQuestion(question);
        return child;
      }),
    );
  }

  /** Runs after the runs that were requested before: a study answers one at a time. */
  run(
    request: vscode.TestRunRequest,
    kind: RunKind,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const done = this.#last.then(() => this.#run(request, kind, token));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #run(
    request: vscode.TestRunRequest,
    kind: RunKind,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const run = this.#controller.createTestRun(request);
    const chosen = request.include ?? itemsOf(this.#controller.items);
    const files = new Set(chosen.map((item) => item.parent ?? item));
    try {
      for (const file of files) {
        if (token.isCancellationRequested) break;
        const isWhole = chosen.includes(file);
        const own = new Set(
          chosen.filter(({ parent }) => parent === file).map(({ label }) => label),
        );
        await this.#runFile(file, run, kind, token, isWhole ? undefined : own);
      }
    } finally {
      run.end();
    }
  }

  /** Without `only`, all questions of the file are asked. */
  async #runFile(
    file: vscode.TestItem,
    run: vscode.TestRun,
    kind: RunKind,
    token: vscode.CancellationToken,
    only: ReadonlySet<string> | undefined,
  ): Promise<void> {
    const { uri } = file;
    if (!uri) return;
    await this.addQuestions(file);
    const questions = itemsOf(file.children).filter(({ label }) => only?.has(label) !== false);
    for (const item of only ? questions : [file, ...questions]) run.started(item);
    const session = this.#studies.session(uri, await textOf(uri));
    const stopping = token.onCancellationRequested(() => session.stop());
    try {
      await ask(session, kind, only);
      await reportTests(file, questions, session, run);
      if (kind === 'coverage') run.addCoverage(new JudgmentCoverage(uri, session.coverage()));
    } catch (error) {
      run.errored(file, new vscode.TestMessage(Failure.from(error).message));
    } finally {
      stopping.dispose();
    }
  }
}

/** What a run of tests asks for: all questions again, or only what has no answer yet. */
export type RunKind = 'all' | 'changed' | 'coverage';

async function ask(
  session: StudySession,
  kind: RunKind,
  only: ReadonlySet<string> | undefined,
): Promise<void> {
  if (kind !== 'all') await session.runChanged();
  else if (only) await session.runQuestions(only);
  else await session.run();
}

function itemsOf(items: vscode.TestItemCollection): vscode.TestItem[] {
  const all: vscode.TestItem[] = [];
  items.forEach((item) => all.push(item));
  return all;
}
