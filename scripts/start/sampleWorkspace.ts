import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { printNotebook } from '../../src/model/notebook/printNotebook.ts';
import type { Notebook, QueryCell } from '../../src/model/notebook/cell.ts';

export const sampleNotebook = 'samples.vecnb';

const query: Omit<QueryCell, 'id' | 'name' | 'input'> = {
  kind: 'query',
  filter: '',
  topK: 10,
  includeValues: false,
  binding: {},
};

const notebook: Notebook = {
  binding: { environment: 'local', index: 'english-words', namespace: '__default__' },
  cells: [
    {
      kind: 'text',
      id: 'introduction',
      text: 'Ten thousand English words, each with its place in a space of 100 dimensions.\nRun a cell with Ctrl+Enter; the map of the index is one click away in the sidebar.',
    },
    { ...query, id: 'text', name: 'by_text', input: { by: 'text', value: 'summer holiday' } },
    {
      ...query,
      id: 'id',
      name: 'nouns_for_food_near_bread',
      input: { by: 'id', value: 'bread' },
      filter: '{ "class": { "$eq": "noun.food" } }',
    },
    {
      ...query,
      id: 'other',
      name: 'another_index',
      input: { by: 'id', value: '0' },
      binding: { index: 'fiori-docs' },
    },
  ],
};

/** Writes a workspace to begin with; a notebook that is there already belongs to the user and stays. */
export async function writeSampleWorkspace(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, sampleNotebook);
  if (!existsSync(file)) await writeFile(file, printNotebook(notebook));
}
