import * as vscode from 'vscode';
import type { RowFile } from '../../model/files/rowFile.ts';
import type { ImportCheck, FileImportOutcome } from '../../services/imports/fileImports.ts';
import type { Refusal } from '../../services/imports/recordsOfFile.ts';
import { fullCount } from '../formatNumbers.ts';
import { recordsText } from '../labels.ts';

/** Returns what an import would do, for the question before it. */
export function checkDetails(check: ImportCheck, unit: RowFile['unit']): readonly string[] {
  const { existing, namespaces, writeUnits, readUnits } = check;
  return [
    refusedText(check, unit),
    namespaces.length > 1
      ? vscode.l10n.t('They go to {0} namespaces.', fullCount(namespaces.length))
      : '',
    existing === 0
      ? vscode.l10n.t('No record there is overwritten.')
      : vscode.l10n.t(
          'Up to {0} there are overwritten, and this cannot be undone: back up the index first if you may need them.',
          recordsText(existing),
        ),
    writeUnits === 0
      ? ''
      : vscode.l10n.t(
          'Write units: about {0}. Read units of the check at the end: {1}.',
          fullCount(writeUnits),
          fullCount(readUnits),
        ),
  ];
}

/** Returns where a refused row is, and why it is refused: `line 62: its id is also that of line 9`. */
export function refusalText({ place, reason }: Refusal, unit: RowFile['unit']): string {
  return unit === 'line'
    ? vscode.l10n.t('line {0}: {1}', fullCount(place), reason)
    : vscode.l10n.t('row {0}: {1}', fullCount(place), reason);
}

function refusedText(
  { refused, firstRefusal, rejectFile = '' }: ImportCheck,
  unit: RowFile['unit'],
): string {
  if (firstRefusal === undefined) return '';
  const first = refusalText(firstRefusal, unit);
  const name = nameOf(rejectFile);
  return refused === 1
    ? vscode.l10n.t('1 row cannot be imported ({0}). It is in “{1}”.', first, name)
    : vscode.l10n.t(
        '{0} rows cannot be imported (the first: {1}). They are in “{2}” with the reasons.',
        fullCount(refused),
        first,
        name,
      );
}

/** Returns how an import ended. */
export function fileImportMessage(
  file: string,
  where: string,
  outcome: FileImportOutcome,
  refusedBefore: number,
): string {
  const written = recordsText(outcome.written);
  if (outcome.state === 'complete' || outcome.state === 'incomplete')
    return [
      vscode.l10n.t('Imported {0} from “{1}” into {2}.', written, file, where),
      endText(outcome, refusedBefore),
    ].join(' ');
  const ended = vscode.l10n.t(
    'The import of “{0}” into {1} ended early, with {2} written.',
    file,
    where,
    written,
  );
  return outcome.state === 'interrupted' ? `${ended} ${outcome.failure.message}.` : ended;
}

function endText(
  { missing = 0, refused, rejectFile = '' }: FileImportOutcome,
  refusedBefore: number,
): string {
  const left = refusedBefore + refused;
  const name = nameOf(rejectFile);
  if (missing > 0)
    return vscode.l10n.t(
      'It is incomplete: the index does not show {0}, which are listed in “{1}”. The service may show them late, or they were deleted meanwhile.',
      recordsText(missing),
      name,
    );
  return left === 0
    ? vscode.l10n.t('The index has every id of the file.')
    : vscode.l10n.t('{0} were refused; “{1}” has the reasons.', recordsText(left), name);
}

function nameOf(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}
