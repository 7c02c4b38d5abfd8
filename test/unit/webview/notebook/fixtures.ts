import type { Hit } from '../../../../src/model/hit.ts';
import type { Notebook, QueryCell, TextCell } from '../../../../src/model/notebook/cell.ts';
import type { HitsOutcome } from '../../../../webview/notebook/state/runOutcomes.ts';

export const binding = { environment: 'local', index: 'words', namespace: '__default__' };

export function query(id: string, part: Partial<QueryCell> = {}): QueryCell {
  return {
    kind: 'query',
    id,
    name: '',
    input: { by: 'id', value: 'dog' },
    filter: '',
    topK: 10,
    includeValues: false,
    expected: '',
    binding: {},
    ...part,
  };
}

export function text(id: string, words: string): TextCell {
  return { kind: 'text', id, text: words };
}

export function hit(id: string, part: Partial<Hit> = {}): Hit {
  return { id, score: 0.5, metadata: {}, values: [], ...part };
}

export function hitsOutcome(hits: readonly Hit[] = [hit('a')]): HitsOutcome {
  return { kind: 'hits', hits, metric: 'cosine', usage: {}, tookMs: 5, binding };
}

export function valid(...cells: Notebook['cells']): { isValid: true; notebook: Notebook } {
  return { isValid: true, notebook: { binding, cells } };
}
