import * as vscode from 'vscode';
import type { Report } from './report.ts';

/** Registers a command whose failures meet the user in one place; a cancelled one ends in silence. */
export function registerCommand(
  id: string,
  run: (...args: readonly unknown[]) => Promise<void>,
  report: Report,
): vscode.Disposable {
  const start = async (...args: readonly unknown[]): Promise<void> => {
    try {
      await run(...args);
    } catch (error) {
      report(error, { retry: () => start(...args) });
    }
  };
  return vscode.commands.registerCommand(id, start);
}
