import { describe, expect, it } from 'vitest';
import type { MapCell, Notebook } from '../../../../src/model/notebook/cell.ts';
import { editText } from '../../../../src/model/notebook/editText.ts';
import { newMapCell } from '../../../../src/model/notebook/newMapCell.ts';
import { parseNotebook } from '../../../../src/model/notebook/parseNotebook.ts';
import { printNotebook } from '../../../../src/model/notebook/printNotebook.ts';

const text = `vecnb 1
environment: local
index: english-words

### map words
# as the paper has it
seed: 7
other namespaces: archive, drafts
method: umap-js
neighbours: 30
palette: warm
  and bright
colour by: class
query: pets
filter: { "rank": { "$lt": 500 } }

### query pets
text: dog
`;

describe('a map cell', () => {
  it('is read from its fields in any order, and from defaults', () => {
    const plain = 'vecnb 1\n\n### map\n';
    expect([cellOf(text), cellOf(plain)]).toEqual([
      {
        kind: 'map',
        id: '1',
        name: 'words',
        parameters: {
          method: 'umap-js',
          neighbours: 30,
          minDistance: 0.1,
          sample: 10_000,
          seed: 7,
        },
        otherNamespaces: 'archive, drafts',
        colourBy: 'class',
        query: 'pets',
        filter: '{ "rank": { "$lt": 500 } }',
        binding: {},
      },
      {
        kind: 'map',
        id: '1',
        name: '',
        parameters: { neighbours: 15, minDistance: 0.1, sample: 10_000, seed: 42 },
        otherNamespaces: '',
        query: '',
        filter: '',
        binding: {},
      },
    ]);
  });

  it('is not coloured if the field is empty, and coloured by the default field if it is missing', () => {
    expect(cellOf('vecnb 1\n\n### map\ncolour by:\n').colourBy).toBe('');
  });

  it('is written with its parameters, which outlive a change of the defaults', () => {
    const binding = { environment: 'local', index: 'words', namespace: '' };
    const notebook: Notebook = { binding, cells: [{ ...newMapCell({}, 'pets'), name: 'first' }] };
    expect(printNotebook(notebook).split('\n\n')[1]).toBe(
      '### map first\nmethod: umap\nneighbours: 15\nmin distance: 0.1\nsample: 10000\nseed: 42\nquery: pets\n',
    );
  });

  it('has fine detail, written below the numbers', () => {
    const cell = cellOf('vecnb 1\n\n### map\ndetail: fine\n');
    expect(cell.parameters.detail).toBe('fine');
    const binding = { environment: '', index: '', namespace: '' };
    expect(printNotebook({ binding, cells: [cell] })).toContain('seed: 42\ndetail: fine\n');
  });

  it('keeps a field of a later version, its comments and its order when it is edited', () => {
    const cell = cellOf(text);
    const edited = applied({ ...cell, parameters: { ...cell.parameters, seed: 8, sample: 500 } });
    expect(edited).toBe(
      text
        .replace('seed: 7', 'seed: 8')
        .replace('neighbours: 30\n', 'neighbours: 30\nsample: 500\n'),
    );
  });

  it('loses the line of its colour when the map shall choose again', () => {
    const { colourBy: _, ...rest } = cellOf(text);
    expect(applied(rest)).toBe(text.replace('colour by: class\n', ''));
  });

  it.each([
    ['a method that is none', 'method: tsne', 'Choose for “method” one of umap, umap-js, pca'],
    ['a detail that is none', 'detail: finest', 'Choose for “detail” one of standard, fine'],
    ['a number that is none', 'seed: many', 'Give “seed” a whole number from 0 to 4,294,967,295'],
    ['a slip', 'neighbors: 5', 'There is no field “neighbors”. Did you mean “neighbours”?'],
    ['a field of a query', 'top k: 5', '“top k” is a field of query cells'],
  ])('says what is wrong with %s', (_, line, message) => {
    expect(parseNotebook(`vecnb 1\n\n### map\n${line}\n`)).toMatchObject({
      isValid: false,
      problems: [{ line: 3, message }],
    });
  });
});

function cellOf(source: string): MapCell {
  const parsed = parseNotebook(source);
  const [cell] = parsed.isValid ? parsed.notebook.cells : [];
  if (cell?.kind !== 'map') throw new Error(JSON.stringify(parsed));
  return cell;
}

/** The text once its first cell is this one. */
function applied(cell: MapCell): string {
  const parsed = parseNotebook(text);
  if (!parsed.isValid) throw new Error(JSON.stringify(parsed));
  const edits = editText(text, parsed.notebook, { edit: 'replaceCell', cell });
  return edits.reduceRight(
    (rest, { start, end, replacement }) => rest.slice(0, start) + replacement + rest.slice(end),
    text,
  );
}
