// A thread of a map's crew: it works on the rows that the map's own thread has put into shared memory.
import { parentPort, workerData } from 'node:worker_threads';
import { Failure } from '../../../common/failure.ts';
import { RpcServer, type Handlers } from '../../../common/rpc.ts';
import { threadPort } from '../../workers/threadPort.ts';
import type { CrewCalls, CrewThreadData } from './crew.ts';
import { NeighbourWork, type TaskResult } from './neighbourWork.ts';
import { SamplingWork } from './samplingWork.ts';

if (parentPort === null) throw new Failure('internal', 'This file is started as a thread');

class CrewMember implements Handlers<CrewCalls> {
  readonly #slot: number;
  #work: NeighbourWork | undefined;
  #sampling: SamplingWork | undefined;

  constructor({ slot }: CrewThreadData) {
    this.#slot = slot;
  }

  readonly open = ({ space }: CrewCalls['open']['params']): null => {
    this.#work = new NeighbourWork(space, this.#slot);
    return null;
  };

  readonly work = ({ task, next }: CrewCalls['work']['params']): TaskResult => {
    const taken = new Int32Array(next);
    return this.#work!.run(task, () => Atomics.add(taken, 0, 1));
  };

  readonly openSampling = ({ space }: CrewCalls['openSampling']['params']): null => {
    this.#sampling = new SamplingWork(space);
    return null;
  };

  readonly sample = ({ task }: CrewCalls['sample']['params']): null => {
    this.#sampling!.run(task);
    return null;
  };
}

new RpcServer<CrewCalls>(threadPort(parentPort), new CrewMember(workerData as CrewThreadData));
