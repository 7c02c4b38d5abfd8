import * as vscode from 'vscode';
import type { Environment } from '../model/environment.ts';
import type { Report } from './report.ts';

/** Registers a command whose failures go to `report`. A cancelled command shows no message. */
export function registerCommand(
  id: string,
  run: (...args: readonly unknown[]) => Promise<void>,
  report: Report,
): vscode.Disposable {
  const start = async (...args: readonly unknown[]): Promise<void> => {
    try {
      await run(...args);
    } catch (error) {
      report(error, { retry: () => start(...args), ...contextOf(args[0]) });
    }
  };
  return vscode.commands.registerCommand(id, start);
}

/** Returns the environment of a command's tree node, if any: it decides which recovery step helps. */
function contextOf(argument: unknown): { environment?: Environment } {
  if (typeof argument !== 'object' || argument === null || !('environment' in argument)) return {};
  const { environment } = argument;
  const isWhole = typeof environment === 'object' && environment !== null && 'kind' in environment;
  return isWhole ? { environment: environment as Environment } : {};
}
