// A process of its own for each contestant, so that memory is its own and one that fails is out alone.
import type { Port } from '../../../src/common/rpc.ts';
import { RpcServer } from '../../../src/common/rpc.ts';
import type { ContestantCalls, ContestantData } from './contestantCalls.ts';
import { kinds } from './contestants/all.ts';

const { name, setting } = JSON.parse(process.argv[2]!) as ContestantData;
const contestant = kinds.find((kind) => kind.name === name)!.create(setting);

const port: Port = {
  post: (message) => void process.send!(message),
  onMessage: (listener) => {
    process.on('message', listener);
    return { dispose: () => void process.off('message', listener) };
  },
};

new RpcServer<ContestantCalls>(port, {
  load: async () => {
    const begin = performance.now();
    await contestant.load();
    return { ms: performance.now() - begin };
  },
  open: async () => contestant.open?.(),
  settle: async () => contestant.settle?.(),
  search: async (task) => {
    const begin = performance.now();
    const found = await contestant.search(task);
    const ms = performance.now() - begin;
    return 'ms' in found
      ? { rows: Array.from(found.rows), ms: found.ms }
      : { rows: Array.from(found), ms };
  },
  memory: () => contestant.memoryBytes?.() ?? process.memoryUsage.rss(),
  close: () => contestant.close(),
});
