import { describe, expect, it } from 'vitest';
import { localEnvironment } from '../../../../src/model/environment.ts';
import type { VectorIndex } from '../../../../src/model/vectorIndex.ts';
import { IndexCreation } from '../../../../src/services/catalog/indexCreation.ts';

const newIndex = {
  name: 'docs',
  dimension: 2,
  metric: 'cosine',
  cloud: 'aws',
  region: 'us-east-1',
} as const;

describe('an index that is created', () => {
  it('is ready when the call resolves', async () => {
    const { creation } = build(['Initializing', 'Initializing', 'Ready']);
    const { signal } = new AbortController();
    const index = await creation.create(localEnvironment, newIndex, signal);
    expect(index).toMatchObject({ name: 'docs', isReady: true });
  });

  it('stays if the user does not wait for it', async () => {
    const wait = new AbortController();
    const { creation, asked } = build(['Initializing'], () => wait.abort());
    const index = await creation.create(localEnvironment, newIndex, wait.signal);
    expect([index.isReady, asked]).toEqual([
      false,
      ['create', 'invalidate', 'describe', 'invalidate'],
    ]);
  });

  it('fails if the service cannot build it', async () => {
    const { creation } = build(['Initializing', 'InitializationFailed']);
    const { signal } = new AbortController();
    await expect(creation.create(localEnvironment, newIndex, signal)).rejects.toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('InitializationFailed'),
    });
  });
});

/** A service whose index goes through these states and then stays in the last. */
function build(
  states: readonly string[],
  onDescribe = (): void => undefined,
): { creation: IndexCreation; asked: string[] } {
  const asked: string[] = [];
  let at = 0;
  const current = (): VectorIndex => {
    const state = states[Math.min(at++, states.length - 1)] ?? '';
    const about = { kind: 'vectors', vectorType: 'dense', metric: 'cosine' } as const;
    const { name } = newIndex;
    const rest = { host: '', isProtected: false, tags: {} };
    return { name, ...about, ...rest, state, isReady: state === 'Ready' };
  };
  const creation = new IndexCreation({
    connections: {
      openForWriting: async () => ({
        createIndex: async () => {
          asked.push('create');
          return current();
        },
        describeIndex: async () => {
          asked.push('describe');
          onDescribe();
          return current();
        },
        configureIndex: async () => undefined,
      }),
    },
    catalog: { invalidate: () => asked.push('invalidate') },
    pollMs: 1,
  });
  return { creation, asked };
}
