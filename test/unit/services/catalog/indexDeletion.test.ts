import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/common/failure.ts';
import type { Environment } from '../../../../src/model/environment.ts';
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
    });
  }
}

describe('the deletion of an index', () => {
  it('lifts a protection at the last moment', async () => {
    const project = new Project();
    const deletion = project.deletion();
    const loss = await deletion.impactOf(environment, 'docs', signal);
    expect([loss.stats?.totalRecordCount, project.asked]).toEqual([7, ['expire']]);
    await deletion.delete(environment, loss.index, signal);
    expect(project.asked).toEqual(['expire', 'lift', 'delete', 'invalidate']);
  });

  it('puts a protection back where the index could not be deleted', async () => {
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

  it('goes without the count where the service does not tell it', async () => {
    const project = new Project();
    project.statsFailure = new Failure('timeout', 'No answer');
    expect(await project.deletion().impactOf(environment, 'docs', signal)).toEqual({ index });
  });
});
