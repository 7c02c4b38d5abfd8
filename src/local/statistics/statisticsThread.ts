import { parentPort, workerData } from 'node:worker_threads';
import { calculations, type Calculations } from '../../model/evaluation/calculations.ts';

// A thread for one calculation: its data is what to calculate, its only message the result.

type Task = {
  readonly [K in keyof Calculations]: {
    readonly kind: K;
    readonly params: Calculations[K]['params'];
  };
}[keyof Calculations];

const task = workerData as Task;
parentPort?.postMessage(
  task.kind === 'compare' ? calculations.compare(task.params) : calculations.intervals(task.params),
);
