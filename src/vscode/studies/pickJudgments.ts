import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import { CollectedJudgments } from '../../model/evaluation/files/collectedJudgments.ts';
import { judgmentReader } from '../../model/evaluation/files/judgmentReader.ts';
import type { FieldMapping, LineProblem } from '../../model/evaluation/files/judgmentSink.ts';
import { countJudgments } from '../../model/evaluation/study/study.ts';
import { fullCount } from '../formatNumbers.ts';

const mostSamples = 5;
const mostProblems = 20;
const noGrade = '';

/** Asks for a file of judgments, and shows what is read from it until the user accepts it. `undefined` if not. */
export async function pickJudgments(): Promise<CollectedJudgments | undefined> {
  const title = vscode.l10n.t('File of Judgments');
  const [file] = (await vscode.window.showOpenDialog({ title })) ?? [];
  if (!file) return undefined;
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  let chosen: FieldMapping = {};
  for (;;) {
    const found = readJudgments(file.path, text, chosen);
    if (found.judgments.size === 0 && found.fieldNames.length === 0) throw unreadable(found);
    const picked = await showPreview(file.path.split('/').at(-1) ?? '', found);
    if (!picked) return undefined;
    if (picked.accepts) return found;
    if (picked.field) chosen = { ...chosen, ...(await pickField(picked.field, found)) };
  }
}

function readJudgments(name: string, text: string, chosen: FieldMapping): CollectedJudgments {
  const found = new CollectedJudgments();
  const reader = judgmentReader(name, found, chosen);
  for (const [at, line] of text.split('\n').entries()) reader.read(line, at + 1);
  reader.end();
  return found;
}

type PreviewItem = vscode.QuickPickItem & {
  readonly accepts?: boolean;
  readonly field?: keyof FieldMapping;
};

async function showPreview(
  name: string,
  found: CollectedJudgments,
): Promise<PreviewItem | undefined> {
  const { judgments, counts } = found;
  const count = countJudgments(judgments);
  const unreadable = counts.unreadable;
  const accept: PreviewItem = {
    label: `$(check) ${vscode.l10n.t('Make the Study')}`,
    description: [
      vscode.l10n.t('{0} questions, {1} judgments', fullCount(judgments.size), fullCount(count)),
      ...(unreadable > 0
        ? [vscode.l10n.t('without {0} lines that cannot be read', fullCount(unreadable))]
        : []),
      ...(counts.repeated > 0 ? [vscode.l10n.t('{0} repeated', fullCount(counts.repeated))] : []),
      ...(counts.contradicting > 0
        ? [vscode.l10n.t('{0} contradicting', fullCount(counts.contradicting))]
        : []),
    ].join(' · '),
    accepts: true,
  };
  const items: PreviewItem[] = [
    ...(count > 0 ? [accept] : []),
    ...fieldItems(found),
    ...sampleItems(found),
    ...problemItems(vscode.l10n.t('Cannot be read'), found.problems),
    ...problemItems(vscode.l10n.t('Contradicting'), found.contradictions),
  ];
  const title = vscode.l10n.t('What “{0}” Holds', name);
  return vscode.window.showQuickPick(items, { title });
}

/** The columns that are used: choosing one changes it. */
function fieldItems({ fieldNames, mapping }: CollectedJudgments): readonly PreviewItem[] {
  if (fieldNames.length === 0) return [];
  const none = vscode.l10n.t('none');
  const item = (field: keyof FieldMapping, title: string, value: string): PreviewItem => ({
    label: `$(edit) ${vscode.l10n.t('{0}: {1}', title, value)}`,
    description: vscode.l10n.t('Change…'),
    field,
  });
  return [
    { label: vscode.l10n.t('Columns'), kind: vscode.QuickPickItemKind.Separator },
    item('question', vscode.l10n.t('Question'), mapping.question ?? none),
    item('record', vscode.l10n.t('Record'), mapping.record ?? none),
    item(
      'grade',
      vscode.l10n.t('Grade'),
      mapping.grade ?? vscode.l10n.t('none: every record is relevant'),
    ),
  ];
}

function sampleItems({ judgments, texts }: CollectedJudgments): readonly PreviewItem[] {
  const samples = [...judgments].slice(0, mostSamples).map(([question, grades]) => ({
    label: texts.get(question) ?? question,
    description: [...grades].map(([record, grade]) => `${record} (${grade})`).join(', '),
  }));
  if (samples.length === 0) return [];
  const label = vscode.l10n.t('First Questions');
  return [{ label, kind: vscode.QuickPickItemKind.Separator }, ...samples];
}

function problemItems(label: string, problems: readonly LineProblem[]): readonly PreviewItem[] {
  if (problems.length === 0) return [];
  return [
    { label, kind: vscode.QuickPickItemKind.Separator },
    ...problems.slice(0, mostProblems).map(({ line, message }) => ({
      label: vscode.l10n.t('Line {0}', line),
      description: message,
    })),
  ];
}

async function pickField(
  field: keyof FieldMapping,
  { fieldNames }: CollectedJudgments,
): Promise<FieldMapping> {
  const none = { label: vscode.l10n.t('None: every record is relevant'), name: noGrade };
  const names = fieldNames.map((name) => ({ label: name, name }));
  const picked = await vscode.window.showQuickPick(field === 'grade' ? [...names, none] : names, {
    title: vscode.l10n.t('Which column holds it?'),
  });
  return picked ? { [field]: picked.name } : {};
}

function unreadable({ problems: [problem] }: CollectedJudgments): Failure {
  return new Failure(
    'badInput',
    problem
      ? vscode.l10n.t('Line {0} cannot be read: {1}', problem.line, problem.message)
      : vscode.l10n.t('The file holds no judgments'),
  );
}
