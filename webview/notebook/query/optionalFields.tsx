import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { QueryCell } from '../../../src/model/notebook/cell.ts';
import type { CellProblem } from '../../../src/protocol/notebook.ts';
import { t } from '../../shared/l10n.ts';
import { LinesField, OptionalFieldButton } from '../cell/optionalField.tsx';

/** Returns the optional fields of a query that are used or opened, and the buttons that open the others. */
export function useOptionalFields(
  cell: QueryCell,
  problems: readonly CellProblem[],
  onType: (cell: QueryCell) => void,
): { readonly buttons: ComponentChildren; readonly fields: ComponentChildren } {
  const [opened, setOpened] = useState<readonly OptionalField[]>([]);
  const isShown = (field: OptionalField): boolean =>
    opened.includes(field) || (cell[field] ?? '') !== '';
  const open = (field: OptionalField): void => setOpened([...opened, field]);
  return {
    buttons: optionalFields
      .filter((field) => !isShown(field))
      .map((field) => (
        <OptionalFieldButton key={field} {...buttonOf(field)} onOpen={() => open(field)} />
      )),
    fields: optionalFields
      .filter(isShown)
      .map((field) => (
        <LinesField
          key={field}
          {...fieldOf(field)}
          value={cell[field] ?? ''}
          isInvalid={problems.some((problem) => problem.field === field)}
          takesFocus={opened.includes(field)}
          onType={(typed) => onType({ ...cell, [field]: typed })}
        />
      )),
  };
}

const optionalFields = ['sparse', 'alpha', 'otherNamespaces', 'expected', 'assert'] as const;
type OptionalField = (typeof optionalFields)[number];

function buttonOf(field: OptionalField): { readonly label: string; readonly hint: string } {
  return {
    sparse: {
      label: t('sparse…'),
      hint: t('Add sparse values, for a sparse or a hybrid query'),
    },
    alpha: { label: t('alpha…'), hint: t('Weigh the dense against the sparse part') },
    otherNamespaces: {
      label: t('namespaces…'),
      hint: t('Query more namespaces, and merge the hits by score'),
    },
    expected: { label: t('expected…'), hint: t('Name the records that this query should find') },
    assert: { label: t('assert…'), hint: t('Say what the result has to be, for tests') },
  }[field];
}

type FieldTexts = { readonly name: string; readonly label: string; readonly placeholder: string };

function fieldOf(field: OptionalField): FieldTexts {
  return {
    sparse: { name: t('sparse'), label: t('Sparse values'), placeholder: '12: 0.5, 99: 0.25' },
    alpha: {
      name: t('alpha'),
      label: t('Weight of the dense part'),
      placeholder: t('0 (sparse) to 1 (dense)'),
    },
    otherNamespaces: {
      name: t('namespaces'),
      label: t('Other namespaces'),
      placeholder: t('Names, one per line or separated by commas'),
    },
    expected: {
      name: t('expected'),
      label: t('IDs of expected records'),
      placeholder: t('IDs, one per line or separated by commas'),
    },
    assert: {
      name: t('assert'),
      label: t('Assertions about the result'),
      placeholder: 'expected in top 5',
    },
  }[field];
}
