import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import { EventSender, RpcServer } from '../../common/rpc.ts';
import { judgmentEdits } from '../../model/evaluation/study/judgmentLines.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { JudgedRecord, StudyCalls, StudyEvents } from '../../protocol/study.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import type { Connections } from '../../services/environments/connections.ts';
import type { Environments } from '../../services/environments/environments.ts';
import type { StudySession } from '../../services/studies/studySession.ts';
import { webviewPort } from '../webview/webviewPort.ts';
import { saveChart } from './saveChart.ts';
import { studyCallDecoders } from './studyCallDecoders.ts';

export type StudyViewDeps = {
  readonly environments: Pick<Environments, 'byName'>;
  readonly catalog: Pick<Catalog, 'index'>;
  readonly connections: Pick<Connections, 'open'>;
};

/** How long changes are collected before a view gets them: a run changes the state with every answer. */
const eventDelayMs = 100;
const mostPooled = 500;
const mostChanges = 200;

/** Connects a view of a study to its session until disposed. */
export function connectStudyView(
  webview: vscode.Webview,
  document: vscode.TextDocument,
  session: StudySession,
  deps: StudyViewDeps,
): Disposable {
  const resources = new Disposables();
  const port = webviewPort(webview);
  const events = new EventSender<StudyEvents>(port);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const send = (): void => {
    timer = undefined;
    events.send('study.changed', session.state);
  };
  resources.own(session.onDidChange(() => (timer ??= setTimeout(send, eventDelayMs))));
  resources.own({ dispose: () => clearTimeout(timer) });
  const edits = new JudgmentEdits(document);
  resources.own(
    new RpcServer<StudyCalls>(
      port,
      {
        'study.open': async () => {
          await session.load();
          return session.state;
        },
        'study.run': () => session.run(),
        'study.stop': () => session.stop(),
        'study.judge': ({ question, record, grade }) =>
          edits.apply(question, record, grade ?? undefined),
        'pool.read': ({ question }) => session.pool(question ?? undefined).slice(0, mostPooled),
        'records.read': ({ ids }, { signal }) => readRecords(session, deps, ids, signal),
        'search.run': ({ name }) => session.search(name),
        'search.read': async ({ name }) => (await session.results.search(name)) ?? null,
        'runs.compare': ({ before, after }) => session.results.compare(before, after),
        'runs.changes': ({ before, after, measure }) =>
          session.results.changes(before, after, measure).slice(0, mostChanges),
        'answers.read': ({ question, runs }) => session.results.answers(question, runs),
        'charts.read': ({ before, after, focus, measure }) =>
          session.results.charts(before, after, focus, measure),
        'chart.save': ({ name, format, data }) => saveChart(document.uri, name, format, data),
        'record.whyNot': ({ run, question, record }, { signal }) =>
          session.results.whyNot(run, question, record, signal),
        'study.openText': ({ line }) => openText(document.uri, line),
      },
      studyCallDecoders,
    ),
  );
  return resources;
}

/** Applies judgments to the text one after the other. */
class JudgmentEdits {
  readonly #document: vscode.TextDocument;
  #last: Promise<unknown> = Promise.resolve();

  constructor(document: vscode.TextDocument) {
    this.#document = document;
  }

  apply(question: string, record: string, grade: number | undefined): Promise<void> {
    const done = this.#last.then(() => this.#apply(question, record, grade));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #apply(question: string, record: string, grade: number | undefined): Promise<void> {
    const document = this.#document;
    const edits = judgmentEdits(document.getText(), question, record, grade);
    if (edits.length === 0) return;
    const change = new vscode.WorkspaceEdit();
    for (const { start, end, replacement } of edits) {
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      change.replace(document.uri, range, replacement);
    }
    if (await vscode.workspace.applyEdit(change)) return;
    throw new Failure(
      'conflict',
      vscode.l10n.t('The study could not be changed: is it read-only?'),
    );
  }
}

async function readRecords(
  session: StudySession,
  { environments, catalog, connections }: StudyViewDeps,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly JudgedRecord[]> {
  const { binding } = session.study();
  const environment = environments.byName(binding.environment);
  if (!environment)
    throw new Failure('notFound', `There is no environment “${binding.environment}”`);
  const client = await connections.open(environment, signal);
  const { host } = await catalog.index(environment, binding.index, signal);
  const namespace = binding.namespace === '' ? defaultNamespace : binding.namespace;
  const { value } = await client.index(host).fetch(namespace, ids, signal);
  const found = new Map(value.map((record) => [record.id, record.metadata]));
  return ids.map((id) => {
    const metadata = found.get(id);
    return { id, ...(metadata && { metadata }) };
  });
}

async function openText(uri: vscode.Uri, line: number): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', uri, 'default', {
    selection: new vscode.Range(line, 0, line, 0),
  });
}
