import type { Environment } from '../environment.ts';
import { localEnvironment } from '../environment.ts';
import type { Binding, Notebook } from './cell.ts';
import type { NotebookEdit } from './notebookEdit.ts';
import { parseLayout, type SectionLayout } from './notebookLayout.ts';

/** Returns a binding with the environment's id, which survives a rename. */
export function bindingTo(
  environment: Pick<Environment, 'id' | 'name'>,
  index: string,
  namespace: string,
): Binding {
  const { id, name } = environment;
  return { environment: name, ...idOf(id), index, namespace };
}

/**
 * Returns the edit with the ids of the environments that it names. An unknown environment keeps the id in the text.
 * `notebook` is the parsed `text`.
 */
export function withEnvironmentIds(
  text: string,
  notebook: Notebook,
  edit: NotebookEdit,
  byName: (name: string) => Pick<Environment, 'id'> | undefined,
): NotebookEdit {
  const withId = <B extends Partial<Binding>>(
    binding: B,
    before: string | undefined,
    section: SectionLayout | undefined,
  ): B => {
    const { environment } = binding;
    if (environment === undefined) return binding;
    const id = byName(environment)?.id ?? (environment === before ? idIn(section) : undefined);
    return { ...binding, ...idOf(id) };
  };
  if (edit.edit === 'setBinding') {
    const { header } = parseLayout(text);
    return { ...edit, binding: withId(edit.binding, notebook.binding.environment, header) };
  }
  if (edit.edit === 'insertCells') {
    const cells = edit.cells.map((cell) =>
      cell.kind === 'text'
        ? cell
        : { ...cell, binding: withId(cell.binding, undefined, undefined) },
    );
    return { ...edit, cells };
  }
  if ((edit.edit !== 'replaceCell' && edit.edit !== 'insertCell') || edit.cell.kind === 'text')
    return edit;
  const { cell } = edit;
  const place = notebook.cells.findIndex(({ id }) => id === cell.id);
  const old = notebook.cells[place];
  const before = old && old.kind !== 'text' ? old.binding.environment : undefined;
  const binding = withId(cell.binding, before, parseLayout(text).cells[place]);
  return { ...edit, cell: { ...cell, binding } };
}

/** The local environment has the same name everywhere and needs no id. */
function idOf(id: string | undefined): { environmentId?: string } {
  return id === undefined || id === localEnvironment.id ? {} : { environmentId: id };
}

function idIn(section: SectionLayout | undefined): string | undefined {
  return section?.fields.find(({ key }) => key === 'environment id')?.value;
}
