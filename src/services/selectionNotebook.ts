import type { Binding, Notebook } from '../model/notebook/cell.ts';
import type { MapSelection } from '../protocol/map.ts';

/** The words of the text cell; `ids` stand below them. */
export type SelectionWords = (listed: number, count: number) => string;

const mostHits = 1000;

/** A notebook that starts from points selected on a map: what was selected, and a query from the middle of them. */
export function selectionNotebook(
  binding: Binding,
  { centreId, ids, count, filter }: MapSelection,
  words: SelectionWords,
): Notebook {
  return {
    binding,
    cells: [
      { kind: 'text', id: '1', text: [words(ids.length, count), '', ...ids].join('\n') },
      {
        kind: 'query',
        id: '2',
        name: '',
        input: { by: 'id', value: centreId },
        filter: filter === undefined ? '' : JSON.stringify(filter),
        topK: Math.min(count, mostHits),
        includeValues: false,
        expected: '',
        binding: {},
      },
    ],
  };
}
