import { performance } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { Connections } from '../../services/connections.ts';
import { MapSession, type MapSource } from '../../services/projector.ts';
import { registerCommand } from '../commands.ts';
import { pickTarget, type PickTargetDeps } from '../flows/pickTarget.ts';
import { commands, viewTypes } from '../ids.ts';
import type { Report } from '../report.ts';
import { webviewOptions, webviewPage } from '../webview/page.ts';
import { createMapActions } from './mapActions.ts';
import { connectMapView } from './mapView.ts';

export type MapDeps = PickTargetDeps & {
  readonly extensionUri: vscode.Uri;
  readonly connections: Pick<Connections, 'open' | 'openEngine'>;
  readonly report: Report;
};

/** *Show Map*, and maps that come back when the window is loaded again. */
export function registerMap(deps: MapDeps): Disposable {
  const resources = new Disposables();
  const panels = resources.own(new MapPanels(deps));
  resources.own(
    registerCommand(commands.showMap, (argument) => showMap(deps, panels, argument), deps.report),
  );
  resources.own(
    vscode.window.registerWebviewPanelSerializer(viewTypes.map, {
      // The view's state names its target, as the argument of the command does.
      deserializeWebviewPanel: (panel, state) => restore(deps, panels, panel, state),
    }),
  );
  return resources;
}

async function showMap(deps: MapDeps, panels: MapPanels, argument: unknown): Promise<void> {
  const source = await pickTarget(deps, argument);
  if (source === undefined) return;
  if (source.environment.kind === 'local') panels.show(source);
  else await offerPull(source);
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

/** One panel for each namespace that is mapped. */
class MapPanels implements Disposable {
  readonly #deps: MapDeps;
  readonly #resources = new Disposables();
  readonly #panels = new Map<string, vscode.WebviewPanel>();

  constructor(deps: MapDeps) {
    this.#deps = deps;
  }

  /** Shows the map of the namespace, the one that is open if there is one. */
  show(source: MapSource): void {
    const open = this.#panels.get(keyOf(source));
    if (open !== undefined) {
      open.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      viewTypes.map,
      titleOf(source),
      vscode.ViewColumn.Active,
      webviewOptions(this.#deps.extensionUri),
    );
    this.adopt(panel, source);
  }

  /** Fills a panel, one of this run of VS Code or of the run before. */
  adopt(panel: vscode.WebviewPanel, source: MapSource): void {
    const { extensionUri, connections, report } = this.#deps;
    const key = keyOf(source);
    const title = titleOf(source);
    const resources = this.#resources.own(new Disposables());
    const session = resources.own(
      new MapSession({ source, connections, now: () => performance.now() }),
    );
    // Connected before the page loads: its first question must find an answer.
    resources.own(connectMapView(panel, session, createMapActions(session, report)));
    this.#panels.set(key, panel);
    panel.onDidDispose(() => {
      if (this.#panels.get(key) === panel) this.#panels.delete(key);
      resources.dispose();
    });
    panel.title = title;
    panel.iconPath = new vscode.ThemeIcon('graph-scatter');
    panel.webview.options = webviewOptions(extensionUri);
    panel.webview.html = webviewPage(panel.webview, { extensionUri, title, view: 'map' });
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
