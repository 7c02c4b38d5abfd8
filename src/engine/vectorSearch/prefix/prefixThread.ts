// The worker thread that computes prefixes. It runs while there are prefixes to compute.
import { parentPort, workerData } from 'node:worker_threads';
import { Failure } from '../../../common/failure.ts';
import { RpcServer } from '../../../common/rpc.ts';
import { threadPort } from '../../workers/threadPort.ts';
import { countBits, rowsOf } from '../../structures/bitSet.ts';
import { choosePrefix } from './choosePrefix.ts';
import { quantizedLayout } from '../quantize/quantizedSegment.ts';
import { sampleRows } from './sampleRows.ts';
import type { PrefixCalls, PrefixThreadData } from './prefixCalls.ts';
import { PrefixProjector } from './prefixProjector.ts';

if (parentPort === null) throw new Failure('internal', 'This file is started as a thread');

const { module } = workerData as PrefixThreadData;
const seed = 1;

new RpcServer<PrefixCalls>(threadPort(parentPort), {
  learn: ({ dimension, segments, mask, isEuclidean }) => {
    const words = new Uint32Array(mask);
    const layout = quantizedLayout(dimension);
    const sample = sampleRows(segments, layout, rowsOf(words, countBits(words)), seed);
    return choosePrefix(sample, layout.stride, isEuclidean) ?? null;
  },
  project: ({ dimension, segment, basis, first, end }) => {
    const projector = new PrefixProjector(module, basis);
    projector.project(segment.memory, quantizedLayout(dimension), first, end);
  },
});
