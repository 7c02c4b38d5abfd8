import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/common/failure.ts';
import {
  EventReceiver,
  EventSender,
  RpcClient,
  RpcServer,
  type Decoders,
  type Handlers,
  type Port,
} from '../../../src/common/rpc.ts';

type TestCalls = {
  add: { params: { a: number; b: number }; result: number };
  fail: { params: null; result: never };
  wait: { params: null; result: never; progress: number };
};

describe('rpc', () => {
  it('answers a call', async () => {
    const { client } = connect();
    expect(await client.call('add', { a: 2, b: 3 })).toBe(5);
  });

  it('carries the kind and message of a failure, not its cause', async () => {
    const { client } = connect();
    const failure = await client.call('fail', null).catch((error: unknown) => Failure.from(error));
    expect(failure).toMatchObject({
      kind: 'notFound',
      message: 'No such index',
      status: 404,
    });
    expect(failure.cause).toBe(undefined);
  });

  it('hands a handler what the decoder read, and refuses what that does not know', async () => {
    const { client } = connect({
      add: (params) => {
        const { a, b } = params as { a: unknown; b: unknown };
        if (typeof a === 'number' && typeof b === 'number') return { a, b: b + 1 };
        throw new Failure('badInput', 'Not two numbers');
      },
      fail: () => null,
      wait: () => null,
    });
    expect(await client.call('add', { a: 2, b: 3 })).toBe(6);
    const odd = { a: 2, b: '3' } as unknown as { a: number; b: number };
    await expect(client.call('add', odd)).rejects.toMatchObject({ kind: 'badInput' });
  });

  it('answers an unknown call with a failure', async () => {
    const { client } = connect();
    await expect(client.call('constructor' as 'add', { a: 1, b: 1 })).rejects.toMatchObject({
      kind: 'internal',
    });
  });

  it('aborts the handler when the caller gives up', async () => {
    const { client, aborted } = connect();
    const controller = new AbortController();
    const call = client.call('wait', null, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(call).rejects.toMatchObject({ kind: 'cancelled' });
    await aborted;
  });

  it('rejects pending and later calls when it is disposed', async () => {
    const { client } = connect();
    const pending = client.call('wait', null);
    client.dispose();
    await expect(pending).rejects.toMatchObject({ kind: 'cancelled' });
    await expect(client.call('add', { a: 1, b: 1 })).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('aborts running handlers when the server is disposed', async () => {
    const { client, server, aborted } = connect();
    const pending = client.call('wait', null, { onProgress: () => server.dispose() });
    await aborted;
    client.dispose();
    await expect(pending).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('delivers events and ignores foreign messages', async () => {
    const [left, right] = ports();
    const received: number[] = [];
    new EventReceiver<{ tick: number }>(right, { tick: (value) => received.push(value) });
    left.post('foreign');
    left.post({ rpc: 'event', name: 'toString', payload: 1 });
    new EventSender<{ tick: number }>(left).send('tick', 7);
    await new Promise((resolve) => setTimeout(resolve));
    expect(received).toEqual([7]);
  });
});

function connect(decoders?: Decoders<TestCalls>): {
  client: RpcClient<TestCalls>;
  server: RpcServer<TestCalls>;
  aborted: Promise<void>;
} {
  const [left, right] = ports();
  let onAborted = (): void => {};
  const aborted = new Promise<void>((resolve) => (onAborted = resolve));
  const handlers: Handlers<TestCalls> = {
    add: ({ a, b }) => a + b,
    fail: () => {
      throw new Failure('notFound', 'No such index', { status: 404, cause: new Error('private') });
    },
    wait: (_, { signal, progress }) => {
      progress(1);
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          onAborted();
          reject(new Failure('cancelled', 'Cancelled'));
        });
      });
    },
  };
  const server = new RpcServer<TestCalls>(right, handlers, decoders);
  return { client: new RpcClient<TestCalls>(left), server, aborted };
}

function ports(): [Port, Port] {
  const listeners: [Set<(message: unknown) => void>, Set<(message: unknown) => void>] = [
    new Set(),
    new Set(),
  ];
  const port = (own: 0 | 1): Port => ({
    post: (message) => {
      const copy = structuredClone(message);
      queueMicrotask(() => listeners[own === 0 ? 1 : 0].forEach((listener) => listener(copy)));
    },
    onMessage: (listener) => {
      listeners[own].add(listener);
      return { dispose: () => void listeners[own].delete(listener) };
    },
  });
  return [port(0), port(1)];
}
