import { describe, expect, it } from 'vitest';
import { ScanControl } from '../../../../src/engine/vectorSearch/scan/scanControl.ts';

describe('ScanControl', () => {
  it('waits for threads that took a chunk, and for no others', () => {
    const control = new ScanControl();
    const working = new ScanControl(control.buffer);
    const late = new ScanControl(control.buffer);
    working.join();
    const chunks = [working.takeChunk(), working.takeChunk()];
    const beforeAnswer = control.isDone(2, 0);
    late.join();
    const whileLateLooks = control.isDone(2, 1);
    const nothing = late.takeChunk();
    late.leave();
    expect({ chunks, beforeAnswer, whileLateLooks, nothing }).toEqual({
      chunks: [0, 1],
      beforeAnswer: false,
      whileLateLooks: false,
      nothing: 2,
    });
    expect(control.isDone(2, 1)).toBe(true);
  });

  it('is not done while chunks are left', () => {
    const control = new ScanControl();
    control.join();
    control.takeChunk();
    expect(control.isDone(2, 1)).toBe(false);
  });

  it('gives all threads the highest threshold', () => {
    const control = new ScanControl();
    const other = new ScanControl(control.buffer);
    control.publishThreshold(1, 0.5);
    other.publishThreshold(2, 0.25);
    expect([control.threshold(), other.threshold()]).toEqual([0.5, 0.5]);
  });

  it('stops all threads', () => {
    const control = new ScanControl();
    const other = new ScanControl(control.buffer);
    control.stop();
    expect(() => other.throwIfStopped()).toThrow('Cancelled');
  });
});
