import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import { printStudy } from '../../model/evaluation/study/printStudy.ts';
import type { Study } from '../../model/evaluation/study/study.ts';
import type { Binding } from '../../model/notebook/cell.ts';
import { bindingTo } from '../../model/notebook/environmentIds.ts';
import { environmentNameResolver } from '../../model/notebook/environmentNameResolver.ts';
import { parseNotebook } from '../../model/notebook/parseNotebook.ts';
import { emptyStudy, studyOfJudgments, studyOfNotebook } from '../../services/studies/newStudy.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { openUnsaved } from '../flows/openNewNotebook.ts';
import type { HistoryStore } from '../../services/notebook/kept/runHistory.ts';
import { pickTarget, type PickTargetDeps } from '../flows/pickTarget.ts';
import { viewTypes } from '../ids.ts';
import { pickHistory } from './pickHistory.ts';
import { pickJudgments } from './pickJudgments.ts';

export type NewStudyDeps = PickTargetDeps & {
  readonly environments: Pick<Environments, 'byName' | 'byId'>;
  readonly extensionUri: vscode.Uri;
  readonly history: Pick<HistoryStore, 'read'>;
};

type Source = vscode.QuickPickItem & {
  readonly from: 'notebook' | 'file' | 'history' | 'nothing' | 'sample';
};

/** Opens an unsaved study: from the open notebook, a file of judgments, the history of queries, or without questions. */
export async function newStudy(deps: NewStudyDeps, argument: unknown): Promise<void> {
  const notebook = activeNotebook();
  const from = argument === undefined || notebook ? await pickSource(notebook) : 'nothing';
  if (from === 'sample') return openSample(deps);
  if (from === 'history') return openFromHistory(deps, argument);
  const study = from && (await studyFrom(from, notebook, deps, argument));
  if (!study) return;
  const name = study.binding.index || 'study';
  await openUnsaved(printStudy(study), `${name}.vecstudy`, viewTypes.study);
}

async function openFromHistory(deps: NewStudyDeps, argument: unknown): Promise<void> {
  const target = await pickTarget(deps, argument);
  if (!target) return;
  const binding = bindingTo(target.environment, target.index, target.namespace);
  const text = await pickHistory(deps.history, binding);
  if (text !== undefined) await openUnsaved(text, `${target.index}.vecstudy`, viewTypes.study);
}

/** Opens a copy of the study that comes with the sample index `fiori-docs`. */
async function openSample({ extensionUri }: NewStudyDeps): Promise<void> {
  const file = vscode.Uri.joinPath(extensionUri, 'media', 'studies', 'fiori-docs.vecstudy');
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  await openUnsaved(text, 'fiori-docs.vecstudy', viewTypes.study);
}

async function pickSource(
  notebook: vscode.TextDocument | undefined,
): Promise<Source['from'] | undefined> {
  const sources: Source[] = [
    ...(notebook
      ? [
          {
            from: 'notebook' as const,
            label: vscode.l10n.t('From This Notebook'),
            detail: vscode.l10n.t('Each query cell that expects records becomes a question'),
          },
        ]
      : []),
    {
      from: 'file',
      label: vscode.l10n.t('From a File of Judgments…'),
      detail: vscode.l10n.t('TREC qrels, BEIR, Ragas, Quepid, CSV or JSON'),
    },
    {
      from: 'history',
      label: vscode.l10n.t('From the History of Queries…'),
      detail: vscode.l10n.t('Queries that notebooks have asked of an index in this workspace'),
    },
    {
      from: 'sample',
      label: vscode.l10n.t('Sample: Fiori Documentation'),
      detail: vscode.l10n.t('60 questions with judgments that no person has checked'),
    },
    {
      from: 'nothing',
      label: vscode.l10n.t('Empty'),
      detail: vscode.l10n.t('Write the questions yourself, and judge what is found'),
    },
  ];
  const picked = await vscode.window.showQuickPick(sources, { title: vscode.l10n.t('New Study') });
  return picked?.from;
}

async function studyFrom(
  from: Exclude<Source['from'], 'sample' | 'history'>,
  notebook: vscode.TextDocument | undefined,
  deps: NewStudyDeps,
  argument: unknown,
): Promise<Study | undefined> {
  if (from === 'notebook' && notebook) {
    const parsed = parseNotebook(notebook.getText(), environmentNameResolver(deps.environments));
    if (!parsed.isValid)
      throw new Failure(
        'badInput',
        vscode.l10n.t('The file is not a valid notebook: open it as text to fix it'),
      );
    const study = studyOfNotebook(parsed.notebook);
    if (study.questions.length > 0) return study;
    throw new Failure('badInput', vscode.l10n.t('No query cell of this notebook expects records'));
  }
  const found = from === 'file' ? await pickJudgments() : undefined;
  if (from === 'file' && !found) return undefined;
  const target = await pickTarget(deps, argument);
  if (!target) return undefined;
  const binding: Binding = bindingTo(target.environment, target.index, target.namespace);
  return found ? studyOfJudgments(binding, found) : emptyStudy(binding);
}

function activeNotebook(): vscode.TextDocument | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof vscode.TabInputCustom) || input.viewType !== viewTypes.notebook)
    return undefined;
  return vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === input.uri.toString());
}
