import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { EventSender, RpcServer, type Port } from '../../common/rpc.ts';
import type { RecordsCalls, RecordsEvents, RecordsTitle } from '../../protocol/records.ts';
import type { RecordsSession } from '../../services/records/recordsSession.ts';
import type { ShownNotebooks } from '../notebook/openNotebooks.ts';
import type { Report } from '../report.ts';
import type { Judge } from '../studies/judging/judge.ts';
import { ViewJudging } from '../studies/judging/judgedQuestion.ts';
import type { ReadRecordsDeps } from '../studies/judging/readJudgedRecords.ts';
import type { ColumnStore } from './columnStore.ts';
import { availableActions, copyRecords, queryRecords, runAction } from './recordsActions.ts';
import { recordsCallDecoders } from './recordsCallDecoders.ts';

/** Connects a view to its session until disposed. */
export function connectRecordsView(
  port: Port,
  session: RecordsSession,
  deps: RecordsViewDeps,
): Disposable {
  const { columns, notebooks, report, judge } = deps;
  const resources = new Disposables();
  const events = new EventSender<RecordsEvents>(port);
  const { place } = session;
  const judging = new ViewJudging(deps);
  resources.own(session.onDidChange((status) => events.send('records.changed', status)));
  resources.own(
    new RpcServer<RecordsCalls>(
      port,
      {
        'records.open': async (selection) => {
          session.select(selection);
          const title = await titleOf(session, columns);
          return { title, status: session.status };
        },
        'records.select': (selection) => session.select(selection),
        'rows.read': ({ from, to }, { signal }) => session.rows(from, to, signal),
        'ids.read': ({ from, to }) => session.ids(from, to),
        'row.find': ({ id }) => session.rowOf(id),
        'records.reload': () => session.reload(),
        'budget.raise': () => session.raiseBudget(),
        'record.read': async ({ id }, { signal }) => {
          const record = await session.record(id, signal);
          const { environment, index, namespace } = place;
          const binding = { environment: environment.name, index, namespace };
          return { ...record, appearances: notebooks.appearances(binding, id) };
        },
        'appearance.show': (where) => notebooks.reveal(where).catch(report),
        'neighbours.read': ({ id }, { signal }) => session.neighbours(id, signal),
        'records.copy': ({ ids, format }, { signal }) => copyRecords(session, ids, format, signal),
        'records.query': ({ ids }) => queryRecords(place, ids).catch(report),
        'action.run': ({ action, ids }) => runAction(session, action, ids).catch(report),
        'judging.start': async ({ ids }) => {
          const { environment, index, namespace } = place;
          const binding = { environment: environment.name, index, namespace };
          return judging.begin(await judge.ofRecords(binding, ids));
        },
        'judging.records': (asked, { signal }) => judging.records(asked, signal),
        'judging.grade': (judgment) => judging.grade(judgment),
        'columns.keep': (choice) => columns.keep(place, choice.columns),
        'clipboard.write': async ({ text }) => vscode.env.clipboard.writeText(text),
      },
      recordsCallDecoders,
    ),
  );
  return resources;
}

/** What the view of the records of one namespace needs from the rest of the extension. */
export type RecordsViewDeps = ReadRecordsDeps & {
  readonly judge: Judge;
  readonly columns: ColumnStore;
  readonly notebooks: ShownNotebooks;
  readonly report: Report;
};

async function titleOf(session: RecordsSession, columns: ColumnStore): Promise<RecordsTitle> {
  const { environment, index: name, namespace } = session.place;
  const index = await session.index();
  const { kind, vectorType, metric, dimension } = index;
  const chosen = columns.get(session.place);
  return {
    environment: environment.name,
    colour: environment.colour,
    index: name,
    namespace,
    kind,
    vectorType,
    metric,
    ...(dimension !== undefined && { dimension }),
    isFree: environment.kind === 'local',
    canSearch: kind !== 'documents',
    actions: availableActions(session.place),
    ...(chosen !== undefined && { columns: chosen }),
  };
}
