import { expect, it } from 'vitest';
import { createChannel } from '../../../src/common/createChannel.ts';
import type { Port } from '../../../src/common/rpc.ts';

it('channels of one port carry each their own messages, and leave the port’s own alone', () => {
  const { here, there } = ports();
  const heard: [string, unknown][] = [];
  there.onMessage((message) => heard.push(['port', message]));
  const listening = createChannel(there, 'a').onMessage((message) => heard.push(['a', message]));
  createChannel(there, 'b').onMessage((message) => heard.push(['b', message]));
  createChannel(here, 'a').post(1);
  createChannel(here, 'b').post({ channel: 'a', message: 2 });
  here.post('plain');
  listening.dispose();
  createChannel(here, 'a').post(3);
  expect(heard.filter(([who]) => who !== 'port')).toEqual([
    ['a', 1],
    ['b', { channel: 'a', message: 2 }],
  ]);
  expect(heard.filter(([who]) => who === 'port')).toHaveLength(4);
});

it('a channel hands on which buffers move', () => {
  const { here, moved } = ports();
  const buffer = new ArrayBuffer(8);
  createChannel(here, 'a').post({ buffer }, [buffer]);
  expect(moved).toEqual([[buffer]]);
});

/** Two ends of a channel that delivers at once. */
function ports(): { here: Port; there: Port; moved: unknown[] } {
  const listeners = new Set<(message: unknown) => void>();
  const moved: unknown[] = [];
  const here: Port = {
    post: (message, transfer) => {
      if (transfer) moved.push(transfer);
      for (const listener of listeners) listener(message);
    },
    onMessage: () => ({ dispose: () => undefined }),
  };
  const there: Port = {
    post: () => undefined,
    onMessage: (listener) => {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
  };
  return { here, there, moved };
}
