import { RpcClient } from '../../src/common/rpc.ts';
import { Secret } from '../../src/common/secret.ts';
import { SentenceEmbedder } from '../../src/engine/embedding/sentences/sentenceEmbedder.ts';
import { createApp } from '../../src/engine/server/app.ts';
import { startMapThread } from '../../src/engine/map/startMapThread.ts';
import { RecordingLog } from '../support/recordingLog.ts';

export type Route = { readonly method: string; readonly path: string };

/** Every route that the engine has but the one whose answer has no end, also those that nobody wrote a good request for: they are asked at random. */
export function engineRoutes(): readonly Route[] {
  const app = createApp({
    store: new RpcClient({ post: () => {}, onMessage: () => ({ dispose: () => {} }) }),
    key: new Secret('of nobody'),
    port: () => 0,
    version: '0',
    samplesFolder: '',
    sentences: new SentenceEmbedder({ modelsFolder: undefined }),
    dataFolder: '',
    keepBusy: () => {},
    startMapThread,
    events: { onDidChangeIndexes: () => ({ dispose: () => {} }), ending: AbortSignal.abort() },
    log: new RecordingLog(),
  });
  const routes = app.routes.filter(({ path }) => path !== '/*' && path !== '/_vectorscope/events');
  return routes.map(({ method, path }) => ({ method: method === 'ALL' ? 'POST' : method, path }));
}
