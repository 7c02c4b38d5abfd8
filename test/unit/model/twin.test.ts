import { describe, expect, it } from 'vitest';
import { isOriginOf, tagsOfTwin, twinOf, type Twin } from '../../../src/model/twin.ts';

const twin: Twin = {
  pull: 'p1',
  origin: { environment: 'e', index: 'docs', namespace: '__default__' },
  scope: { kind: 'sample', size: 50_000, seed: 42 },
  total: 2_100_000,
  pulledAtMs: Date.UTC(2026, 10, 23),
  state: 'complete',
};

describe('the tags of a twin', () => {
  it('tell all of it, of a sample and of everything', () => {
    const whole: Twin = { ...twin, scope: { kind: 'all' }, state: 'running' };
    expect(twinOf(tagsOfTwin(twin))).toEqual(twin);
    expect(twinOf(tagsOfTwin(whole))).toEqual(whole);
  });

  it('hold what Pinecone lets tags hold, and know long names apart', () => {
    const origin = { ...twin.origin, namespace: `\u0001${'n'.repeat(511)}` };
    const tags = tagsOfTwin({ ...twin, origin });
    expect(Object.keys(tags).length).toBeLessThan(20);
    for (const [name, value] of Object.entries(tags)) {
      expect(name).toMatch(/^[A-Za-z0-9_-]{1,80}$/);
      expect(value).toMatch(/^[\x20-\x7e]{1,120}$/);
    }
    const read = twinOf(tags);
    const other = { ...origin, namespace: `\u0001${'n'.repeat(510)}m` };
    expect(read && [isOriginOf(read, origin), isOriginOf(read, other)]).toEqual([true, false]);
  });

  it('are undefined for an index that is no twin', () => {
    expect(twinOf({})).toBeUndefined();
    expect(twinOf({ ...tagsOfTwin(twin), 'vectorscope-twin-state': 'odd' })).toBeUndefined();
    expect(twinOf({ ...tagsOfTwin(twin), 'vectorscope-twin-total': 'many' })).toBeUndefined();
  });
});
