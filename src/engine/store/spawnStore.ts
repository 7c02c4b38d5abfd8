import { once } from 'node:events';
import { Emitter, type Event } from '../../common/emitter.ts';
import { Failure, type FailureData } from '../../common/failure.ts';
import { EventReceiver, EventSender, type Port, type RpcClient } from '../../common/rpc.ts';
import { defaultVectorBytes } from '../vectorSearch/rows/vectorMemoryBudget.ts';
import { spawnWorker } from '../workers/spawnWorker.ts';
import type { StoreCalls } from './storeCalls.ts';

/**
 * Starts the store thread on a data folder. Throws `conflict` if another engine holds the folder, `damaged` if its
 * catalog is damaged, `unavailable` if the folder is not writable.
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
  // A handler that prevents an unhandled rejection after a normal close.
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

export type StoreThreadData = {
  readonly dataFolder: string;
  /** The delay after which reads see a write. 0 except in tests of programs. */
  readonly freshnessDelayMs: number;
  /** Memory for float vectors, beside their quantized codes. */
  readonly vectorMemoryBytes: number;
};

/**
 * The young generation of the thread's heap. Vectors read from the database stay allocated beside the heap until
 * new objects fill this space: tens of megabytes at Node's default. Searches and writes measure equally fast.
 */
const youngGenerationMb = 6;

/** The result of opening the data folder, and later changes of indexes. */
export type StoreEvents = { opened: null; refused: FailureData; indexesChanged: null };

export type StoreCommands = { close: null };

/** The running store thread. */
export type StoreHandle = {
  readonly calls: RpcClient<StoreCalls>;
  /** Fires after an index or a backup was created, changed or deleted. */
  readonly onDidChangeIndexes: Event<void>;
  /** Rejects if the thread exits before it is closed. The engine must stop then. */
  readonly died: Promise<never>;
  /** Finishes pending writes and releases the folder's lock. */
  close(): Promise<void>;
};

/** Settles when the thread has opened the folder or failed. Events continue while the thread runs. */
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
