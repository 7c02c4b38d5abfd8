import { parentPort, workerData } from 'node:worker_threads';
import { carryOut, type Calculations } from '../../model/evaluation/calculations.ts';

// A thread for one calculation: its data is what to calculate, its only message the result.

type Task<K extends keyof Calculations> = {
  readonly kind: K;
  readonly params: Calculations[K]['params'];
};

const { kind, params } = workerData as Task<keyof Calculations>;
parentPort?.postMessage(carryOut(kind, params));
