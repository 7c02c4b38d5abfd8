import { describe, expect, it } from 'vitest';
import { applyEdits } from './applyEdits.ts';
import type { Environment } from '../../../../src/model/environment.ts';
import { bindingTo, withEnvironmentIds } from '../../../../src/model/notebook/environmentIds.ts';
import { editText } from '../../../../src/model/notebook/editText.ts';
import { environmentNameResolver } from '../../../../src/model/notebook/environmentNameResolver.ts';
import type { NotebookEdit } from '../../../../src/model/notebook/notebookEdit.ts';
import { parseNotebook } from '../../../../src/model/notebook/parseNotebook.ts';
import { printNotebook } from '../../../../src/model/notebook/printNotebook.ts';
import { renameEnvironments } from '../../../../src/model/notebook/renameEnvironments.ts';

type Known = Pick<Environment, 'id' | 'name'>;

/** Environments by name and id, which can be renamed. */
class Settings {
  all: Known[] = [
    { id: 's', name: 'staging' },
    { id: 'p', name: 'production' },
    { id: 'local', name: 'local' },
  ];
  readonly byName = (name: string): Known | undefined => this.all.find((one) => one.name === name);
  readonly byId = (id: string): Known | undefined => this.all.find((one) => one.id === id);

  rename(id: string, name: string): void {
    this.all = this.all.map((one) => (one.id === id ? { id, name } : one));
  }
}

const withId = `vecnb 1
environment: staging
environment id: s
index: docs

### query one
environment: production
environment id: p
id: a
`;
const withoutId = withId.replaceAll(/^environment id: .\n/gm, '');

function environmentsIn(
  text: string,
  settings: Settings,
  naming = environmentNameResolver(settings),
): unknown {
  const parsed = parseNotebook(text, naming);
  if (!parsed.isValid) return parsed.problems;
  const { binding, cells } = parsed.notebook;
  return [
    binding.environment,
    ...cells.map((cell) => cell.kind !== 'text' && cell.binding.environment),
  ];
}

/** What the text is after an edit of the notebook that it holds. */
function edited(text: string, settings: Settings, edit: NotebookEdit): string {
  const parsed = parseNotebook(text, environmentNameResolver(settings));
  if (!parsed.isValid) throw new Error('The text is no notebook');
  const full = withEnvironmentIds(text, parsed.notebook, edit, settings.byName);
  return applyEdits(text, editText(text, parsed.notebook, full));
}

describe('an environment that is renamed', () => {
  it('is found by its id', () => {
    const settings = new Settings();
    settings.rename('s', 'stage');
    expect(environmentsIn(withId, settings)).toEqual(['stage', 'production']);
  });

  it('is found by its name as long as that was known before, if a text has no id', () => {
    const settings = new Settings();
    const naming = environmentNameResolver(settings);
    expect(environmentsIn(withoutId, settings, naming)).toEqual(['staging', 'production']);
    settings.rename('s', 'stage');
    expect(environmentsIn(withoutId, settings, naming)).toEqual(['stage', 'production']);
    expect(environmentsIn(withoutId, settings)).toEqual(['staging', 'production']);
  });

  it('gets its name and its id in a text if that is wanted, and other lines stay', () => {
    const text = withoutId.replace('index: docs', '# why\nindex: docs');
    const edits = renameEnvironments(text, (name) =>
      name === 'staging' ? { name: 'stage', id: 's' } : undefined,
    );
    expect(applyEdits(text, edits)).toBe(
      text.replace('environment: staging', 'environment: stage\nenvironment id: s'),
    );
    expect(renameEnvironments(withId, () => undefined)).toEqual([]);
  });
});

describe('the id of an environment in a notebook', () => {
  it('counts for nothing on a machine that does not know it', () => {
    expect(environmentsIn(withId.replace('id: s', 'id: elsewhere'), new Settings())).toEqual([
      'staging',
      'production',
    ]);
  });

  it('is refused beside the name of another environment', () => {
    expect(environmentsIn(withId.replace('id: s', 'id: p'), new Settings())).toEqual([
      {
        line: 1,
        start: 13,
        end: 20,
        message: 'The id belongs to “production”, not to “staging”. Keep one of the two lines',
      },
    ]);
  });

  it('is written into a new notebook, but not for this machine', () => {
    const print = (environment: Known): string =>
      printNotebook({ binding: bindingTo(environment, 'docs', 'n'), cells: [] });
    expect(print({ id: 's', name: 'staging' })).toBe(
      'vecnb 1\nenvironment: staging\nenvironment id: s\nindex: docs\nnamespace: n\n',
    );
    expect(print({ id: 'local', name: 'local' })).not.toContain('environment id');
  });

  it('follows the environment that is chosen', () => {
    const binding = { environment: 'production', index: 'docs', namespace: '' };
    const edit = { edit: 'setBinding', binding } as const;
    const settings = new Settings();
    expect(edited(withId, settings, edit)).toContain(
      'environment: production\nenvironment id: p\nindex: docs\n',
    );
    expect(
      edited(withId, settings, { ...edit, binding: { ...binding, environment: 'local' } }),
    ).toContain('environment: local\nindex: docs\n');
  });

  it('stays if the environment is not known here and another line changes', () => {
    const settings = new Settings();
    settings.all = [];
    const binding = { environment: 'staging', index: 'other', namespace: '' };
    expect(edited(withId, settings, { edit: 'setBinding', binding })).toBe(
      withId.replace('index: docs', 'index: other'),
    );
  });

  it('stays in a cell whose query changes', () => {
    const settings = new Settings();
    const parsed = parseNotebook(withId, environmentNameResolver(settings));
    const cell = parsed.isValid ? parsed.notebook.cells[0] : undefined;
    if (cell?.kind !== 'query') throw new Error('There is no query');
    const changed = { ...cell, input: { by: 'id', value: 'b' } } as const;
    expect(edited(withId, settings, { edit: 'replaceCell', cell: changed })).toBe(
      withId.replace('id: a', 'id: b'),
    );
  });
});
