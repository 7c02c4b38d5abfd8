import { describe, expect, it } from 'vitest';
import { fillIn, t } from '../../../../webview/shared/l10n.ts';

describe('l10n', () => {
  it('fills in arguments by number, as often as they are named', () => {
    expect(fillIn('{1} of {0}, {1}', ['ten', 2])).toBe('2 of ten, 2');
  });

  it('leaves a placeholder that has no argument', () => {
    expect(fillIn('{0} {1}', ['a'])).toBe('a {1}');
  });

  it('does not fill in what an argument says', () => {
    expect(fillIn('{0} {1}', ['{1}', 'b'])).toBe('{1} b');
  });

  it('says a message that has no translation in English', () => {
    expect(t('{0} hits', 20)).toBe('20 hits');
  });
});
