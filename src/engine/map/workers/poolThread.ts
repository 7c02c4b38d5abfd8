// Entry point of a pool thread: works on the rows and edges that the map thread has put into shared memory.
import { parentPort, workerData } from 'node:worker_threads';
import { Failure } from '../../../common/failure.ts';
import { RpcServer, type Handlers } from '../../../common/rpc.ts';
import { threadPort } from '../../workers/threadPort.ts';
import type { WorkerPoolCalls, PoolThreadData } from './workerPool.ts';
import { NeighbourWorker, type TaskResult } from './neighbourWorker.ts';
import { SamplingWorker } from './samplingWorker.ts';

if (parentPort === null) throw new Failure('internal', 'This file is started as a thread');

class PoolThread implements Handlers<WorkerPoolCalls> {
  readonly #thread: number;
  #work: NeighbourWorker | undefined;
  #sampling: SamplingWorker | undefined;

  constructor({ thread }: PoolThreadData) {
    this.#thread = thread;
  }

  readonly open = ({ buffers }: WorkerPoolCalls['open']['params']): null => {
    this.#work = new NeighbourWorker(buffers, this.#thread);
    return null;
  };

  readonly work = ({ task, next }: WorkerPoolCalls['work']['params']): TaskResult => {
    const taken = new Int32Array(next);
    return this.#work!.run(task, () => Atomics.add(taken, 0, 1));
  };

  readonly openSampling = ({ buffers }: WorkerPoolCalls['openSampling']['params']): null => {
    this.#sampling = new SamplingWorker(buffers);
    return null;
  };

  readonly sample = ({ task }: WorkerPoolCalls['sample']['params']): null => {
    this.#sampling!.run(task);
    return null;
  };
}

new RpcServer<WorkerPoolCalls>(
  threadPort(parentPort),
  new PoolThread(workerData as PoolThreadData),
);
