// Entry point of the map thread: receives the records of one map and replies with encoded frames.
import { parentPort } from 'node:worker_threads';
import { Failure } from '../../common/failure.ts';
import { RpcServer } from '../../common/rpc.ts';
import { encodeFrame } from '../../model/map/mapFrame.ts';
import { threadPort } from '../workers/threadPort.ts';
import { makeMap } from './makeMap.ts';
import type { MapThreadCalls } from './mapThreadCalls.ts';
import { startUmap } from './layout/umap.ts';
import { startUmapJs } from './layout/umapJs.ts';

if (parentPort === null) throw new Failure('internal', 'This file is started as a thread');

const encoder = new TextEncoder();

new RpcServer<MapThreadCalls>(threadPort(parentPort), {
  'map.make': async (input, { progress, transfer }) => {
    const graph = await makeMap(
      input,
      (frame) => {
        const bytes = encodeFrame(frame, (text) => encoder.encode(text));
        progress({ type: frame.type, bytes }, [bytes.buffer]);
      },
      { layouts: { umap: startUmap, 'umap-js': startUmapJs }, now: Date.now },
    );
    if (graph === undefined) return {};
    transfer([graph.indices.buffer, graph.distances.buffer] as ArrayBuffer[]);
    return { graph };
  },
});
