import * as vscode from 'vscode';
import { Disposables } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import { usedColumns, type ColumnMapping } from '../../services/imports/columnMapping.ts';
import { columnsOf, typeOfColumn, type Sample } from '../../services/imports/guessMapping.ts';
import { columnText, previewOf } from './previewOf.ts';

type ColumnItem = vscode.QuickPickItem & { readonly column: string };

/**
 * Asks which columns become metadata. Returns `undefined` after Back; throws `cancelled` when the user closes it. A column of
 * objects gives its members as fields.
 */
export async function askFields(
  title: string,
  sample: Sample,
  mapping: ColumnMapping,
): Promise<ColumnMapping | undefined> {
  const { metadata, fields, ...parts } = mapping;
  const taken = usedColumns({ ...parts, fields: {} });
  const items = columnsOf(sample)
    .filter((column) => !taken.has(column))
    .map((column) => ({
      label: columnText([column]),
      detail: previewOf(sample, [column]),
      column,
    }));
  const chosen = await askMany(
    title,
    items,
    ({ column }) => column === metadata || column in fields,
  );
  if (chosen === undefined) return undefined;
  const columns = chosen.map(({ column }) => column);
  const isKept = metadata !== undefined && columns.includes(metadata);
  const types = columns
    .filter((column) => column !== metadata)
    .map((column) => [column, fields[column] ?? typeOfColumn(sample, column)] as const);
  return {
    ...parts,
    ...(isKept && { metadata }),
    fields: Object.fromEntries(types),
  };
}

async function askMany(
  title: string,
  items: readonly ColumnItem[],
  isChosen: (item: ColumnItem) => boolean,
): Promise<readonly ColumnItem[] | undefined> {
  const resources = new Disposables();
  try {
    const box = resources.own(vscode.window.createQuickPick<ColumnItem>());
    box.title = title;
    box.placeholder = vscode.l10n.t('Which columns become metadata?');
    box.canSelectMany = true;
    box.ignoreFocusOut = true;
    box.buttons = [vscode.QuickInputButtons.Back];
    box.items = items;
    box.selectedItems = items.filter(isChosen);
    return await new Promise((resolve, reject) => {
      resources.own(box.onDidAccept(() => resolve(box.selectedItems)));
      resources.own(box.onDidTriggerButton(() => resolve(undefined)));
      resources.own(box.onDidHide(() => reject(new Failure('cancelled', 'Cancelled'))));
      box.show();
    });
  } finally {
    resources.dispose();
  }
}
