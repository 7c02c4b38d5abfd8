import { describe, expect, it } from 'vitest';
import { ScanControl } from '../../../../src/engine/vectorSearch/scan/scanControl.ts';

describe('ScanControl', () => {
  it('waits for threads that took a chunk, and for no others', () => {
    const control = new ScanControl();
    const working = new ScanControl(control.buffer);
    const late = new ScanControl(control.buffer);
    working.enter();
    const chunks = [working.take(), working.take()];
    const beforeAnswer = control.isDone(2, 0);
    late.enter();
    const whileLateLooks = control.isDone(2, 1);
    const nothing = late.take();
    late.retract();
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
    control.enter();
    control.take();
    expect(control.isDone(2, 1)).toBe(false);
  });

  it('tells all threads the best of what each has reached', () => {
    const control = new ScanControl();
    const other = new ScanControl(control.buffer);
    control.publish(1, 0.5);
    other.publish(2, 0.25);
    expect([control.floor(), other.floor()]).toEqual([0.5, 0.5]);
  });

  it('stops all threads', () => {
    const control = new ScanControl();
    const other = new ScanControl(control.buffer);
    control.stop();
    expect(() => other.check()).toThrow('Cancelled');
  });
});
