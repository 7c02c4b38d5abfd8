import { describe, expect, it, vi } from 'vitest';
import type { NotebookCalls } from '../../../../../src/protocol/notebook.ts';
import { HitReading, type OpenHit } from '../../../../../webview/notebook/state/hitReading.ts';

const binding = { environment: 'prod', index: 'films', namespace: 'en' };

function openHit(id: string, rest: Partial<OpenHit> = {}): OpenHit {
  const hit = { id, score: 0.5, metadata: { text: id }, values: [] };
  return { cellId: 'c1', binding, metric: 'cosine', id, hit, ...rest };
}

/** A reading pane over a host that records the ids it reads. */
function start(isFree: boolean) {
  const reads: string[] = [];
  const call = (name: string, params: NotebookCalls['record.read']['params']): Promise<unknown> => {
    reads.push(`${name} ${params.binding.index} ${params.id}`);
    return name === 'neighbours.read'
      ? Promise.resolve([])
      : Promise.resolve({ id: params.id, metadata: {}, values: [1], appearances: [], isFree });
  };
  const hits = new HitReading({ call } as never, () => undefined);
  return { hits, reads };
}

describe('the reading pane of hits', () => {
  it('reads the opened record and, where reads are free, its neighbours', async () => {
    const { hits, reads } = start(true);
    hits.open(openHit('a'));
    await vi.waitFor(() => expect(hits.reading.neighbours).toEqual({ at: 'read', hits: [] }));
    expect(reads).toEqual(['record.read films a', 'neighbours.read films a']);
  });

  it('offers neighbours if they cost read units', async () => {
    const { hits, reads } = start(false);
    hits.open(openHit('a'));
    await vi.waitFor(() => expect(hits.reading.record.at).toBe('read'));
    expect([hits.reading.neighbours.at, reads]).toEqual(['offered', ['record.read films a']]);
  });

  it('reads nothing when it follows the active hit of an index that charges for it', async () => {
    const { hits, reads } = start(false);
    hits.open(openHit('a'));
    await vi.waitFor(() => expect(hits.reading.record.at).toBe('read'));
    hits.follow(openHit('b'));
    expect([hits.opened?.id, hits.reading.record.at, reads]).toEqual([
      'b',
      'none',
      ['record.read films a'],
    ]);
  });

  it('reads each hit that it follows where reads are free', async () => {
    const { hits, reads } = start(true);
    hits.open(openHit('a'));
    await vi.waitFor(() => expect(hits.reading.record.at).toBe('read'));
    hits.follow(openHit('b'));
    await vi.waitFor(() => expect(hits.reading.id).toBe('b'));
    expect(reads).toContain('record.read films b');
  });

  it('does not follow hits of another cell', () => {
    const { hits } = start(true);
    hits.open(openHit('a'));
    hits.follow(openHit('b', { cellId: 'c2' }));
    expect(hits.opened?.id).toBe('a');
  });

  it('forgets the record of another index with the same id', async () => {
    const { hits } = start(true);
    hits.open(openHit('a'));
    await vi.waitFor(() => expect(hits.reading.record.at).toBe('read'));
    hits.open(openHit('a', { binding: { ...binding, index: 'books' } }));
    expect(hits.reading.record.at).toBe('reading');
  });

  it('shows a neighbour without the facts of the hit before', () => {
    const { hits } = start(true);
    hits.open(openHit('a'));
    hits.openNeighbour('b');
    expect([hits.opened?.id, hits.opened?.hit]).toEqual(['b', undefined]);
  });
});
