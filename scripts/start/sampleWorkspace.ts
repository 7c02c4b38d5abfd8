import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { printNotebook } from '../../src/model/notebook/printNotebook.ts';
import type { Notebook, QueryCell } from '../../src/model/notebook/cell.ts';

/** Writes a workspace to begin with; what is there already belongs to the user and stays. */
export async function writeSampleWorkspace(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeIfMissing(path.join(folder, 'README.md'), readme);
  await writeIfMissing(path.join(folder, sampleNotebook), printNotebook(notebook));
}

export const sampleNotebook = 'samples.vecnb';

const query: Omit<QueryCell, 'id' | 'name' | 'input'> = {
  kind: 'query',
  filter: '',
  topK: 10,
  includeValues: false,
  expected: '',
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
      name: 'pages_like_the_one_on_deployment',
      input: { by: 'id', value: 'local-btp-fiori-tools-0-chunk-0' },
      binding: { index: 'fiori-docs' },
    },
  ],
};

/** The names of the notebook's queries. */
export const sampleQueries = notebook.cells.flatMap((cell) =>
  cell.kind === 'query' ? [cell.name] : [],
);

const readme = `# Two real indexes on this machine

1. Open [${sampleNotebook}](${sampleNotebook}) and run a cell with Ctrl+Enter.
2. Open **Vectorscope** in the activity bar: below *local* stand both indexes. The icon beside one shows its map.
`;

async function writeIfMissing(file: string, text: string): Promise<void> {
  if (!existsSync(file)) await writeFile(file, text);
}
