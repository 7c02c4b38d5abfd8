import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { EventSender, RpcServer } from '../../common/rpc.ts';
import type { StudyCalls, StudyEvents } from '../../protocol/study.ts';
import type { StudySession } from '../../services/studies/studySession.ts';
import { webviewPort } from '../webview/webviewPort.ts';
import { readJudgedRecords, type ReadRecordsDeps } from './judging/readJudgedRecords.ts';
import { saveChart } from './saveChart.ts';
import { studyCallDecoders } from './studyCallDecoders.ts';
import { StudyEdits } from './judging/studyEdits.ts';

/** Connects a view of a study to its session until disposed. */
export function connectStudyView(
  webview: vscode.Webview,
  document: vscode.TextDocument,
  session: StudySession,
  deps: ReadRecordsDeps,
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
  const edits = new StudyEdits(document.uri);
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
        'judging.grade': ({ question, record, grade }) =>
          edits.judge(question, record, grade ?? undefined),
        'pool.read': ({ question }) => session.pool(question ?? undefined).slice(0, mostPooled),
        'judging.records': ({ ids }, { signal }) =>
          readJudgedRecords(deps, session.study().binding, ids, signal),
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

/** How long changes are collected before a view gets them: a run changes the state with every answer. */
const eventDelayMs = 100;
const mostPooled = 10_000;
const mostChanges = 200;

async function openText(uri: vscode.Uri, line: number): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', uri, 'default', {
    selection: new vscode.Range(line, 0, line, 0),
  });
}
