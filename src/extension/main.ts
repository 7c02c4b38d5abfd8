import * as vscode from 'vscode';
import { Failure } from '../common/failure.ts';
import { compose, type Parts } from './compose.ts';

/**
 * Starts the extension: no network, no engine, no disk beyond VS Code's own stores. Returns the parts in test mode
 * only, because they can reach keys.
 */
export function activate(context: vscode.ExtensionContext): Parts | undefined {
  const startedAt = performance.now();
  const log = vscode.window.createOutputChannel('Vectorscope', { log: true });
  context.subscriptions.push(log);
  try {
    const parts = compose(context, log);
    log.info(`Activated in ${(performance.now() - startedAt).toFixed(1)} ms`);
    return context.extensionMode === vscode.ExtensionMode.Test ? parts : undefined;
  } catch (error) {
    const { message } = Failure.from(error);
    void vscode.window.showErrorMessage(vscode.l10n.t('Vectorscope could not start: {0}', message));
    throw error;
  }
}
