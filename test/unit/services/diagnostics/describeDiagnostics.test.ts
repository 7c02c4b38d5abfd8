import { describe, expect, it } from 'vitest';
import { localEnvironment, type Environment } from '../../../../src/model/environment.ts';
import {
  describeDiagnostics,
  type DiagnosticFacts,
} from '../../../../src/services/diagnostics/describeDiagnostics.ts';
import { RecentFailures } from '../../../../src/services/diagnostics/recentFailures.ts';
import { wordsIndex } from '../fakeProject.ts';

const now = Date.UTC(2026, 0, 2, 3, 4, 5);
const secretive: Environment = {
  id: 'canary-id',
  name: 'canary name',
  kind: 'custom',
  role: 'production',
  colour: 'red',
  controllerUrl: 'https://canary.example.com',
};
const index = { ...wordsIndex, name: 'canary-index', tags: { canary: 'tag' } };
const stats = {
  totalRecordCount: 120,
  namespaces: [{ name: 'canary-namespace', recordCount: 120 }],
};
const known = {
  at: now - 5 * 60_000,
  indexes: [index, { ...index, name: 'canary-other' }],
  stats: { 'canary-index': { at: now, stats: stats as never, namespaceCount: 1 } },
};

const facts: DiagnosticFacts = {
  versions: { Vectorscope: '0.1.0', Node: '24.0.0' },
  engine: { State: 'running' },
  environments: [
    { environment: secretive, hasKey: false, known },
    { environment: localEnvironment, hasKey: true, known: undefined },
  ],
  refusedSettings: 1,
  failures: [{ at: now, text: 'POST /query: 429' }],
  now,
};

describe('describeDiagnostics', () => {
  it('lists versions, states, counts and failures', () => {
    expect(describeDiagnostics(facts)).toBe(`## Versions

- Vectorscope: 0.1.0
- Node: 24.0.0

## Engine

- State: running

## Environments

1. custom, production, has no key, address of its own, 2 indexes 5 min ago, 120 records in the 1 whose counts are known
2. local, local, indexes not known yet
- refused entries in settings: 1

## Last failures

- 2026-01-02T03:04:05.000Z POST /query: 429
`);
  });

  it('names no environment, address, index, namespace or tag', () => {
    expect(describeDiagnostics(facts)).not.toContain('canary');
  });

  it('says where there is nothing to tell', () => {
    expect(describeDiagnostics({ ...facts, failures: [] })).toMatch(/## Last failures\n\nnone\n$/);
  });
});

describe('RecentFailures', () => {
  it('remembers the last ones, the oldest first', () => {
    let clockMs = 0;
    const failures = new RecentFailures(() => ++clockMs, 2);
    for (const text of ['a', 'b', 'c']) failures.note(text);
    expect(failures.all()).toEqual([
      { at: 2, text: 'b' },
      { at: 3, text: 'c' },
    ]);
  });
});
