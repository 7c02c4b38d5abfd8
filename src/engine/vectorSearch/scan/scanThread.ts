// A thread of the scan pool: it looks at memories that the store's thread fills, and is ended with the pool.
import { parentPort, workerData } from 'node:worker_threads';
import { Failure } from '../../../common/failure.ts';
import { EventReceiver, RpcServer } from '../../../common/rpc.ts';
import { threadPort } from '../../workers/threadPort.ts';
import { QuantizedScan } from './quantizedScan.ts';
import { BufferScorer } from '../exact/bufferScorer.ts';
import { FloatRowReader } from '../disk/floatRowReader.ts';
import { RowScorer } from '../exact/rowScorer.ts';
import type { ScanCalls, ScanEvents, ScanThreadData } from './scanCalls.ts';
import { ScanControl } from './scanControl.ts';

if (parentPort === null) throw new Failure('internal', 'This file is started as a thread');

const { module, threadIndex: slot } = workerData as ScanThreadData;
const port = threadPort(parentPort);
const firstPass = new QuantizedScan(module, slot);
const scorer = new RowScorer(module, slot);
const loose = new BufferScorer(module);
const reader = new FloatRowReader();

new RpcServer<ScanCalls>(port, {
  scan: ({ plan, control }, { transfer }) => {
    const kept = firstPass.run(plan, new ScanControl(control));
    transfer(
      [kept.rows, kept.upperBounds, kept.lowerBounds].map((array) => array.buffer as ArrayBuffer),
    );
    return kept;
  },
  score: (plan, { transfer }) => {
    const scores = scorer.score(plan);
    transfer([scores.buffer as ArrayBuffer]);
    return scores;
  },
  scoreFromDisk: ({ file, rows, query }, { transfer }) => {
    const scores = loose.score(query, rows, (some, take) => reader.read(file, some, take));
    transfer([scores.buffer as ArrayBuffer]);
    return scores;
  },
});

new EventReceiver<ScanEvents>(port, {
  releaseSegments: (ids) => {
    for (const id of ids) {
      firstPass.releaseSegment(id);
      scorer.releaseSegment(id);
    }
  },
});
