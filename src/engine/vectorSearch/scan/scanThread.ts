// A thread of the scan pool. It scans and scores segments that the store's thread writes, and ends with the pool.
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

const { module, threadIndex } = workerData as ScanThreadData;
const port = threadPort(parentPort);
const scan = new QuantizedScan(module, threadIndex);
const rowScorer = new RowScorer(module, threadIndex);
const bufferScorer = new BufferScorer(module);
const reader = new FloatRowReader();

new RpcServer<ScanCalls>(port, {
  scan: ({ plan, control }, { transfer }) => {
    const candidates = scan.run(plan, new ScanControl(control));
    transfer(
      [candidates.rows, candidates.upperBounds, candidates.lowerBounds].map(
        (array) => array.buffer as ArrayBuffer,
      ),
    );
    return candidates;
  },
  score: (plan, { transfer }) => {
    const scores = rowScorer.score(plan);
    transfer([scores.buffer as ArrayBuffer]);
    return scores;
  },
  scoreFromDisk: ({ file, rows, query }, { transfer }) => {
    const scores = bufferScorer.score(query, rows, (some, take) => reader.read(file, some, take));
    transfer([scores.buffer as ArrayBuffer]);
    return scores;
  },
});

new EventReceiver<ScanEvents>(port, {
  releaseSegments: (ids) => {
    for (const id of ids) {
      scan.releaseSegment(id);
      rowScorer.releaseSegment(id);
    }
  },
});
