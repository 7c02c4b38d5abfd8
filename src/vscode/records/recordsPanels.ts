import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { tabName } from '../tabName.ts';
import type { Connections } from '../../services/environments/connections.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import { RecordsSession, type RecordsPlace } from '../../services/records/recordsSession.ts';
import { viewTypes } from '../ids.ts';
import { webviewOptions, webviewPage } from '../webview/page.ts';
import { webviewPort } from '../webview/webviewPort.ts';
import { connectRecordsView, type RecordsViewDeps } from './recordsView.ts';

export type RecordsPanelsDeps = RecordsViewDeps & {
  readonly extensionUri: vscode.Uri;
  readonly connections: Pick<Connections, 'openEngine'>;
  readonly catalog: Pick<Catalog, 'onDidInvalidate'>;
};

/** Manages records panels: one for each namespace. */
export class RecordsPanels implements Disposable {
  readonly #deps: RecordsPanelsDeps;
  readonly #resources = new Disposables();
  readonly #panels = new Map<string, vscode.WebviewPanel>();

  constructor(deps: RecordsPanelsDeps) {
    this.#deps = deps;
  }

  /** Shows the records of the namespace; reuses an open panel. */
  show(place: RecordsPlace): void {
    const open = this.#panels.get(keyOf(place));
    if (open !== undefined) return open.reveal();
    const { environment, index, namespace } = place;
    const target = { environment: environment.name, index, namespace };
    const panel = vscode.window.createWebviewPanel(
      viewTypes.records,
      titleOf(place),
      vscode.ViewColumn.Active,
      webviewOptions(this.#deps.extensionUri),
    );
    this.restore(panel, place, { target });
  }

  /** Fills a panel, also one of the previous session. */
  restore(panel: vscode.WebviewPanel, place: RecordsPlace, state: unknown): void {
    const { extensionUri, connections, catalog } = this.#deps;
    const key = keyOf(place);
    const title = titleOf(place);
    const resources = this.#resources.own(new Disposables());
    const session = resources.own(new RecordsSession({ place, connections }));
    // Connects before the page loads, so that its first request gets a response.
    resources.own(connectRecordsView(webviewPort(panel.webview), session, this.#deps));
    resources.own(
      catalog.onDidInvalidate((environment) => {
        if (environment === undefined || environment === place.environment.id) session.refresh();
      }),
    );
    this.#panels.set(key, panel);
    panel.onDidDispose(() => {
      if (this.#panels.get(key) === panel) this.#panels.delete(key);
      resources.dispose();
    });
    panel.title = title;
    panel.iconPath = new vscode.ThemeIcon('table');
    panel.webview.options = webviewOptions(extensionUri);
    panel.webview.html = webviewPage(panel.webview, {
      extensionUri,
      title,
      view: 'records',
      state,
    });
  }

  /** Stops the work behind the panels. VS Code restores the panels after a window reload. */
  dispose(): void {
    this.#resources.dispose();
  }
}

function keyOf({ environment, index, namespace }: RecordsPlace): string {
  return JSON.stringify([environment.id, index, namespace]);
}

function titleOf(place: RecordsPlace): string {
  return vscode.l10n.t('{0} records', tabName(place));
}
