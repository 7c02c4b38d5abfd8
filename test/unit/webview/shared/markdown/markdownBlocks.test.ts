import { describe, expect, it } from 'vitest';
import {
  hasMarkdown,
  markdownBlocks,
  markdownSpans,
} from '../../../../../webview/shared/markdown/markdownBlocks.ts';

describe('the Markdown of a record', () => {
  it('has headings, items, fenced code, and lines with their breaks', () => {
    const text =
      '# Title #\nOne\ntwo\n\n- a\n  * b\n10. c\n```ts\n- no item\n# no title\n```\nEnd\n';
    expect(markdownBlocks(text)).toEqual([
      { kind: 'heading', level: 1, text: 'Title' },
      { kind: 'text', text: 'One\ntwo' },
      { kind: 'item', marker: '-', depth: 0, text: 'a' },
      { kind: 'item', marker: '*', depth: 1, text: 'b' },
      { kind: 'item', marker: '10.', depth: 0, text: 'c' },
      { kind: 'code', text: '- no item\n# no title' },
      { kind: 'text', text: 'End' },
    ]);
  });

  it('keeps code whose fence does not end', () => {
    expect(markdownBlocks('```\na\nb')).toEqual([{ kind: 'code', text: 'a\nb' }]);
  });

  it('has tables, with bars in cells and rows of any length', () => {
    const text = 'Before\n| a | b |\n|---|:-:|\n| 1 | x \\| y |\n2 | 3 | 4\nAfter | all\n\na | b';
    expect(markdownBlocks(text)).toEqual([
      { kind: 'text', text: 'Before' },
      {
        kind: 'table',
        head: ['a', 'b'],
        rows: [
          ['1', 'x | y'],
          ['2', '3', '4'],
          ['After', 'all'],
        ],
      },
      { kind: 'text', text: 'a | b' },
    ]);
  });

  it('has the text alone of links within a document or a site', () => {
    const text = '[one](#part) [two](./b.md#c) [three](/d) f(x)[0](y)';
    expect(
      markdownSpans(text)
        .map((span) => span.text)
        .join(''),
    ).toBe('one two three f(x)[0](y)');
  });

  it('has links to web pages alone, and raw HTML as it is typed', () => {
    expect(
      markdownSpans('_See_ [docs](https://example.com/a) or [x](command:y) <img src=x>'),
    ).toEqual([
      { kind: 'emphasis', text: 'See' },
      { kind: 'plain', text: ' ' },
      { kind: 'link', text: 'docs', href: 'https://example.com/a' },
      { kind: 'plain', text: ' or [x](command:y) <img src=x>' },
    ]);
  });

  it('has strong words and code in its lines, and leaves other marks as they are', () => {
    expect(markdownSpans('**TAGS**: use `a*b`, 2 ** 3 ** 4, __init__ and <b>')).toEqual([
      { kind: 'strong', text: 'TAGS' },
      { kind: 'plain', text: ': use ' },
      { kind: 'code', text: 'a*b' },
      { kind: 'plain', text: ', 2 ** 3 ** 4, __init__ and <b>' },
    ]);
  });

  it.each([
    ['**INTRODUCTION**: text', true],
    ['text\n## Heading', true],
    ['```\ncode\n```', true],
    ['- a list\n- of things', false],
    ['2 ** 3 ** 4 and #hashtag', false],
    ['', false],
  ])('is found in %j: %s', (text, isFound) => {
    expect(hasMarkdown(text)).toBe(isFound);
  });
});
