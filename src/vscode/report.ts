import * as vscode from 'vscode';
import { Failure, isCancelled } from '../common/failure.ts';
import type { Environment } from '../model/environment.ts';
import { escapeInvisible } from '../model/escapeInvisible.ts';
import type { RecentFailures } from '../services/diagnostics/recentFailures.ts';
import { recoveryStep } from '../services/queries/recoveryStep.ts';
import { noRightReason } from '../services/keys/keyRights.ts';
import { lockedReason } from '../services/writes/writeAccess.ts';
import { commands } from './ids.ts';

/** Shows a failure to the user. Never throws or rejects; a cancelled action shows nothing. */
export type Report = (error: unknown, context?: ReportContext) => void;

export type ReportContext = {
  /** The environment that failed: decides which key to update and whether the engine may be restarted. */
  readonly environment?: Environment;
  /** Repeats the action; reports its own failures too. */
  readonly retry?: () => unknown;
};

/** The extension's output channel. */
export type ReportLog = Pick<vscode.LogOutputChannel, 'warn' | 'error' | 'show'>;

type Button = { readonly title: string; readonly take: () => unknown };

/**
 * Creates the function that shows failures to the user. `failures` stores their kinds. `onDidMiss` receives
 * environments in which something was not found, so that views can refresh.
 */
export function createReport(
  log: ReportLog,
  failures: Pick<RecentFailures, 'note'>,
  onDidMiss: (environment: Environment) => void,
): Report {
  const report: Report = (error, context = {}) => {
    if (isCancelled(error)) return;
    const failure = Failure.from(error);
    writeToLog(log, failure);
    if (failure.kind === 'notFound' && context.environment) onDidMiss(context.environment);
    failures.note(`shown: ${errorCodeOf(failure)}`);
    void offer(failure, buttonsFor(failure, context, log), report);
  };
  return report;
}

async function offer(failure: Failure, buttons: readonly Button[], report: Report): Promise<void> {
  const ask = isUsersToSolve(failure)
    ? vscode.window.showWarningMessage
    : vscode.window.showErrorMessage;
  try {
    const chosen = await ask(sentence(failure.message), ...buttons.map(({ title }) => title));
    await buttons.find(({ title }) => title === chosen)?.take();
  } catch (error) {
    report(error);
  }
}

function buttonsFor(failure: Failure, context: ReportContext, log: ReportLog): readonly Button[] {
  const { environment, retry } = context;
  const step = recoveryStep(failure.kind, environment?.kind);
  const buttons: Button[] = [];
  const locked = failure.reason?.word === lockedReason ? failure.reason.facts : undefined;
  if (locked !== undefined) {
    buttons.push({
      title: vscode.l10n.t('Unlock for 15 Minutes'),
      take: async () => {
        await vscode.commands.executeCommand(commands.unlock, { id: locked['environment'] });
        await retry?.();
      },
    });
  }
  if (failure.reason?.word === noRightReason) {
    buttons.push({
      title: vscode.l10n.t('Set Writing Key'),
      take: () =>
        vscode.commands.executeCommand(commands.setWritingKey, {
          id: failure.reason?.facts?.['environment'],
        }),
    });
  }
  if (step === 'updateKey') {
    buttons.push({
      title: vscode.l10n.t('Update Key'),
      take: () => vscode.commands.executeCommand(commands.updateKey, environment),
    });
  }
  if (step === 'restartEngine') {
    buttons.push({
      title: vscode.l10n.t('Restart Engine'),
      take: () => vscode.commands.executeCommand(commands.restartEngine),
    });
  }
  // A stopped engine starts with the next request.
  if (retry !== undefined && (step === 'retry' || step === 'restartEngine'))
    buttons.push({ title: vscode.l10n.t('Retry'), take: retry });
  if (!isUsersToSolve(failure))
    buttons.push({ title: vscode.l10n.t('Show Log'), take: () => log.show() });
  return buttons;
}

/** Whether the message alone says what to change, so that the log adds nothing. */
function isUsersToSolve({ kind, reason }: Failure): boolean {
  return (
    reason?.word === lockedReason ||
    reason?.word === noRightReason ||
    kind === 'badInput' ||
    kind === 'unauthorized' ||
    kind === 'conflict'
  );
}

/** Logs kind, status, message and, for internal failures, the stack. A cause's own message may quote what was sent. */
function writeToLog(log: ReportLog, failure: Failure): void {
  const line = `${errorCodeOf(failure)}: ${escapeInvisible(failure.message)}`;
  if (failure.kind === 'internal') log.error([line, ...framesOf(failure.cause)].join('\n'));
  else log.warn(line);
}

function errorCodeOf({ kind, status }: Failure): string {
  return status === undefined ? kind : `${kind} ${status}`;
}

function framesOf(cause: unknown): readonly string[] {
  const stack = cause instanceof Error ? (cause.stack ?? '') : '';
  return stack.split('\n').filter((line) => line.startsWith('    at '));
}

function sentence(message: string): string {
  const visible = escapeInvisible(message);
  return /[.!?…]$/.test(visible) ? visible : `${visible}.`;
}
