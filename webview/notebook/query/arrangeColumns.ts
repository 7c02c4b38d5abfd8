import type { ColumnChoice } from '../state/notebookView.ts';

export const noChoice: ColumnChoice = { order: [], hidden: [], frozen: [] };

type Keyed = { readonly key: string };

/** Returns all columns in the user's order, frozen ones first. Columns that the choice does not name keep their place behind the others. */
export function orderColumns<Column extends Keyed>(
  columns: readonly Column[],
  { order, frozen }: ColumnChoice,
): Column[] {
  const placeOf = ({ key }: Keyed): number => {
    const place = order.indexOf(key);
    return place < 0 ? order.length : place;
  };
  const isFrozen = ({ key }: Keyed): number => Number(frozen.includes(key));
  return columns.toSorted(
    (one, other) => isFrozen(other) - isFrozen(one) || placeOf(one) - placeOf(other),
  );
}

/** Returns the columns that are not hidden. At least one stays: a grid without columns cannot be reached. */
export function visibleColumns<Column extends Keyed>(
  columns: readonly Column[],
  { hidden }: ColumnChoice,
): readonly Column[] {
  const visible = columns.filter(({ key }) => !hidden.includes(key));
  return visible.length > 0 ? visible : columns.slice(0, 1);
}

/** Returns the choice after a column was moved to the place of another one in this order of all columns. */
export function moveColumn(
  choice: ColumnChoice,
  ordered: readonly Keyed[],
  key: string,
  placeOf: string,
): ColumnChoice {
  const keys = ordered.map((column) => column.key);
  const to = keys.indexOf(placeOf);
  if (to < 0 || !keys.includes(key)) return choice;
  const order = keys.filter((one) => one !== key).toSpliced(to, 0, key);
  // A column that is moved among the frozen ones becomes one of them, and the other way round.
  const isFrozen = choice.frozen.includes(placeOf);
  return {
    ...choice,
    order,
    frozen: isFrozen ? [...new Set([...choice.frozen, key])] : without(choice.frozen, key),
  };
}

/** Returns the choice after a column was shown or hidden. */
export function toggleHidden(choice: ColumnChoice, key: string): ColumnChoice {
  return { ...choice, hidden: toggled(choice.hidden, key) };
}

/** Returns the choice after a column was frozen or released. */
export function toggleFrozen(choice: ColumnChoice, key: string): ColumnChoice {
  return { ...choice, frozen: toggled(choice.frozen, key) };
}

function toggled(keys: readonly string[], key: string): readonly string[] {
  return keys.includes(key) ? without(keys, key) : [...keys, key];
}

function without(keys: readonly string[], key: string): readonly string[] {
  return keys.filter((one) => one !== key);
}
