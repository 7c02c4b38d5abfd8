import { describe, expect, it } from 'vitest';
import { isVisible, escapeInvisible } from '../../../src/model/escapeInvisible.ts';

describe('escapeInvisible', () => {
  it.each([
    ['a\u202etxt.exe', 'a\\u{202e}txt.exe'],
    ['zero\u200bwidth', 'zero\\u{200b}width'],
    ['two\r\nlines', 'two\\u{d}\\u{a}lines'],
    ['\u{1b}[31mred', '\\u{1b}[31mred'],
    ['line\u2028separator', 'line\\u{2028}separator'],
    ['half \ud800 pair', 'half \\u{d800} pair'],
    ['tag \u{e0041}', 'tag \\u{e0041}'],
  ])('shows what is not seen in %j', (text, visible) => {
    expect([escapeInvisible(text), isVisible(text)]).toEqual([visible, false]);
  });

  it.each(['production', 'données', '本番', '🚀 launch', 'a b'])('leaves %j as it is', (text) => {
    expect([escapeInvisible(text), isVisible(text)]).toEqual([text, true]);
  });
});
