import { RpcClient } from '../../src/common/rpc.ts';
import { Secret } from '../../src/common/secret.ts';
import { SentenceEmbedder } from '../../src/engine/embedding/sentences/sentenceEmbedder.ts';
import { createApp } from '../../src/engine/server/app.ts';
import { createOperations } from '../../src/engine/server/operations/operations.ts';
import { RequestRules } from '../../src/engine/server/access/requestRules.ts';
import type { StoreCalls } from '../../src/engine/store/storeCalls.ts';
import { startMapThread } from '../../src/engine/map/startMapThread.ts';
import { RecordingLog } from '../support/recordingLog.ts';

export type Route = { readonly method: string; readonly path: string };

/** Every route that the engine has but the one whose answer has no end, also those that nobody wrote a good request for: they are asked at random. */
export function engineRoutes(): readonly Route[] {
  const store = new RpcClient<StoreCalls>({
    post: () => {},
    onMessage: () => ({ dispose: () => {} }),
  });
  const key = new Secret('of nobody');
  const log = new RecordingLog();
  const app = createApp({
    store,
    key,
    rules: new RequestRules({ key, log }),
    operations: createOperations(store, () => ({ dispose: () => {} })),
    port: () => 0,
    version: '0',
    samplesFolder: '',
    sentences: new SentenceEmbedder({ modelsFolders: [] }),
    dataFolder: '',
    keepBusy: () => {},
    startMapThread,
    events: { onDidChangeIndexes: () => ({ dispose: () => {} }), ending: AbortSignal.abort() },
    log,
  });
  const routes = app.routes.filter(({ path }) => path !== '/*' && path !== '/_vectorscope/events');
  return routes.map(({ method, path }) => ({ method: method === 'ALL' ? 'POST' : method, path }));
}
