import { parentPort, workerData } from 'node:worker_threads';
import { Failure } from '../../common/failure.ts';
import { EventReceiver, EventSender, RpcServer } from '../../common/rpc.ts';
import { VectorMemoryBudget } from '../vectorSearch/rows/vectorMemoryBudget.ts';
import { readKernel } from '../kernels/kernelFile.ts';
import { Searcher } from '../vectorSearch/searcher.ts';
import { stderrLog } from '../process/stderrLog.ts';
import { threadPort } from '../workers/threadPort.ts';
import { DelayedWrites } from '../simulation/delayedWrites.ts';
import { withIndexEvents } from './indexEvents.ts';
import { Store } from './store.ts';
import type { StoreCalls } from './storeCalls.ts';
import type { StoreEvents, StoreCommands, StoreThreadData } from './spawnStore.ts';

// The thread that owns the data folder: opens the store, reports the result, and serves calls until it is closed.
if (parentPort === null) throw new Failure('internal', 'The store runs in a thread of the engine');
const channel = parentPort;
const port = threadPort(channel);
const events = new EventSender<StoreEvents>(port);
try {
  const { dataFolder, freshnessDelayMs, vectorMemoryBytes } = workerData as StoreThreadData;
  const log = stderrLog();
  const store = new Store(
    dataFolder,
    log,
    () => new Searcher(readKernel(), { budget: new VectorMemoryBudget(vectorMemoryBytes) }),
  );
  const delayed =
    freshnessDelayMs > 0 ? new DelayedWrites(store, freshnessDelayMs, log) : undefined;
  const server = new RpcServer<StoreCalls>(
    port,
    withIndexEvents((delayed ?? store).handlers, () => events.send('indexesChanged', null)),
  );
  const commands = new EventReceiver<StoreCommands>(port, {
    close: () => {
      commands.dispose();
      server.dispose();
      delayed?.dispose();
      store.dispose();
      channel.close();
    },
  });
  events.send('opened', null);
  store.startBackgroundWork();
} catch (error) {
  events.send('refused', Failure.from(error).toData());
  channel.close();
}
