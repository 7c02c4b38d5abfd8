import type { Log } from '../../common/log.ts';
import type { Secret } from '../../common/secret.ts';
import { AddedFolders } from '../embedding/sentences/addedFolders.ts';
import { SentenceEmbedder } from '../embedding/sentences/sentenceEmbedder.ts';
import type { Announcement, DataFolder } from '../process/dataFolder.ts';
import { returnIdleMemory } from '../process/idleMemory.ts';
import { EngineServers } from './engineServers.ts';
import type { StoreHandle } from '../store/spawnStore.ts';

/**
 * Serves requests until a signal or the idle limit stops it, and finishes running requests first. Throws
 * `unavailable` if it cannot listen, `internal` if the store thread exited.
 */
export async function serve(options: ServeOptions): Promise<void> {
  const { folder, store, version, log } = options;
  const ending = new AbortController();
  const sentences = new SentenceEmbedder({
    modelsFolders: options.modelsFolders,
    added: new AddedFolders(folder.path),
  });
  const server = new EngineServers({
    ...options,
    store: store.calls,
    sentences,
    dataFolder: folder.path,
    events: { onDidChangeIndexes: store.onDidChangeIndexes, ending: ending.signal },
  });
  const memory = returnIdleMemory(() => server.idleMs() > idleBeforeReturnMs);
  try {
    if (options.acceptsAnyKey)
      log.warn(
        '--accept-any-key: all users of this machine can change the data and import files that you can read',
      );
    if (options.modelsFolders.length === 0)
      log.warn('no models: texts cannot be embedded. Name the folder of models with --models');
    await server.listen(options.port);
    const announcement = { url: `http://127.0.0.1:${server.port}`, pid: process.pid, version };
    folder.announce(announcement);
    options.onReady(announcement);
    log.info(`ready at ${announcement.url}`);
    const idle = idleFor(server, options.idleMinutes, ending.signal);
    log.info(`ending: ${await Promise.race([options.signalled, idle, store.died])}`);
  } finally {
    ending.abort();
    memory.dispose();
    try {
      folder.withdraw();
    } finally {
      await server.close();
      sentences.dispose();
    }
  }
}

export type ServeOptions = {
  readonly folder: DataFolder;
  /** Owned by the caller. */
  readonly store: StoreHandle;
  readonly key: Secret;
  /** 0 selects a free port. */
  readonly port: number;
  /** The folder of the samples. Absent: there are none. */
  readonly samplesFolder: string | undefined;
  /** Folders of embedding models, and folders that hold such folders. */
  readonly modelsFolders: readonly string[];
  /** The file that lists the indexes which the engine has from the start. Absent: none. */
  readonly indexesFile: string | undefined;
  readonly version: string;
  readonly idleMinutes: number | undefined;
  /** The share of requests rejected with 429. */
  readonly throttledShare: number;
  /** Whether clients may delete all data in one request. */
  readonly isEphemeral: boolean;
  /** Whether hosted models are simulated. */
  readonly simulatesModels: boolean;
  /** Whether every key is accepted, not only `key`. */
  readonly acceptsAnyKey: boolean;
  /** Resolves with the name of the signal that stops the engine. */
  readonly signalled: Promise<string>;
  readonly log: Log;
  readonly onReady: (announcement: Announcement) => void;
};

/** A collection of garbage would hold up requests that come in quick succession. */
const idleBeforeReturnMs = 1000;

/** Resolves when the engine was idle for this long; never without a limit. */
function idleFor(
  server: EngineServers,
  minutes: number | undefined,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve) => {
    if (minutes === undefined) return;
    const boundMs = minutes * 60_000;
    const timer = setInterval(
      () => {
        if (server.idleMs() >= boundMs) resolve('idle');
      },
      Math.min(1000, boundMs / 4),
    );
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
  });
}
