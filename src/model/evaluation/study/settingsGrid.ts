import { optionKeys } from './askOptions.ts';
import { setupOptions } from './optionNames.ts';
import type { StudyField, StudySection } from './studyLayout.ts';

/**
 * Returns the setups that a search tries, as sections: every combination of the lines of its fields, the last field
 * varying fastest. A setup is named by what differs.
 */
export function settingsGrid(section: StudySection): readonly StudySection[] {
  const varied = section.fields.filter(({ key }) => settingKeys.includes(key));
  let grid: readonly (readonly StudyField[])[] = [[]];
  for (const field of varied) {
    const choices = field.value.split('\n').map((value) => value.trim());
    const fields = choices.filter((value) => value !== '').map((value) => ({ ...field, value }));
    grid = grid.flatMap((chosen) => fields.map((one) => [...chosen, one]));
    // A grid that is too large is a problem of the text: its setups are not needed.
    if (grid.length > 10 * mostSettings) break;
  }
  const several = new Set(
    varied.filter(({ value }) => value.trim().includes('\n')).map(({ key }) => key),
  );
  const common = section.fields.filter(({ key }) => key.startsWith('environment'));
  return grid.map((fields) => {
    const said = fields.filter(({ key }) => several.has(key)).map(nameOf);
    return {
      ...section,
      kind: 'setup',
      name: said.length === 0 ? section.name : `${section.name}: ${said.join(', ')}`,
      fields: [
        ...common,
        ...fields.map((field) => (isLacking(field) ? { ...field, value: '' } : field)),
      ],
    };
  });
}

/** Settings of a search that are asked at most. */
export const mostSettings = 100;

/** Fields of a search that are settings. Each line of their value is one to try. */
const settingKeys = [
  'index',
  'namespace',
  'ask by',
  'top k',
  'filter',
  'alpha',
  'own record',
  ...optionKeys(setupOptions),
];

/** Fields that a setting can lack, and the word for that. */
const optionalKeys = ['filter', 'alpha', ...optionKeys(setupOptions)];
const lacking = 'none';

function nameOf(field: StudyField): string {
  return isLacking(field) ? `no ${field.key}` : `${field.key} ${field.value}`;
}

function isLacking({ key, value }: StudyField): boolean {
  return optionalKeys.includes(key) && value === lacking;
}
