import { describe, expect, it } from 'vitest';
import { Emitter } from '../../../../src/common/emitter.ts';
import type { Backup, RestoreState } from '../../../../src/model/backup.ts';
import type { Environment } from '../../../../src/model/environment.ts';
import type { PineconeClient } from '../../../../src/pinecone/pineconeClient.ts';
import { Backups } from '../../../../src/services/catalog/backups.ts';

const { signal } = new AbortController();
const environment: Environment = {
  id: 's',
  name: 'staging',
  kind: 'cloud',
  role: 'staging',
  colour: 'blue',
};

const backupOf = (id: string, index: string, more: Partial<Backup> = {}): Backup => ({
  id,
  index,
  recordCount: 3,
  sizeBytes: 100,
  createdAtMs: 5,
  isReady: true,
  isFailed: false,
  ...more,
});

/** A service that copies slowly: each look at a copy is one of `looks`. */
class SlowCloud {
  readonly asked: string[] = [];
  backups: Backup[] = [backupOf('one', 'words'), backupOf('two', 'notes')];
  looks: Partial<Backup>[] = [];
  states: RestoreState[] = [];
  readonly invalidated = new Emitter<string | undefined>();
  readonly #client = {
    list: async () => (this.asked.push('list'), [...this.backups]),
    create: async (index: string) => backupOf('new', index, { isReady: false }),
    describe: async () => backupOf('new', 'words', this.looks.shift()),
    restore: async () => (this.asked.push('restore'), 'job'),
    restoreState: async () => this.states.shift()!,
    delete: async ({ id }: Pick<Backup, 'id'>) => {
      this.backups = this.backups.filter((one) => one.id !== id);
    },
  };

  service(): Backups {
    const client = { backups: this.#client } as unknown as PineconeClient;
    return new Backups({
      connections: { open: async () => client, openForWriting: async () => client },
      catalog: {
        indexes: async () => [],
        invalidate: (id) => this.invalidated.fire(id),
        onDidInvalidate: this.invalidated.event,
      },
      pollMs: 0,
    });
  }
}

describe('backups', () => {
  it('are waited for until they are whole', async () => {
    const cloud = new SlowCloud();
    cloud.looks = [{ isReady: false }, { isReady: false }, { recordCount: 42 }];
    const made = await cloud.service().create(environment, 'words', 'before', signal);
    expect([made.recordCount, cloud.looks.length]).toEqual([42, 0]);
  });

  it('report it if they fail', async () => {
    const cloud = new SlowCloud();
    cloud.looks = [{ isReady: false }, { isReady: false, isFailed: true }];
    await expect(
      cloud.service().create(environment, 'words', 'before', signal),
    ).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('“words”') });
    cloud.states = [{ state: 'failed', share: 0 }];
    await expect(
      cloud.service().restore(environment, backupOf('one', 'words'), 'words-2', signal),
    ).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('“words-2”') });
  });

  it('are restored with word of how far that is', async () => {
    const cloud = new SlowCloud();
    cloud.states = [
      { state: 'pending', share: 0 },
      { state: 'pending', share: 0.5 },
      { state: 'completed', share: 1 },
    ];
    const shares: number[] = [];
    await cloud
      .service()
      .restore(environment, backupOf('one', 'words'), 'words-2', signal, (share) =>
        shares.push(share),
      );
    expect([shares, cloud.asked]).toEqual([[0, 0.5, 1], ['restore']]);
  });

  it('are no longer waited for once that is cancelled', async () => {
    const cloud = new SlowCloud();
    cloud.states = [{ state: 'pending', share: 0 }];
    const stop = new AbortController();
    const restoring = cloud
      .service()
      .restore(environment, backupOf('one', 'words'), 'words-2', stop.signal, () => stop.abort());
    await expect(restoring).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('are asked for once for all indexes, until something changes', async () => {
    const cloud = new SlowCloud();
    const service = cloud.service();
    let changes = 0;
    service.onDidChange(() => changes++);
    const ids = async (index: string): Promise<string[]> =>
      (await service.known(environment, index)).map(({ id }) => id);
    expect([await ids('words'), await ids('notes'), cloud.asked.length]).toEqual([
      ['one'],
      ['two'],
      1,
    ]);
    await service.delete(environment, backupOf('one', 'words'), signal);
    expect([await ids('words'), cloud.asked.length, changes]).toEqual([[], 2, 1]);
    cloud.invalidated.fire('another');
    await ids('words');
    cloud.invalidated.fire(environment.id);
    await ids('words');
    expect(cloud.asked.length).toBe(3);
  });
});
