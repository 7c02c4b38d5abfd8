import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { QueryCell } from '../../../src/model/notebook/cell.ts';
import type { CellProblem } from '../../../src/protocol/notebook.ts';
import type { IndexKind } from '../../../src/model/vectorIndex.ts';
import { LinesField, OptionalFieldButton } from '../cell/optionalField.tsx';
import {
  isOffered,
  optionalFields,
  textsOf,
  type FieldTexts,
  type OptionalField,
} from './queryOptionTexts.ts';

/** Returns the optional fields of a query that are used or opened, and the buttons that open the others. */
export function useOptionalFields(
  cell: QueryCell,
  problems: readonly CellProblem[],
  indexKind: IndexKind | undefined,
  onType: (cell: QueryCell) => void,
): { readonly buttons: ComponentChildren; readonly fields: ComponentChildren } {
  const [opened, setOpened] = useState<readonly OptionalField[]>([]);
  const isShown = (field: OptionalField): boolean =>
    opened.includes(field) || (cell[field] ?? '') !== '';
  const open = (field: OptionalField): void => setOpened([...opened, field]);
  return {
    buttons: optionalFields
      .filter((field) => !isShown(field) && isOffered(field, cell, indexKind))
      .map((field) => (
        <OptionalFieldButton
          key={field}
          label={`${textsOf(field).name}…`}
          hint={textsOf(field).hint}
          onOpen={() => open(field)}
        />
      )),
    fields: optionalFields
      .filter(isShown)
      .map((field) => (
        <LinesField
          key={field}
          {...fieldTexts(field)}
          value={cell[field] ?? ''}
          isInvalid={problems.some((problem) => problem.field === field)}
          takesFocus={opened.includes(field)}
          onType={(typed) => onType({ ...cell, [field]: typed })}
        />
      )),
  };
}

function fieldTexts(field: OptionalField): Omit<FieldTexts, 'hint'> {
  const { name, label, placeholder } = textsOf(field);
  return { name, label, placeholder };
}
