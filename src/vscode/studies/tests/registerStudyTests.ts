import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../../common/disposables.ts';
import type { OpenStudies } from '../openStudies.ts';
import { JudgmentCoverage } from './reportCoverage.ts';
import { StudyTests, type RunKind } from './studyTests.ts';

const pattern = '**/*.vecstudy';

/**
 * Shows studies in the Test Explorer: each file, below it its questions. A window without a study gets no tests: they are
 * registered when a study is found, opened or created.
 */
export function registerStudyTests(studies: OpenStudies): Disposable {
  const resources = new Disposables();
  let isRegistered = false;
  const register = (): void => {
    if (isRegistered) return;
    isRegistered = true;
    registerController(studies, resources);
  };
  const isStudy = ({ uri }: vscode.TextDocument): boolean => uri.path.endsWith('.vecstudy');
  resources.own(
    vscode.workspace.onDidOpenTextDocument((document) => {
      if (isStudy(document)) register();
    }),
  );
  const watcher = resources.own(
    vscode.workspace.createFileSystemWatcher(pattern, false, true, true),
  );
  resources.own(watcher.onDidCreate(register));
  if (vscode.workspace.textDocuments.some(isStudy)) register();
  else
    void vscode.workspace.findFiles(pattern, undefined, 1).then(({ length }) => {
      if (length > 0) register();
    });
  return resources;
}

function registerController(studies: OpenStudies, resources: Disposables): void {
  const controller = resources.own(
    vscode.tests.createTestController('vectorscope.studies', 'Vectorscope'),
  );
  const tests = new StudyTests(controller, studies);
  const addFiles = async (): Promise<void> => {
    for (const uri of await vscode.workspace.findFiles(pattern)) tests.addFile(uri);
  };
  // Files are read when somebody opens the Test Explorer.
  controller.resolveHandler = async (item) => {
    if (item) await tests.addQuestions(item);
    else await addFiles();
  };
  controller.refreshHandler = addFiles;
  resources.own(
    vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      if (uri.path.endsWith('.vecstudy')) void tests.addQuestions(tests.addFile(uri));
    }),
  );
  const { Run, Coverage } = vscode.TestRunProfileKind;
  const run = profile(controller, vscode.l10n.t('Run'), Run, (request, token) => {
    if (request.continuous) return runOnSave(tests, request, token);
    return tests.run(request, 'all', token);
  });
  run.supportsContinuousRun = true;
  const title = vscode.l10n.t('Coverage of Judgments');
  const coverage = profile(controller, title, Coverage, (request, token) =>
    tests.run(request, 'coverage', token),
  );
  coverage.loadDetailedCoverage = async (_run, file) =>
    file instanceof JudgmentCoverage ? [...file.details] : [];
  resources.own(run);
  resources.own(coverage);
}

function profile(
  controller: vscode.TestController,
  title: string,
  kind: vscode.TestRunProfileKind,
  run: (request: vscode.TestRunRequest, token: vscode.CancellationToken) => Promise<void> | void,
): vscode.TestRunProfile {
  return controller.createRunProfile(title, kind, run, true);
}

/** Runs a study whenever it is saved. Questions are asked only if what they ask has changed: new judgments cost nothing. */
function runOnSave(
  tests: StudyTests,
  { include, exclude, profile: chosen }: vscode.TestRunRequest,
  token: vscode.CancellationToken,
): void {
  const kind: RunKind = 'changed';
  const saving = vscode.workspace.onDidSaveTextDocument(({ uri }) => {
    if (!uri.path.endsWith('.vecstudy')) return;
    const file = tests.addFile(uri);
    const isChosen = !include || include.some((item) => (item.parent ?? item) === file);
    if (!isChosen) return;
    void tests.run(new vscode.TestRunRequest([file], exclude, chosen, true), kind, token);
  });
  token.onCancellationRequested(() => saving.dispose());
}
