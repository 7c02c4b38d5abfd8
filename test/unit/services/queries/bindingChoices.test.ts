import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/common/failure.ts';
import { localEnvironment } from '../../../../src/model/environment.ts';
import type { Binding } from '../../../../src/model/notebook/cell.ts';
import type { BindingChoices } from '../../../../src/protocol/notebook.ts';
import { Embeddings } from '../../../../src/services/embedding/embeddings.ts';
import { bindingChoices } from '../../../../src/services/queries/bindingChoices.ts';
import { staging, wordsIndex } from '../fakeProject.ts';

describe('the choices for a binding', () => {
  it('ask no service for the environments', async () => {
    const { choose, asked } = start();
    expect([await choose({}), asked]).toEqual([
      {
        environments: [
          { name: 'staging', colour: 'blue', hasKey: false },
          { name: 'local', colour: 'green', hasKey: true },
        ],
        indexes: [],
        namespaces: [],
        hidden: { indexes: 0, namespaces: 0 },
      },
      [],
    ]);
  });

  it('list the indexes of an environment with the models that embed for them', async () => {
    const { choose, asked } = start();
    const { indexes } = await choose({ environment: 'local' });
    expect([indexes, asked]).toEqual([
      [{ name: 'words', dimension: 3, metric: 'cosine', kind: 'vectors', embedder: 'word-model' }],
      ['indexes of local'],
    ]);
  });

  it('list the namespaces of an index', async () => {
    const { namespaces } = await start().choose({ environment: 'local', index: 'words' });
    expect(namespaces).toEqual([{ name: '__default__', recordCount: 7 }]);
  });

  it('are the first 200 of a longer list, the chosen one, and the number of the others', async () => {
    const { choose } = start(undefined, { indexes: 900, namespaces: 99_999 });
    const binding = { environment: 'local', index: 'words', namespace: 'n5000' };
    const { indexes, namespaces, hidden } = await choose(binding);
    expect([indexes.length, namespaces.length, namespaces.at(-1)?.name, hidden]).toEqual([
      200,
      201,
      'n5000',
      { indexes: 701, namespaces: 99_800 },
    ]);
  });

  it('ask the service in any case for a refresh', async () => {
    const { choose, asked } = start();
    await choose({ environment: 'local' }, true);
    expect(asked).toEqual(['expire local', 'indexes of local']);
  });

  it('name the environments that could not be listed, and why', async () => {
    const failure = new Failure('unauthorized', 'Could not list the indexes: the key was refused', {
      status: 401,
    });
    const choice = start(failure).choose({ environment: 'staging' });
    await expect(choice).rejects.toMatchObject({
      kind: 'unauthorized',
      status: 401,
      message: 'Could not list the indexes of “staging”: the key was refused',
    });
  });

  it.each([
    [{ environment: 'mars' }, 'There is no environment “mars” on this machine'],
    [{ environment: 'local', index: 'gone' }, 'There is no index “gone” in “local”'],
  ])('say that what %j names is not there', async (binding, message) => {
    await expect(start().choose(binding)).rejects.toMatchObject({ kind: 'notFound', message });
  });
});

/** Numbers of further indexes and namespaces. */
type Counts = { readonly indexes?: number; readonly namespaces?: number };

function named<T extends object>(count: number, rest: T): (T & { name: string })[] {
  return Array.from({ length: count }, (_, at) => ({ ...rest, name: `n${at}` }));
}

function start(
  failure?: Failure,
  counts: Counts = {},
): {
  choose: (binding: Partial<Binding>, refresh?: boolean) => Promise<BindingChoices>;
  asked: string[];
} {
  const environments = [staging, localEnvironment];
  const asked: string[] = [];
  const ports = {
    environments: {
      all: () => environments,
      byName: (name: string) => environments.find((one) => one.name === name),
      hasKey: async (id: string) => id === 'local',
    },
    catalog: {
      indexes: async ({ name }: { name: string }) => {
        asked.push(`indexes of ${name}`);
        if (failure) throw failure;
        return [wordsIndex, ...named(counts.indexes ?? 0, wordsIndex)];
      },
      stats: async () => ({
        totalRecordCount: 7,
        namespaces: [
          { name: '__default__', recordCount: 7 },
          ...named(counts.namespaces ?? 0, { recordCount: 1 }),
        ],
      }),
      expire: (id: string) => void asked.push(`expire ${id}`),
    },
    embeddings: new Embeddings({
      connections: { open: () => Promise.reject(new Error('not opened')) },
      chosenModel: () => undefined,
      providers: { embed: () => Promise.reject(new Error('not asked')) },
    }),
  };
  const choose = (binding: Partial<Binding>, refresh = false): Promise<BindingChoices> => {
    const whole = { environment: '', index: '', namespace: '', ...binding };
    return bindingChoices(ports, whole, refresh, new AbortController().signal);
  };
  return { choose, asked };
}
