import * as vscode from 'vscode';
import { escapeInvisible } from '../../model/escapeInvisible.ts';

/** Runs work with a progress notification (0 to 1) and, if the work can be cancelled, a cancel button. */
export async function withProgress<T>(
  title: string,
  run: (signal: AbortSignal, progress: (part: number, message: string) => void) => Promise<T>,
  { isCancellable = true } = {},
): Promise<T> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress(
    { location, title: escapeInvisible(title), cancellable: isCancellable },
    async (bar, token) => {
      const stop = new AbortController();
      const listening = token.onCancellationRequested(() => stop.abort());
      let shown = 0;
      const progress = (part: number, message: string): void => {
        bar.report({ increment: Math.max(0, part - shown) * 100, message });
        shown = Math.max(shown, part);
      };
      try {
        return await run(stop.signal, progress);
      } finally {
        listening.dispose();
      }
    },
  );
}
