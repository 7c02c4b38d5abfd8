import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { localEnvironment, type Environment } from '../../../../src/model/environment.ts';
import { unlockedMs, WriteAccess } from '../../../../src/services/writes/writeAccess.ts';

const staging: Environment = {
  id: 's',
  name: 'staging',
  kind: 'cloud',
  role: 'staging',
  colour: 'blue',
};
const production: Environment = { ...staging, id: 'p', name: 'prod', role: 'production' };

describe('write access', () => {
  let access: WriteAccess;
  beforeEach(() => {
    vi.useFakeTimers();
    access = new WriteAccess(Date.now);
  });
  afterEach(() => {
    access.dispose();
    vi.useRealTimers();
  });

  it('is locked in production and where an environment is marked read-only', () => {
    const marked = { ...staging, readOnly: true };
    const local: Environment = { ...localEnvironment, readOnly: true };
    const locked = [staging, production, marked, local].map((one) => access.isLocked(one));
    expect(locked).toEqual([false, true, true, false]);
  });

  it('names the environment and the next step when it refuses', () => {
    expect(() => access.check(production)).toThrow(
      expect.objectContaining({
        kind: 'forbidden',
        message: '“prod” is production and locked against changes; unlock it first',
        reason: { word: 'environmentLocked', facts: { environment: 'p' } },
      }),
    );
    expect(() => access.check({ ...staging, readOnly: true })).toThrow('is marked read-only');
    expect(() => access.check(staging)).not.toThrow();
  });

  it('ends 15 minutes after an unlock, and fires an event', () => {
    const changed = vi.fn<() => void>();
    access.onDidChange(changed);
    access.unlock('p');
    expect([access.isLocked(production), access.unlockedUntil('p')]).toEqual([
      false,
      Date.now() + unlockedMs,
    ]);
    vi.advanceTimersByTime(unlockedMs - 1);
    expect(access.isLocked(production)).toBe(false);
    vi.advanceTimersByTime(1);
    expect([access.isLocked(production), changed.mock.calls.length]).toEqual([true, 2]);
  });

  it('starts its time again with a second unlock', () => {
    access.unlock('p');
    vi.advanceTimersByTime(unlockedMs - 1000);
    access.unlock('p');
    vi.advanceTimersByTime(unlockedMs - 1000);
    expect(access.isLocked(production)).toBe(false);
  });

  it('ends at once if the user locks', () => {
    access.unlock('p');
    access.lock('p');
    expect([access.isLocked(production), access.unlockedUntil('p')]).toEqual([true, undefined]);
  });
});
