import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../../../src/common/secret.ts';
import { RequestRules } from '../../../../../src/engine/server/access/requestRules.ts';
import { GrpcServer } from '../../../../../src/engine/server/grpc/grpcServer.ts';
import { HttpServer } from '../../../../../src/engine/server/httpServer.ts';
import { calls, GrpcClient } from '../../../../support/grpc/grpcClient.ts';
import { RecordingLog } from '../../../../support/recordingLog.ts';

/** The server of REST counts what both servers do: by it, an idle engine stops. */
describe('a gRPC call', () => {
  let http: HttpServer;
  let grpc: GrpcServer;
  let port: Server;
  let client: GrpcClient;
  const begun = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();

  beforeEach(async () => {
    http = new HttpServer(() => new Response());
    const log = new RecordingLog();
    const method = async (): Promise<{ message: Uint8Array }> => {
      begun.resolve();
      await released.promise;
      return { message: new Uint8Array() };
    };
    grpc = new GrpcServer({
      methods: new Map([['/VectorService/DescribeIndexStats', method]]),
      rules: new RequestRules({ key: new Secret('key'), log }),
      indexAt: () => 'films',
      keepBusy: (work) => http.keepBusy(work),
      log,
    });
    port = createServer((socket) => grpc.accept(socket)).listen(0, '127.0.0.1');
    await once(port, 'listening');
    const { port: number } = port.address() as AddressInfo;
    client = new GrpcClient(`127.0.0.1:${number}`, { 'api-key': 'key' });
  });
  afterEach(async () => {
    client.close();
    port.close();
    await grpc.close();
  });

  it('keeps the engine from being idle while it runs, and counts as its last work', async () => {
    const call = client.call(calls.describeIndexStats, {});
    await begun.promise;
    expect(http.idleMs()).toBe(0);
    const before = performance.now();
    released.resolve();
    await call;
    await expect.poll(() => http.idleMs()).toBeGreaterThan(0);
    expect(http.idleMs()).toBeLessThanOrEqual(performance.now() - before);
  });

  it('without the key does not count', async () => {
    const idleBefore = http.idleMs();
    const stranger = new GrpcClient(`127.0.0.1:${(port.address() as AddressInfo).port}`, {
      'api-key': 'other',
    });
    const failure = await stranger.failure(calls.describeIndexStats, {});
    stranger.close();
    expect([failure.code, http.idleMs() > idleBefore]).toEqual([7, true]);
  });
});
