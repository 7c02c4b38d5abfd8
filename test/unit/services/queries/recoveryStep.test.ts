import { describe, expect, it } from 'vitest';
import { recoveryStep } from '../../../../src/services/queries/recoveryStep.ts';

describe('the next step', () => {
  it.each([
    ['unauthorized', 'cloud', 'updateKey'],
    ['unauthorized', 'custom', 'updateKey'],
    ['unauthorized', 'local', 'restartEngine'],
    ['network', 'cloud', 'retry'],
    ['network', 'local', 'restartEngine'],
    ['unavailable', 'local', 'restartEngine'],
    ['timeout', 'local', 'retry'],
    ['rateLimited', 'cloud', 'retry'],
    ['damaged', 'local', 'retry'],
    ['forbidden', 'cloud', undefined],
    ['badInput', 'local', undefined],
    ['unavailable', undefined, 'retry'],
  ] as const)('after %s in the kind %s is %s', (kind, at, step) => {
    expect(recoveryStep(kind, at)).toBe(step);
  });
});
