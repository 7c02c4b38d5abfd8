import { performance } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { isSameNamespace } from '../../model/vectorIndex.ts';
import { tabName } from '../tabName.ts';
import type { Connections } from '../../services/environments/connections.ts';
import type { MapEmbeddings } from '../../services/maps/mapRecords.ts';
import { MapComparison } from '../../services/maps/mapComparison.ts';
import { MapSession, type MapSource } from '../../services/maps/mapSession.ts';
import { viewTypes } from '../ids.ts';
import type { ShownNotebooks } from '../notebook/openNotebooks.ts';
import type { Report } from '../report.ts';
import { webviewOptions, webviewPage } from '../webview/page.ts';
import { webviewPort } from '../webview/webviewPort.ts';
import { readMapViewState, type SavedComparison, type MapViewState } from './mapViewState.ts';
import { createMapActions } from './mapActions.ts';
import { connectMapView } from './mapView.ts';
import type { MapViewStore } from './mapViewStore.ts';

export type MapPanelsDeps = {
  readonly extensionUri: vscode.Uri;
  readonly connections: Pick<Connections, 'open' | 'openEngine'>;
  readonly embeddings: MapEmbeddings;
  readonly views: MapViewStore;
  readonly notebooks: ShownNotebooks;
  readonly report: Report;
};

type OpenMap = { readonly panel: vscode.WebviewPanel; readonly session: MapSession };

/** Manages map panels: one for each mapped namespace, or two that are compared. */
export class MapPanels implements Disposable {
  readonly #deps: MapPanelsDeps;
  readonly #resources = new Disposables();
  readonly #panels = new Map<string, OpenMap>();
  readonly #links = new Set<MapComparison>();
  /** Restored maps that wait for the map they were compared with. */
  readonly #waiting = new Map<MapSession, SavedComparison>();

  constructor(deps: MapPanelsDeps) {
    this.#deps = deps;
  }

  /** Shows the map of the namespace; reuses an open panel. */
  show(source: MapSource, column = vscode.ViewColumn.Active): MapSession {
    const open = this.#panels.get(keyOf(source));
    if (open !== undefined) {
      open.panel.reveal(column === vscode.ViewColumn.Active ? undefined : column);
      return open.session;
    }
    return this.#open(source, column, this.#deps.views.get(source));
  }

  /** Shows the map of the namespace with the given view state; replaces an open panel. */
  showAs(source: MapSource, view: object): MapSession {
    const open = this.#panels.get(keyOf(source));
    const column = open?.panel.viewColumn ?? vscode.ViewColumn.Active;
    // A view's own stored state takes precedence; a new panel has none.
    open?.panel.dispose();
    return this.#open(source, column, view);
  }

  /** Shows two maps side by side, the second aligned to the first. Ends earlier comparisons of either. */
  compare(first: MapSource, second: MapSource): void {
    const session = this.show(first);
    const isSame = keyOf(first) === keyOf(second);
    const other = isSame ? this.#openTwin(session) : this.show(second, vscode.ViewColumn.Beside);
    this.#link(session, other);
  }

  /** Restores a panel of the previous session with its view's stored state. */
  restore(panel: vscode.WebviewPanel, source: MapSource, kept: MapViewState): void {
    const session = this.#fill(panel, source, kept, this.#deps.views.get(source));
    if (kept.comparedMap === undefined) return;
    this.#waiting.set(session, kept.comparedMap);
    for (const [other, { target }] of this.#waiting) {
      if (other === session) continue;
      // Both must name each other: a map that was restored alone stays alone.
      const isMeant = isSameNamespace(kept.comparedMap.target, other.target);
      if (!isMeant || !isSameNamespace(target, session.target)) continue;
      if (kept.comparedMap.isReference) this.#link(session, other);
      else this.#link(other, session);
      return;
    }
  }

  #link(first: MapSession, second: MapSession): void {
    const sessions = [first, second];
    for (const link of this.#links) if (sessions.some((one) => link.includes(one))) link.dispose();
    for (const session of sessions) this.#waiting.delete(session);
    const link = new MapComparison(first, second);
    this.#links.add(link);
    link.onDidEnd(() => this.#links.delete(link));
  }

  /** Shows a second map of the same namespace, with another seed. It is made again by itself. */
  #openTwin({ source, parameters }: MapSession): MapSession {
    this.#panels.get(twinKeyOf(source))?.panel.dispose();
    const view = { parameters: { ...parameters, seed: parameters.seed + 1 } };
    return this.#open(source, vscode.ViewColumn.Beside, view);
  }

  #open(source: MapSource, column: vscode.ViewColumn, view: unknown): MapSession {
    const options = webviewOptions(this.#deps.extensionUri);
    const panel = vscode.window.createWebviewPanel(viewTypes.map, titleOf(source), column, options);
    return this.#fill(panel, source, readMapViewState(view), view);
  }

  #fill(
    panel: vscode.WebviewPanel,
    source: MapSource,
    { parameters }: MapViewState,
    state: unknown,
  ): MapSession {
    const { extensionUri, connections, embeddings } = this.#deps;
    // The second map of a namespace is the one that it is compared with; its view is not kept for later maps.
    const isTwin = this.#panels.has(keyOf(source));
    const key = isTwin ? twinKeyOf(source) : keyOf(source);
    const title = titleOf(source);
    const resources = this.#resources.own(new Disposables());
    const session = resources.own(
      new MapSession({
        source,
        connections,
        embeddings,
        now: () => performance.now(),
        ...(parameters && { parameters }),
      }),
    );
    // Connects before the page loads, so that its first request gets a response.
    resources.own(
      connectMapView(
        panel,
        webviewPort(panel.webview),
        session,
        createMapActions(session, isTwin ? { ...this.#deps, views: keepsNothing } : this.#deps),
      ),
    );
    // The map is made while the page loads, which takes seconds for the first page of a window.
    if (panel.visible) session.restart();
    this.#panels.set(key, { panel, session });
    panel.onDidDispose(() => {
      if (this.#panels.get(key)?.panel === panel) this.#panels.delete(key);
      this.#waiting.delete(session);
      for (const link of this.#links) if (link.includes(session)) link.dispose();
      resources.dispose();
    });
    panel.title = title;
    panel.iconPath = new vscode.ThemeIcon('graph-scatter');
    panel.webview.options = webviewOptions(extensionUri);
    panel.webview.html = webviewPage(panel.webview, {
      extensionUri,
      title,
      view: 'map',
      state,
    });
    return session;
  }

  /** Stops the work behind the panels. VS Code restores the panels after a window reload. */
  dispose(): void {
    this.#resources.dispose();
  }
}

function keyOf({ environment, index, namespace }: MapSource): string {
  return JSON.stringify([environment.id, index, namespace]);
}

function twinKeyOf(source: MapSource): string {
  return `${keyOf(source)} twin`;
}

const keepsNothing = { keep: () => undefined };

function titleOf(source: MapSource): string {
  return vscode.l10n.t('{0} map', tabName(source));
}
