import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/common/failure.ts';
import type { Environment } from '../../../../src/model/environment.ts';
import type { WriteEntry } from '../../../../src/model/writeJournal.ts';
import type { VectorIndex } from '../../../../src/model/vectorIndex.ts';
import { IndexDeletion } from '../../../../src/services/catalog/indexDeletion.ts';

const { signal } = new AbortController();
const environment: Environment = {
  id: 's',
  name: 'staging',
  kind: 'cloud',
  role: 'staging',
  colour: 'blue',
};
const index: VectorIndex = {
  name: 'docs',
  host: 'https://docs.example',
  kind: 'vectors',
  vectorType: 'dense',
  dimension: 2,
  metric: 'cosine',
  isReady: true,
  state: 'Ready',
  isProtected: true,
  tags: {},
};

const entry: WriteEntry = {
  id: '1',
  at: 0,
  environmentId: 's',
  index: 'docs',
  namespace: '__default__',
  action: 'deleteIndex',
  count: 7,
  sampleIds: [],
  state: 'writing',
};

/** A project with one index, which it deletes unless it is protected or `refusal` is set. */
class Project {
  readonly asked: string[] = [];
  isProtected = true;
  refusal: Failure | undefined;
  statsFailure: Failure | undefined;

  deletion(): IndexDeletion {
    const tell = (what: string): void => void this.asked.push(what);
    return new IndexDeletion({
      connections: {
        checkWritable: () => undefined,
        openForWriting: async () => ({
          configureIndex: async (_, { isProtected = false }) => {
            tell(isProtected ? 'protect' : 'lift');
            this.isProtected = isProtected;
          },
          deleteIndex: async () => {
            tell('delete');
            if (this.isProtected) throw new Failure('forbidden', 'It is protected');
            if (this.refusal) throw this.refusal;
          },
        }),
      },
      catalog: {
        index: async () => ({ ...index, isProtected: this.isProtected }),
        stats: async () => {
          if (this.statsFailure) throw this.statsFailure;
          return { totalRecordCount: 7, namespaces: [] };
        },
        expire: () => tell('expire'),
        invalidate: () => tell('invalidate'),
      },
      backups: { create: () => Promise.reject(new Failure('quota', 'No backups')) },
      deletedIndexes: {
        canSave: async (_, __, { totalRecordCount }) => totalRecordCount < 10,
        save: async () => {
          tell('save');
          return {
            entry,
            note: async (state) => tell(state),
            discard: async () => tell('discard'),
          };
        },
      },
    });
  }
}

describe('the deletion of an index', () => {
  it('lifts a protection at the last moment', async () => {
    const project = new Project();
    const deletion = project.deletion();
    const loss = await deletion.impactOf(environment, 'docs', signal);
    expect([loss.stats?.totalRecordCount, loss.canUndo, project.asked]).toEqual([
      7,
      true,
      ['expire'],
    ]);
    await deletion.delete(environment, loss.index, signal);
    expect(project.asked).toEqual(['expire', 'lift', 'delete', 'invalidate']);
  });

  it('puts a protection back if the index could not be deleted', async () => {
    const project = new Project();
    project.refusal = new Failure('conflict', 'A collection is being made of it');
    await expect(project.deletion().delete(environment, index, signal)).rejects.toBe(
      project.refusal,
    );
    expect([project.isProtected, project.asked]).toEqual([
      true,
      ['lift', 'delete', 'protect', 'invalidate'],
    ]);
  });

  it('leaves an index alone that has no protection to lift', async () => {
    const project = new Project();
    project.isProtected = false;
    await project.deletion().delete(environment, { ...index, isProtected: false }, signal);
    expect(project.asked).toEqual(['delete', 'invalidate']);
  });

  it('goes without the count if the service does not tell it', async () => {
    const project = new Project();
    project.statsFailure = new Failure('timeout', 'No answer');
    expect(await project.deletion().impactOf(environment, 'docs', signal)).toEqual({
      index,
      canUndo: false,
    });
  });
});

describe('the deletion of an index that can be undone', () => {
  const free = { ...index, isProtected: false };

  it('saves the index first', async () => {
    const project = new Project();
    project.isProtected = false;
    const done = await project
      .deletion()
      .deleteWithUndo(environment, free, signal, () => undefined);
    expect([done, project.asked]).toEqual([
      { ...entry, state: 'done' },
      ['save', 'delete', 'invalidate', 'done'],
    ]);
  });

  it.each([
    ['drops what was saved if the service refuses', 'conflict', 'discard'],
    ['keeps what was saved if there is no answer', 'timeout', 'started'],
  ] as const)('%s', async (_, kind, end) => {
    const project = new Project();
    project.isProtected = false;
    project.refusal = new Failure(kind, 'No');
    const deleting = project.deletion().deleteWithUndo(environment, free, signal, () => undefined);
    await expect(deleting).rejects.toBe(project.refusal);
    expect(project.asked).toEqual(['save', 'delete', 'invalidate', end]);
  });
});
