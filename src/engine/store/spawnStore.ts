import { once } from 'node:events';
import { Emitter, type Event } from '../../common/emitter.ts';
import { Failure, type FailureData } from '../../common/failure.ts';
import { EventReceiver, EventSender, type Port, type RpcClient } from '../../common/rpc.ts';
import { defaultVectorBytes } from '../vectorSearch/rows/vectorMemoryBudget.ts';
import { spawnWorker } from '../workers/spawnWorker.ts';
import type { StoreCalls } from './storeCalls.ts';

export type StoreThreadData = {
  readonly dataFolder: string;
  /** How long after its answer a write is seen: 0 but in tests of programs. */
  readonly freshnessDelayMs: number;
  /** What vectors may take in memory, beside their codes. */
  readonly vectorMemoryBytes: number;
};

/**
 * A vector that is read from the database lies beside the heap until new objects have filled this: with what is usual, tens
 * of megabytes of them. Measured: searches and writes are as fast.
 */
const youngGenerationMb = 6;

/** How the thread's opening of the data folder ended, and what changes after that. */
export type StoreEvents = { opened: null; refused: FailureData; indexesChanged: null };

export type StoreCommands = { close: null };

/** The store's thread. */
export type StoreHandle = {
  readonly calls: RpcClient<StoreCalls>;
  /** Indexes or backups were made, changed or deleted. */
  readonly onDidChangeIndexes: Event<void>;
  /** Rejects if the thread dies before it is closed: the engine cannot go on then. */
  readonly died: Promise<never>;
  /** Writes down what is left to write, and gives the folder's lock back. */
  close(): Promise<void>;
};

/**
 * Starts the store's thread on a data folder. Throws `conflict` where another engine holds the folder, `damaged` where
 * its catalog is, `unavailable` where the folder cannot be written.
 */
export async function spawnStore(
  dataFolder: string,
  {
    freshnessDelayMs = 0,
    vectorMemoryBytes = defaultVectorBytes,
  }: Partial<Omit<StoreThreadData, 'dataFolder'>> = {},
): Promise<StoreHandle> {
  const data: StoreThreadData = { dataFolder, freshnessDelayMs, vectorMemoryBytes };
  const { worker, port, calls } = spawnWorker<StoreCalls>({
    name: 'store',
    source: new URL('./storeThread.ts', import.meta.url),
    bundle: 'engine-store.js',
    data,
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
  });
  const exited = once(worker, 'exit');
  const died = exited.then((): never => {
    throw new Failure('internal', 'The thread of the store ended unexpectedly');
  });
  // Whoever waits for it hears of it; it is no unhandled rejection after a clean close.
  died.catch(() => calls.dispose());
  const indexesChanged = new Emitter<void>();
  await Promise.race([opening(port, indexesChanged), died]);
  return {
    calls,
    onDidChangeIndexes: indexesChanged.event,
    died,
    close: async () => {
      new EventSender<StoreCommands>(port).send('close', null);
      await exited;
    },
  };
}

/** Settles as the thread's opening of the folder ends; events go on as long as the thread. */
function opening(port: Port, indexesChanged: Emitter<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const receiver = new EventReceiver<StoreEvents>(port, {
      opened: () => resolve(),
      refused: (failure) => {
        receiver.dispose();
        reject(Failure.revive(failure));
      },
      indexesChanged: () => indexesChanged.fire(),
    });
  });
}
