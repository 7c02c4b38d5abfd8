import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';

const pauseMs = 100;
const longestMs = 30_000;

/**
 * Accepts the first answer to every question of a command until it ends. Throws the command's failure, or its own after
 * half a minute.
 */
export async function answerWithEnter(command: Thenable<unknown>): Promise<void> {
  const ended = Promise.resolve(command).then(() => true);
  const endMs = performance.now() + longestMs;
  do {
    if (performance.now() > endMs) throw new Error('The command did not end');
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  } while (!(await Promise.race([ended, sleep(pauseMs, false)])));
}
