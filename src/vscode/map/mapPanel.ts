import { performance } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { localEnvironment } from '../../model/environment.ts';
import { isOriginOf, twinOf } from '../../model/twin.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { Connections } from '../../services/connections.ts';
import { MapLink } from '../../services/mapLink.ts';
import { MapSession, type MapSource } from '../../services/projector.ts';
import { registerCommand } from '../commands.ts';
import { pickTarget, type PickTargetDeps } from '../flows/pickTarget.ts';
import { commands, viewTypes } from '../ids.ts';
import type { Report } from '../report.ts';
import { webviewOptions, webviewPage } from '../webview/page.ts';
import { pickMaps } from './compareMaps.ts';
import { createMapActions } from './mapActions.ts';
import { connectMapView } from './mapView.ts';
import type { SavedViews } from './savedViews.ts';
import { queryOf } from './queryArgument.ts';

export type MapDeps = PickTargetDeps & {
  readonly extensionUri: vscode.Uri;
  readonly connections: Pick<Connections, 'open' | 'openEngine'>;
  readonly views: SavedViews;
  readonly report: Report;
};

/** *Show Map*, and maps that come back when the window is loaded again. */
export function registerMap(deps: MapDeps): Disposable {
  const resources = new Disposables();
  const panels = resources.own(new MapPanels(deps));
  resources.own(
    registerCommand(commands.showMap, (argument) => showMap(deps, panels, argument), deps.report),
  );
  const compare = async (argument: unknown): Promise<void> => {
    const maps = await pickMaps(deps, argument);
    if (maps !== undefined) panels.compare(...maps);
  };
  resources.own(registerCommand(commands.compareMaps, compare, deps.report));
  resources.own(
    vscode.window.registerWebviewPanelSerializer(viewTypes.map, {
      // The view's state names its target, as the argument of the command does.
      deserializeWebviewPanel: (panel, state) => restore(deps, panels, panel, state),
    }),
  );
  return resources;
}

async function showMap(deps: MapDeps, panels: MapPanels, argument: unknown): Promise<void> {
  const picked = await pickTarget(deps, argument);
  if (picked === undefined) return;
  const source = await onThisMachine(deps, picked);
  if (source === undefined) {
    // The command has ended; whoever called it does not wait for the user to close a message.
    void offerPull(picked).catch(deps.report);
    return;
  }
  const session = panels.show(source);
  const query = queryOf(argument);
  if (query !== undefined) session.queries.show(query);
}

/** The source itself, or what was pulled of it to this machine most recently. */
async function onThisMachine(
  { catalog }: MapDeps,
  { environment, index, namespace }: MapSource,
): Promise<MapSource | undefined> {
  if (environment.kind === 'local') return { environment, index, namespace };
  const origin = { environment: environment.id, index, namespace };
  const indexes = await catalog.indexes(localEnvironment, new AbortController().signal);
  const [newest] = indexes
    .flatMap(({ name, tags }) => ({ name, twin: twinOf(tags) }))
    .filter(({ twin }) => twin && twin.state !== 'running' && isOriginOf(twin, origin))
    .sort((one, other) => (other.twin?.pulledAtMs ?? 0) - (one.twin?.pulledAtMs ?? 0));
  return newest && { environment: localEnvironment, index: newest.name, namespace };
}

/** The engine reads the vectors from its own disk: an index elsewhere has to come there first. */
async function offerPull({ environment, index, namespace }: MapSource): Promise<void> {
  const pull = vscode.l10n.t('Pull to This Machine…');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'Maps are made from indexes on this machine, and “{0}” is in “{1}”. Pull it, or a sample of it, once; then maps of it cost nothing more.',
      index,
      environment.name,
    ),
    pull,
  );
  const target = { environment: environment.name, index, namespace };
  if (answer === pull)
    await vscode.commands.executeCommand(commands.pullIndex, { target, opensMap: true });
}

async function restore(
  deps: MapDeps,
  panels: MapPanels,
  panel: vscode.WebviewPanel,
  state: unknown,
): Promise<void> {
  try {
    const source = hasTarget(state) ? await pickTarget(deps, state) : undefined;
    if (source?.environment.kind === 'local') panels.adopt(panel, source);
    else panel.dispose();
  } catch (error) {
    panel.dispose();
    deps.report(error);
  }
}

type OpenMap = { readonly panel: vscode.WebviewPanel; readonly session: MapSession };

/** One panel for each namespace that is mapped. */
class MapPanels implements Disposable {
  readonly #deps: MapDeps;
  readonly #resources = new Disposables();
  readonly #panels = new Map<string, OpenMap>();
  readonly #links = new Set<MapLink>();

  constructor(deps: MapDeps) {
    this.#deps = deps;
  }

  /** Shows the map of the namespace, the one that is open if there is one. */
  show(source: MapSource, column = vscode.ViewColumn.Active): MapSession {
    const open = this.#panels.get(keyOf(source));
    if (open !== undefined) {
      open.panel.reveal(column === vscode.ViewColumn.Active ? undefined : column);
      return open.session;
    }
    const panel = vscode.window.createWebviewPanel(
      viewTypes.map,
      titleOf(source),
      column,
      webviewOptions(this.#deps.extensionUri),
    );
    return this.adopt(panel, source);
  }

  /** Shows two maps side by side, the second one laid on the first; ends what either was compared with before. */
  compare(first: MapSource, second: MapSource): void {
    const sessions = [this.show(first), this.show(second, vscode.ViewColumn.Beside)] as const;
    for (const link of this.#links) if (sessions.some((one) => link.joins(one))) link.dispose();
    const link = new MapLink(...sessions);
    this.#links.add(link);
    link.onDidEnd(() => this.#links.delete(link));
  }

  /** Fills a panel, one of this run of VS Code or of the run before. */
  adopt(panel: vscode.WebviewPanel, source: MapSource): MapSession {
    const { extensionUri, connections, views } = this.#deps;
    const key = keyOf(source);
    const title = titleOf(source);
    const resources = this.#resources.own(new Disposables());
    const session = resources.own(
      new MapSession({ source, connections, now: () => performance.now() }),
    );
    // Connected before the page loads: its first question must find an answer.
    resources.own(connectMapView(panel, session, createMapActions(session, this.#deps)));
    this.#panels.set(key, { panel, session });
    panel.onDidDispose(() => {
      if (this.#panels.get(key)?.panel === panel) this.#panels.delete(key);
      for (const link of this.#links) if (link.joins(session)) link.dispose();
      resources.dispose();
    });
    panel.title = title;
    panel.iconPath = new vscode.ThemeIcon('graph-scatter');
    panel.webview.options = webviewOptions(extensionUri);
    panel.webview.html = webviewPage(panel.webview, {
      extensionUri,
      title,
      view: 'map',
      state: views.get(source),
    });
    return session;
  }

  /** Ends the work behind the panels. The panels themselves stay: a window that loads again brings them back. */
  dispose(): void {
    this.#resources.dispose();
  }
}

function keyOf({ environment, index, namespace }: MapSource): string {
  return JSON.stringify([environment.id, index, namespace]);
}

function titleOf({ index, namespace }: MapSource): string {
  const name = namespace === defaultNamespace ? index : `${index} / ${namespace}`;
  return vscode.l10n.t('{0} map', name);
}

function hasTarget(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'target' in state;
}
