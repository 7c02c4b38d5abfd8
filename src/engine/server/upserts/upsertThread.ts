// The thread that decodes long upserts.
import { parentPort } from 'node:worker_threads';
import { Failure } from '../../../common/failure.ts';
import { RpcServer } from '../../../common/rpc.ts';
import { threadPort } from '../../workers/threadPort.ts';
import { decodeUpsertBody, type UpsertCalls } from './upsertBody.ts';

if (parentPort === null) throw new Failure('internal', 'This file is started as a thread');

new RpcServer<UpsertCalls>(threadPort(parentPort), {
  'upsert.decode': (body, { transfer }) => {
    const decoded = decodeUpsertBody(body);
    transfer([decoded.batch.values]);
    return decoded;
  },
});
