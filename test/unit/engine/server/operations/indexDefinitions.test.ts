import { MessageChannel } from 'node:worker_threads';
import { afterEach, expect, it } from 'vitest';
import { Emitter } from '../../../../../src/common/emitter.ts';
import { Failure } from '../../../../../src/common/failure.ts';
import { RpcClient, RpcServer, type Handlers } from '../../../../../src/common/rpc.ts';
import { IndexDefinitions } from '../../../../../src/engine/server/operations/indexDefinitions.ts';
import type { StoreCalls } from '../../../../../src/engine/store/storeCalls.ts';
import { threadPort } from '../../../../../src/engine/workers/threadPort.ts';
import { TestEngine } from '../../testEngine.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

/** Definitions of a store that has one index, `films`, and the names that the store was asked for. */
function definitions(): { of: IndexDefinitions; asked: string[]; changed: Emitter<void> } {
  const asked: string[] = [];
  const { port1, port2 } = new MessageChannel();
  const describe: Handlers<StoreCalls>['index.describe'] = ({ name }) => {
    asked.push(name);
    if (name !== 'films') throw new Failure('notFound', `Resource ${name} not found`);
    return {
      name,
      kind: 'vectors',
      vectorType: 'dense',
      dimension: asked.length,
      metric: 'cosine',
      cloud: 'aws',
      region: 'us-east-1',
      tags: {},
      isProtected: false,
      isDamaged: false,
    };
  };
  const handlers = { 'index.describe': describe } as Handlers<StoreCalls>;
  const server = new RpcServer<StoreCalls>(threadPort(port1), handlers);
  const store = new RpcClient<StoreCalls>(threadPort(port2));
  ends.push(
    () => store.dispose(),
    () => server.dispose(),
    () => port1.close(),
  );
  const changed = new Emitter<void>();
  return { of: new IndexDefinitions(store, changed.event), asked, changed };
}

it('asks the store once until an index changes', async () => {
  const { of, asked, changed } = definitions();
  const [one, other] = await Promise.all([of.of('films'), of.of('films')]);
  const later = await of.of('films');
  changed.fire();
  const changedOne = await of.of('films');
  expect([one, other, later, changedOne].map(({ dimension }) => dimension)).toEqual([1, 1, 1, 2]);
  expect(asked).toEqual(['films', 'films']);
});

it('asks again for an index that was not found', async () => {
  const { of, asked } = definitions();
  for (let times = 0; times < 2; times++)
    await expect(of.of('books')).rejects.toMatchObject({ kind: 'notFound' });
  expect(asked).toEqual(['books', 'books']);
});

it('checks a write against an index that was created again with another dimension', async () => {
  const engine = new TestEngine();
  ends.push(() => engine.close());
  await engine.createIndex('films', 2);
  const before = await engine.upsert('films', [{ id: 'a', values: [1, 2] }]);
  await engine.send('DELETE', '/indexes/films');
  const gone = await engine.upsert('films', [{ id: 'a', values: [1, 2] }]);
  await engine.createIndex('films', 3);
  const refused = await engine.upsert('films', [{ id: 'a', values: [1, 2] }]);
  const accepted = await engine.upsert('films', [{ id: 'a', values: [1, 2, 3] }]);
  const statuses = [before, gone, refused, accepted].map(({ status }) => status);
  expect(statuses).toEqual([200, 404, 400, 200]);
});
