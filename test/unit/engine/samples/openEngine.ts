import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import { Secret } from '../../../../src/common/secret.ts';
import { SentenceEmbedder } from '../../../../src/engine/embedding/sentences/sentenceEmbedder.ts';
import { createApp } from '../../../../src/engine/server/app.ts';
import { HttpServer } from '../../../../src/engine/server/httpServer.ts';
import { createOperations } from '../../../../src/engine/server/operations/operations.ts';
import { RequestRules } from '../../../../src/engine/server/access/requestRules.ts';
import { startMapThread } from '../../../../src/engine/map/startMapThread.ts';
import { spawnStore, type StoreHandle } from '../../../../src/engine/store/spawnStore.ts';
import { RecordingLog } from '../../../support/recordingLog.ts';

export const samplesFolder = path.resolve(import.meta.dirname, '../../../../media/samples');

export type TemporaryStore = StoreHandle & AsyncDisposable & { readonly dataFolder: string };

/** The real store in its thread, on a data folder that goes away with it. */
export async function openStore(): Promise<TemporaryStore> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'vectorscope-store-'));
  const store = await spawnStore(dataFolder);
  return {
    ...store,
    dataFolder,
    [Symbol.asyncDispose]: async () => {
      await store.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

export type OpenEngine = AsyncDisposable & {
  readonly store: TemporaryStore;
  /** The threads of maps that were started so far. */
  readonly mapThreads: readonly Worker[];
  fetch(route: string, body?: unknown, signal?: AbortSignal): Promise<Response>;
};

/** The whole engine within this process: its app behind a real server, over a real store. */
export async function openEngine(samples = samplesFolder): Promise<OpenEngine> {
  const store = await openStore();
  const mapThreads: Worker[] = [];
  const key = 'pclocal_test';
  const ending = new AbortController();
  const app = createApp({
    store: store.calls,
    key: new Secret(key),
    rules: new RequestRules({ key: new Secret(key), log: new RecordingLog() }),
    operations: createOperations(store.calls, store.onDidChangeIndexes),
    port: () => server.port,
    version: '0.0.0',
    samplesFolder: samples,
    sentences: new SentenceEmbedder({ modelsFolders: [] }),
    dataFolder: store.dataFolder,
    keepBusy: () => {},
    events: { onDidChangeIndexes: store.onDidChangeIndexes, ending: ending.signal },
    startMapThread: () => {
      const thread = startMapThread();
      mapThreads.push(thread.worker);
      return thread;
    },
    log: new RecordingLog(),
  });
  const server: HttpServer = new HttpServer(app.fetch);
  await server.listen(0);
  return {
    store,
    mapThreads,
    fetch: (route, body, signal) =>
      fetch(`http://127.0.0.1:${server.port}${route}`, {
        headers: { 'api-key': key },
        ...(body === undefined ? {} : { method: 'POST', body: bytesOf(body) }),
        ...(signal === undefined ? {} : { signal }),
      }),
    [Symbol.asyncDispose]: async () => {
      ending.abort();
      await server.close();
      await store[Symbol.asyncDispose]();
    },
  };
}

function bytesOf(body: unknown): BodyInit {
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}
