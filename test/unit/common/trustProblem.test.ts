import { describe, expect, it } from 'vitest';
import { trustProblem } from '../../../src/common/trustProblem.ts';

describe('trustProblem', () => {
  it.each([
    ['another user’s', { uid: 1001, mode: 0o100600 }, 1000, 'belongs to another user'],
    [
      'a user’s, for the administrator',
      { uid: 1000, mode: 0o100600 },
      0,
      'belongs to another user',
    ],
    ['open to all', { uid: 1000, mode: 0o040777 }, 1000, 'is writable by everyone'],
    [
      'open to all, with the sticky bit',
      { uid: 0, mode: 0o041777 },
      1000,
      'is writable by everyone',
    ],
  ])('gives a reason for what is %s', (_, ownership, user, reason) => {
    expect(trustProblem(ownership, user)).toBe(reason);
  });

  it.each([
    ['the user’s own', { uid: 1000, mode: 0o100600 }, 1000],
    ['readable by others', { uid: 1000, mode: 0o040755 }, 1000],
    ['the administrator’s', { uid: 0, mode: 0o100644 }, 1000],
    ['on a system without such numbers', { uid: 0, mode: 0o100666 }, undefined],
  ])('gives none for what is %s', (_, ownership, user) => {
    expect(trustProblem(ownership, user)).toBeUndefined();
  });
});
