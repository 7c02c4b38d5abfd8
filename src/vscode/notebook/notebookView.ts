import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import type { Event } from '../../common/emitter.ts';
import { Failure } from '../../common/failure.ts';
import { EventSender, RpcClient, RpcServer, type Handlers } from '../../common/rpc.ts';
import { newExplainCell } from '../../model/notebook/newExplainCell.ts';
import type {
  NotebookCalls,
  NotebookEvents,
  NotebookState,
  NotebookViewCalls,
} from '../../protocol/notebook.ts';
import type { Connections } from '../../services/environments/connections.ts';
import { FieldKnowledge } from '../../services/notebook/fieldKnowledge.ts';
import { cellAsRun, mapQueryOfCell } from '../../services/notebook/mapQueryOfCell.ts';
import { bindingChoices, type ChoiceDeps } from '../../services/queries/bindingChoices.ts';
import { shownRequests } from '../../services/queries/shownRequests.ts';
import {
  readHitNeighbours,
  readHitRecord,
  type HitRecordDeps,
} from '../../services/records/hitRecord.ts';
import { commands } from '../ids.ts';
import type { MapPanel } from '../map/mapView.ts';
import type { Report } from '../report.ts';
import type { CellToJudge, Judge } from '../studies/judging/judge.ts';
import { ViewJudging } from '../studies/judging/judgedQuestion.ts';
import type { ReadRecordsDeps } from '../studies/judging/readJudgedRecords.ts';
import { webviewPort } from '../webview/webviewPort.ts';
import { copyQueryCode } from './copyQueryCode.ts';
import { CellRevealer } from './cellRevealer.ts';
import { actOnHit } from './actOnHit.ts';
import { exportHits } from './exportHits.ts';
import { NotebookMapViews } from './notebookMapViews.ts';
import { notebookCallDecoders } from './notebookCallDecoders.ts';
import type { OpenNotebook } from './openNotebook.ts';
import { searchBinding, type SearchBindingDeps } from './searchBinding.ts';
import type { ShownNotebooks } from './openNotebooks.ts';

/** Connects a view to its notebook until disposed. A hidden view requests everything again when shown. */
export function connectNotebookView(
  panel: NotebookPanel,
  notebook: OpenNotebook,
  deps: NotebookViewDeps,
): Disposable {
  const resources = new Disposables();
  const port = webviewPort(panel.webview);
  const events = new EventSender<NotebookEvents>(port);
  const tellChoices = (): void => events.send('choices.changed', {});
  resources.own(notebook.onDidChange((change) => events.send('notebook.changed', change)));
  resources.own(notebook.session.onDidChangeRun((change) => events.send('cell.changed', change)));
  resources.own(notebook.onDidChangeRunning((change) => events.send('notebook.running', change)));
  const maps = resources.own(new NotebookMapViews(panel, port, notebook, deps));
  resources.own(
    notebook.maps.onDidChange(() => {
      // Connects each map before the view is told about it.
      maps.update();
      events.send('maps.changed', { maps: notebook.state().maps });
    }),
  );
  resources.own(deps.environments.onDidChange(tellChoices));
  resources.own(deps.catalog.onDidInvalidate(tellChoices));
  const revealer = resources.own(
    new CellRevealer(panel, notebook, (change) => events.send('cell.revealed', change)),
  );
  const open = (): NotebookState => {
    revealer.open();
    return notebook.state();
  };
  const fields = new FieldKnowledge(deps);
  resources.own(
    notebook.session.onDidChangeRun(({ run }) => {
      const outcome = run?.state === 'done' ? run.outcome : undefined;
      if (outcome?.kind === 'hits') fields.learn(outcome.binding, outcome.hits);
    }),
  );
  const calls = { ...handlers(notebook, deps, fields), 'notebook.open': open };
  resources.own(new RpcServer<NotebookCalls>(port, calls, notebookCallDecoders));
  const view = resources.own(new RpcClient<NotebookViewCalls>(port));
  // A hidden view has no page to respond; it sent its edits when it was hidden.
  const flush = async (signal: AbortSignal): Promise<void> => {
    if (panel.visible) await view.call('edits.flush', {}, { signal });
  };
  resources.own(notebook.addView({ flush }));
  return resources;
}

/** What the view of one notebook needs from the rest of the extension. */
export type NotebookViewDeps = ReadRecordsDeps & {
  readonly environments: ChoiceDeps['environments'] & { readonly onDidChange: Event<void> };
  readonly catalog: ChoiceDeps['catalog'] &
    SearchBindingDeps['catalog'] & {
      readonly onDidInvalidate: Event<string | undefined>;
    };
  readonly embeddings: ChoiceDeps['embeddings'];
  readonly connections: HitRecordDeps['connections'] & Pick<Connections, 'endpoint'>;
  readonly notebooks: ShownNotebooks;
  readonly judge: Judge;
  readonly report: Report;
};

/** The members of a webview panel that a notebook needs. */
export type NotebookPanel = MapPanel & Pick<vscode.WebviewPanel, 'webview'>;

function handlers(
  notebook: OpenNotebook,
  deps: NotebookViewDeps,
  fields: FieldKnowledge,
): Omit<Handlers<NotebookCalls>, 'notebook.open'> {
  const judging = new ViewJudging(deps);
  return {
    'notebook.edit': (edit) => notebook.edit(edit),
    'notebook.undo': async ({ isRedo }) => {
      await vscode.commands.executeCommand(isRedo ? 'redo' : 'undo');
    },
    'notebook.choices': ({ binding, refresh }, { signal }) =>
      bindingChoices(deps, binding, refresh, signal),
    'binding.search': (params, { signal }) => searchBinding(deps, params, signal),
    // The run outlives the view: it ends by `cell.stop`, a newer run, or the end of the document.
    'cell.run': async ({ cell }) => void (await notebook.run(cell)),
    'notebook.runAll': () => notebook.runAll(),
    'notebook.stopAll': () => notebook.stopAll(),
    'cell.request': async ({ cell }, { signal }) =>
      shownRequests(await notebook.prepare(cell, signal)),
    'cell.copyCode': ({ cell, language }, { signal }) =>
      copyQueryCode(notebook, deps.connections, cell, language, signal),
    'cell.stop': ({ cellId }) => notebook.session.stop(cellId),
    'action.take': (params) => takeAction(notebook, deps, params),
    'fields.read': ({ binding }, { signal }) => fields.fields(binding, signal),
    'cell.explain': ({ cellId }) => explain(notebook, cellId),
    'cell.showOnMap': ({ cellId }) => showOnMap(notebook, cellId),
    'hit.act': (params) => actOnHit(notebook, params),
    'hits.export': ({ cellId }) => exportHits(notebook, cellId),
    'cell.openMap': ({ cellId, view }) => openMap(notebook, cellId, view),
    'record.read': async ({ binding, id }, { signal }) => {
      const { record, isFree } = await readHitRecord(deps, binding, id, signal);
      return { ...record, isFree, appearances: deps.notebooks.appearances(binding, id) };
    },
    'neighbours.read': ({ binding, id }, { signal }) =>
      readHitNeighbours(deps, binding, id, signal),
    'appearance.show': (where) => deps.notebooks.reveal(where).catch(deps.report),
    'judging.start': async ({ cellId }) => {
      await notebook.settle();
      return judging.begin(await deps.judge.ofCell(cellToJudge(notebook, cellId)));
    },
    'judging.records': (asked, { signal }) => judging.records(asked, signal),
    'judging.grade': (judgment) => judging.grade(judgment),
    'clipboard.write': async ({ text }) => vscode.env.clipboard.writeText(text),
  };
}

function cellToJudge(notebook: OpenNotebook, cellId: string): CellToJudge {
  const { document, runs } = notebook.state();
  const cell = notebook.cell(cellId);
  if (!document.isValid || cell?.kind !== 'query')
    throw new Failure('badInput', vscode.l10n.t('Only the hits of a query can be judged'));
  return { notebook: notebook.document.uri, content: document.notebook, runs, cell };
}

/** Inserts a cell that explains the expected records of a query, and runs it. The query gets a name if it has none. */
async function explain(notebook: OpenNotebook, cellId: string): Promise<void> {
  const cell = notebook.cell(cellId);
  if (cell?.kind !== 'query') return;
  const name = cell.name === '' ? notebook.freeName('query') : cell.name;
  if (cell.name === '') await notebook.edit({ edit: 'replaceCell', cell: { ...cell, name } });
  const inserted = await notebook.insertBelow(cellId, newExplainCell(name));
  if (inserted) await notebook.run(inserted);
}

async function showOnMap(notebook: OpenNotebook, cellId: string): Promise<void> {
  const cell = notebook.cell(cellId);
  const run = notebook.session.runs()[cellId];
  const ran = cell?.kind === 'query' && cellAsRun(cell, notebook.session.lastQuery(cellId));
  const onMap = ran && mapQueryOfCell(notebook.document.uri.toString(), ran, run);
  if (!onMap)
    throw new Failure('badInput', vscode.l10n.t('Run the cell first: it has no hits to show'));
  await vscode.commands.executeCommand(commands.showMap, onMap);
}

/** Opens the map of a cell in a panel, with the parameters and view state that it has in the cell. */
async function openMap(notebook: OpenNotebook, cellId: string, view: object): Promise<void> {
  const session = notebook.maps.of(cellId);
  if (session === undefined)
    throw new Failure('badInput', vscode.l10n.t('Run the cell first: it has no map to open'));
  const { environment, index, namespace } = session.source;
  const [query] = session.queries.all;
  await vscode.commands.executeCommand(commands.showMap, {
    target: { environment: environment.name, index, namespace },
    view: { ...view, parameters: session.parameters },
    ...(query && { query }),
  });
}

async function takeAction(
  notebook: OpenNotebook,
  { environments }: NotebookViewDeps,
  { action, environment, cellId }: NotebookCalls['action.take']['params'],
): Promise<void> {
  const cell = cellId === undefined ? undefined : notebook.cell(cellId);
  switch (action) {
    case 'updateKey': {
      const name = cell?.binding.environment ?? environment;
      await vscode.commands.executeCommand(commands.updateKey, environments.byName(name));
      break;
    }
    case 'retry':
      if (cell) await notebook.run(cell);
      break;
    case 'startEngine':
      await vscode.commands.executeCommand(commands.restartEngine);
      if (cell) await notebook.run(cell);
      break;
    case 'pull':
      if (cell)
        await vscode.commands.executeCommand(commands.pullIndex, { target: notebook.target(cell) });
      break;
    case 'openAsText':
      await vscode.commands.executeCommand(commands.openAsText, notebook.document.uri);
      break;
  }
}
