import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import { printStudy } from '../../model/evaluation/study/printStudy.ts';
import type { Binding } from '../../model/notebook/cell.ts';
import type { HistoryStore } from '../../services/notebook/kept/runHistory.ts';
import { historyQuestions } from '../../services/studies/historyQuestions.ts';
import { studyOfCells } from '../../services/studies/newStudy.ts';
import { formatAge } from '../formatAge.ts';
import { fullCount } from '../formatNumbers.ts';
import { parseHistoryLine } from '../notebook/kept/parseKept.ts';

/** Asks which queries of the history become questions; returns the text of their study, or `undefined`. */
export async function pickHistory(
  history: Pick<HistoryStore, 'read'>,
  binding: Binding,
): Promise<string | undefined> {
  const lines = await history.read();
  const entries = lines.map(parseHistoryLine).filter((entry) => entry !== undefined);
  const questions = historyQuestions(entries, binding);
  if (questions.length === 0)
    throw new Failure(
      'notFound',
      vscode.l10n.t('No query of a notebook has asked “{0}” in this workspace', binding.index),
    );
  const now = Date.now();
  const items = questions.map(({ cell, asked, at, times, count }) => ({
    label: asked,
    description: [
      formatAge(at, now),
      vscode.l10n.t('{0} hits', fullCount(count)),
      ...(times > 1 ? [vscode.l10n.t('{0} times', fullCount(times))] : []),
    ].join(' · '),
    picked: true,
    cell,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Questions From the History of “{0}”', binding.index),
    canPickMany: true,
  });
  if (!picked || picked.length === 0) return undefined;
  const cells = picked.map(({ cell }) => ({ cell, expected: [] }));
  return printStudy(studyOfCells(binding, cells));
}
