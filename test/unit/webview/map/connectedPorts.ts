import { Emitter } from '../../../../src/common/emitter.ts';
import type { Port } from '../../../../src/common/rpc.ts';

/** Two ends that hear each other at once. */
export function connectedPorts(): [Port, Port] {
  const toFirst = new Emitter<unknown>();
  const toSecond = new Emitter<unknown>();
  return [
    { post: (message) => toSecond.fire(message), onMessage: toFirst.event },
    { post: (message) => toFirst.fire(message), onMessage: toSecond.event },
  ];
}
