import { performance } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { Embeddings } from '../../services/embedding/embeddings.ts';
import { QueryRunner } from '../../services/queries/queryRunner.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import type { Connections } from '../../services/environments/connections.ts';
import type { Environments } from '../../services/environments/environments.ts';
import type { HistoryStore } from '../../services/notebook/kept/runHistory.ts';
import { explainQuery } from '../../services/notebook/runExplain.ts';
import { missingIds } from '../../services/records/missingIds.ts';
import { registerCommand } from '../commands.ts';
import { commands, viewTypes } from '../ids.ts';
import type { Report } from '../report.ts';
import { webviewOptions, webviewPage } from '../webview/page.ts';
import { measureIndexRecall } from './recall/measureRecall.ts';
import { newStudy } from './newStudy.ts';
import { OpenStudies, type OpenStudiesDeps } from './openStudies.ts';
import { registerStudyTests } from './tests/registerStudyTests.ts';
import { connectStudyView } from './studyView.ts';

/** Registers the editor of studies, *New Study*, and the tests of studies. */
export function registerStudies(deps: StudyDeps): Disposable {
  const resources = new Disposables();
  const { studies } = deps;
  resources.own(
    vscode.window.registerCustomEditorProvider(
      viewTypes.study,
      { resolveCustomTextEditor: (document, panel) => showStudy(document, panel, deps) },
      { supportsMultipleEditorsPerDocument: true },
    ),
  );
  resources.own(
    registerCommand(commands.newStudy, (argument) => newStudy(deps, argument), deps.report),
  );
  resources.own(
    registerCommand(
      commands.measureRecall,
      (argument) => measureIndexRecall(deps, argument),
      deps.report,
    ),
  );
  resources.own(registerStudyTests(studies));
  return resources;
}

export type StudyDeps = {
  readonly environments: Environments;
  readonly catalog: Catalog;
  readonly connections: Connections;
  readonly embeddings: Embeddings;
  readonly report: Report;
  readonly extensionUri: vscode.Uri;
  readonly studies: OpenStudies;
  readonly history: Pick<HistoryStore, 'read'>;
};

/** Creates the open studies, which ask their questions through these services. */
export function createOpenStudies(
  deps: Omit<StudyDeps, 'studies' | 'history' | 'extensionUri' | 'report'> &
    Pick<OpenStudiesDeps, 'calculate' | 'folder'>,
): OpenStudies {
  const now = (): number => performance.now();
  const runner = new QueryRunner({ ...deps, now });
  return new OpenStudies({
    ...deps,
    runQuery: (cell, binding, signal) => runner.run(cell, binding, signal),
    explain: (cell, binding, record, signal) =>
      explainQuery({ ...deps, queries: runner, now }, cell, binding, [record], signal),
    missingIds: async ({ environment: name, index, namespace }, ids, signal) => {
      const environment = deps.environments.byName(name);
      if (!environment) throw new Failure('notFound', `There is no environment “${name}” any more`);
      const service = await deps.connections.open(environment, signal);
      const { host } = await service.describeIndex(index, signal);
      return missingIds(service.index(host), namespace || defaultNamespace, ids, signal);
    },
  });
}

function showStudy(
  document: vscode.TextDocument,
  panel: vscode.WebviewPanel,
  deps: StudyDeps,
): void {
  const { webview } = panel;
  const { extensionUri, studies } = deps;
  const title = document.uri.path.split('/').at(-1) ?? '';
  const session = studies.session(document.uri, document.getText());
  // Connects before the page loads, so that its first request gets a response.
  const view = connectStudyView(webview, document, session, deps);
  panel.onDidDispose(() => view.dispose());
  webview.options = webviewOptions(extensionUri);
  webview.html = webviewPage(webview, { extensionUri, title, view: 'study' });
}
