import { EventEmitter, once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../../src/common/failure.ts';
import { Deadline, timeoutMsOf } from '../../../../../src/engine/server/grpc/deadline.ts';

describe('the deadline of a call', () => {
  it.each([
    [undefined, 5000],
    ['2S', 2000],
    ['1m', 1],
    ['1500u', 2],
    ['1n', 1],
    ['99999999H', 5000],
    ['3M', 5000],
    ['-1S', 5000],
    ['1', 5000],
    ['123456789n', 5000],
    ['1S, 1S', 5000],
  ])('of %s is after %i ms', (header, expected) => {
    expect(timeoutMsOf(header, 5000)).toBe(expected);
  });

  it('tells its end from that of the client', async () => {
    const cancelled = new Failure('cancelled', 'Cancelled');
    const over = new Deadline(new EventEmitter(), 1);
    await once(over.signal, 'abort');
    expect(over.failureOf(cancelled).kind).toBe('timeout');
    expect(over.failureOf(new Failure('badInput', 'x')).kind).toBe('badInput');
    const stream = new EventEmitter();
    const gone = new Deadline(stream, 60_000);
    stream.emit('close');
    expect([gone.signal.aborted, gone.failureOf(cancelled).kind]).toEqual([true, 'cancelled']);
  });
});
