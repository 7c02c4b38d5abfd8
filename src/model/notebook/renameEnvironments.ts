import { printField } from './fieldText.ts';
import { parseLayout, type SectionLayout } from './notebookLayout.ts';
import { replaceLines, type TextEdit } from './textLines.ts';

/** Returns the text edits that update environment names and ids. They do not overlap. */
export function renameEnvironments(text: string, newName: NewName): readonly TextEdit[] {
  const { header, cells } = parseLayout(text);
  return [header, ...cells].flatMap((section) => renameIn(text, section, newName));
}

/** Returns the current name of an environment by the id or name in a text; `undefined` if the text is up to date. */
export type NewName = (
  name: string,
  id: string | undefined,
) => { readonly name: string; readonly id: string } | undefined;

function renameIn(text: string, { fields }: SectionLayout, newName: NewName): readonly TextEdit[] {
  const name = fields.find(({ key }) => key === 'environment');
  const id = fields.find(({ key }) => key === 'environment id');
  if (name === undefined) return [];
  const now = newName(name.value, id?.value);
  if (now === undefined) return [];
  const idLine = id === undefined ? printField('environment id', now.id) : [];
  const lines = [...printField('environment', now.name), ...idLine];
  return replaceLines(text, name.fromLine, name.toLine, lines);
}
