// A thread of a map's crew: it works on the rows that the map's own thread has put into shared memory.
import { parentPort, workerData } from 'node:worker_threads';
import { Failure } from '../../common/failure.ts';
import { RpcServer } from '../../common/rpc.ts';
import { threadPort } from '../threadPort.ts';
import type { CrewCalls, CrewThreadData } from './crew.ts';
import { NeighbourWork } from './neighbourWork.ts';

if (parentPort === null) throw new Failure('internal', 'This file is started as a thread');

const { space, slot } = workerData as CrewThreadData;
const work = new NeighbourWork(space, slot);

new RpcServer<CrewCalls>(threadPort(parentPort), {
  work: ({ task, next }) => {
    const taken = new Int32Array(next);
    return work.run(task, () => Atomics.add(taken, 0, 1));
  },
});
