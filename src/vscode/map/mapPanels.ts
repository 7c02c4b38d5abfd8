import { performance } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { Connections } from '../../services/environments/connections.ts';
import type { MapTarget } from '../../protocol/map.ts';
import { MapComparison } from '../../services/maps/mapComparison.ts';
import { MapSession, type MapSource } from '../../services/maps/mapSession.ts';
import { viewTypes } from '../ids.ts';
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
  readonly views: MapViewStore;
  readonly report: Report;
};

type OpenMap = { readonly panel: vscode.WebviewPanel; readonly session: MapSession };

/** One panel for each namespace that is mapped. */
export class MapPanels implements Disposable {
  readonly #deps: MapPanelsDeps;
  readonly #resources = new Disposables();
  readonly #panels = new Map<string, OpenMap>();
  readonly #links = new Set<MapComparison>();
  /** Maps that came back and wait for those that they were compared with. */
  readonly #waiting = new Map<MapSession, SavedComparison>();

  constructor(deps: MapPanelsDeps) {
    this.#deps = deps;
  }

  /** Shows the map of the namespace, the one that is open if there is one. */
  show(source: MapSource, column = vscode.ViewColumn.Active): MapSession {
    const open = this.#panels.get(keyOf(source));
    if (open !== undefined) {
      open.panel.reveal(column === vscode.ViewColumn.Active ? undefined : column);
      return open.session;
    }
    return this.#open(source, column, this.#deps.views.get(source));
  }

  /** Shows the map of the namespace, made and looked at as `view` says; in place of the one that is open. */
  showAs(source: MapSource, view: object): MapSession {
    const open = this.#panels.get(keyOf(source));
    const column = open?.panel.viewColumn ?? vscode.ViewColumn.Active;
    // What a view has kept itself comes before what it is given: a new one has kept nothing.
    open?.panel.dispose();
    return this.#open(source, column, view);
  }

  /** Shows two maps side by side, the second one laid on the first; ends what either was compared with before. */
  compare(first: MapSource, second: MapSource): void {
    this.#link(this.show(first), this.show(second, vscode.ViewColumn.Beside));
  }

  /** Fills a panel of the run of VS Code before this one, with what its view has kept. */
  restore(panel: vscode.WebviewPanel, source: MapSource, kept: MapViewState): void {
    const session = this.#fill(panel, source, kept, this.#deps.views.get(source));
    if (kept.partner === undefined) return;
    this.#waiting.set(session, kept.partner);
    for (const [other, { target }] of this.#waiting) {
      // Both have to say so: a map that came back alone is by itself for good.
      const isMeant = isSameTarget(kept.partner.target, other.target);
      if (!isMeant || !isSameTarget(target, session.target)) continue;
      if (kept.partner.isReference) this.#link(session, other);
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
    const { extensionUri, connections } = this.#deps;
    const key = keyOf(source);
    const title = titleOf(source);
    const resources = this.#resources.own(new Disposables());
    const session = resources.own(
      new MapSession({
        source,
        connections,
        now: () => performance.now(),
        ...(parameters && { parameters }),
      }),
    );
    // Connected before the page loads: its first question must find an answer.
    resources.own(
      connectMapView(
        panel,
        webviewPort(panel.webview),
        session,
        createMapActions(session, this.#deps),
      ),
    );
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

  /** Ends the work behind the panels. The panels themselves stay: a window that loads again brings them back. */
  dispose(): void {
    this.#resources.dispose();
  }
}

function keyOf({ environment, index, namespace }: MapSource): string {
  return JSON.stringify([environment.id, index, namespace]);
}

function isSameTarget(one: MapTarget, other: MapTarget): boolean {
  return (
    one.environment === other.environment &&
    one.index === other.index &&
    one.namespace === other.namespace
  );
}

function titleOf({ index, namespace }: MapSource): string {
  const name = namespace === defaultNamespace ? index : `${index} / ${namespace}`;
  return vscode.l10n.t('{0} map', name);
}
