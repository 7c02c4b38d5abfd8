import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../../src/common/secret.ts';
import type { Environment } from '../../../../src/model/environment.ts';
import { createPineconeClient } from '../../../../src/pinecone/restPineconeClient.ts';
import { IndexHosts } from '../../../../src/pinecone/indexHosts.ts';
import { Connections } from '../../../../src/services/environments/connections.ts';
import { KeyRights } from '../../../../src/services/keys/keyRights.ts';
import { KeyUse } from '../../../../src/services/keys/keyUse.ts';
import { agreedMs, WritingKeys } from '../../../../src/services/keys/writingKeys.ts';
import { firstKey, ProjectBench, type Window } from '../../../support/keys/projectBench.ts';
import { MemoryKeys } from '../../../support/memoryStores.ts';

const { signal } = new AbortController();
const writingKey = 'pcsk_writing_canary-33aa';

describe('the keys of an environment', () => {
  let bench: ProjectBench;
  let window: Window;
  let team: Environment;
  let writingKeys: WritingKeys;
  let connections: Connections;
  let rights: KeyRights;
  let questions: string[];
  let isAgreed = true;

  beforeEach(async () => {
    bench = await ProjectBench.start();
    await bench.cloud.makeOrders();
    bench.cloud.keyRoles.set(writingKey, ['DataPlaneEditor']);
    window = bench.open();
    team = await bench.addEnvironment(window, 'team');
    questions = [];
    isAgreed = true;
    rights = new KeyRights();
    const { log } = bench;
    const indexHosts = new IndexHosts();
    writingKeys = new WritingKeys({
      store: new MemoryKeys(),
      tryKey: async (endpoint) => {
        await createPineconeClient({ endpoint, log }).listIndexes(signal);
      },
      agree: async ({ name }) => {
        questions.push(name);
        return Promise.resolve(isAgreed);
      },
      now: () => bench.now,
    });
    connections = new Connections({
      environments: window.environments,
      engine: { endpoint: () => Promise.reject(new Error('no engine')) },
      connectors: {
        pinecone: (endpoint, access, observer) =>
          createPineconeClient({ endpoint, access, ...observer, indexHosts, log }),
        engine: () => {
          throw new Error('no engine');
        },
      },
      writeAccess: { check: () => undefined },
      keyUse: new KeyUse({ rights, writingKeys, health: { note: () => Promise.resolve() } }),
    });
  });
  afterEach(() => bench.cloud.stop());

  const limit = (...roles: string[]): unknown => bench.cloud.keyRoles.set(firstKey, roles);
  const write = async (): Promise<void> => {
    const client = await connections.open(team, signal);
    const [index] = await client.listIndexes(signal);
    const writer = (await connections.openForWriting(team, signal)).index(index!.host);
    await writer.upsert('', [{ id: 'b', values: [0, 1] }], signal);
  };
  const lastKey = (): string | undefined => bench.cloud.requests.at(-1)?.headers['api-key'];

  it('write with the only key without a question', async () => {
    await write();
    expect([questions, lastKey(), rights.mayWrite(team.id)]).toEqual([[], firstKey, true]);
  });

  it('learn from a refused write that the key may only read, and refuse the next one at once', async () => {
    limit('ProjectViewer');
    await expect(write()).rejects.toMatchObject({ kind: 'forbidden' });
    await writingKeys.take(team);
    writingKeys.mayHave(team.id);
    await Promise.resolve();
    const requests = bench.cloud.requests.length;
    await expect(connections.openForWriting(team, signal)).rejects.toMatchObject({
      kind: 'forbidden',
      reason: { word: 'keyMayNotWrite', facts: { environment: team.id } },
    });
    expect(() => connections.checkWritable(team)).toThrow('may not write records');
    expect(bench.cloud.requests.length).toBe(requests);
    await (await connections.open(team, signal)).listIndexes(signal);
  });

  it('never send a write to find out what a key may do', async () => {
    limit('ProjectViewer');
    await writingKeys.set(team, new Secret(writingKey), signal);
    await (await connections.open(team, signal)).listIndexes(signal);
    const sent = bench.cloud.requests.filter(({ path }) => path.includes('/vectors/'));
    // The one write of `makeOrders`.
    expect(sent.length).toBe(1);
  });

  it('read with the weak key and write with the strong one after a question, once in 15 minutes', async () => {
    limit('ProjectViewer');
    await writingKeys.set(team, new Secret(writingKey), signal);
    await write();
    await write();
    expect([questions, lastKey()]).toEqual([['team'], writingKey]);
    const readers = bench.cloud.requests.filter(({ path }) => path === '/indexes').slice(-2);
    expect(readers.map(({ headers }) => headers['api-key'])).toEqual([firstKey, firstKey]);
    bench.now += agreedMs + 1;
    await write();
    expect(questions).toEqual(['team', 'team']);
  });

  it('send nothing when the user does not agree to the strong key', async () => {
    isAgreed = false;
    await writingKeys.set(team, new Secret(writingKey), signal);
    const writes = (): number =>
      bench.cloud.requests.filter(({ path }) => path.endsWith('/vectors/upsert')).length;
    const before = writes();
    await expect(write()).rejects.toMatchObject({ kind: 'cancelled' });
    expect(writes()).toBe(before);
  });

  it('refuse a writing key that the service does not know', async () => {
    const wrong = new Secret('pcsk_wrong_canary');
    await expect(writingKeys.set(team, wrong, signal)).rejects.toMatchObject({
      kind: 'unauthorized',
    });
    expect(await writingKeys.peek(team)).toBeUndefined();
  });

  it('keep the writing key at the address that it was entered for', async () => {
    await writingKeys.set(team, new Secret(writingKey), signal);
    const moved = { ...team, controllerUrl: 'https://elsewhere.example' };
    expect(await writingKeys.peek(moved)).toBeUndefined();
  });

  it('know their rights from roles, and forget them on request', () => {
    rights.learnFromRoles(team.id, ['DataPlaneViewer', 'ControlPlaneEditor']);
    expect(rights.mayWrite(team.id)).toBe(false);
    rights.learnFromRoles(team.id, ['DataPlaneEditor']);
    expect(rights.mayWrite(team.id)).toBe(true);
    rights.forget(team.id);
    rights.learnFromRoles(team.id, ['RoleOfLater']);
    expect(rights.mayWrite(team.id)).toBeUndefined();
  });
});
