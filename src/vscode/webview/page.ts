import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { pageHtml } from './pageHtml.ts';

/** Returns the HTML of a view with a fresh nonce. Set `webview.options` to `webviewOptions` first. */
export function webviewPage(webview: vscode.Webview, options: PageOptions): string {
  const file = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(webviewFolder(options.extensionUri), name)).toString();
  return pageHtml({
    title: options.title,
    language: vscode.env.language,
    nonce: randomBytes(16).toString('base64url'),
    cspSource: webview.cspSource,
    scriptUrl: file(`${options.view}.js`),
    styleUrl: file(`${options.view}.css`),
    bundle: vscode.l10n.bundle ?? {},
    state: options.state,
  });
}

/** Which view a webview page loads, with its title and initial state. */
export type PageOptions = {
  readonly extensionUri: vscode.Uri;
  readonly title: string;
  readonly view: 'notebook' | 'map' | 'records' | 'study';
  /** Initial state of a view that has stored none. */
  readonly state?: unknown;
};

/** Returns the options of a view: it may run scripts and load files of its own folder only. */
export function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions {
  return { enableScripts: true, localResourceRoots: [webviewFolder(extensionUri)] };
}

function webviewFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}
