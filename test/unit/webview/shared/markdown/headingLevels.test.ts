import { describe, expect, it } from 'vitest';
import { withHeadingLevels } from '../../../../../webview/shared/markdown/headingLevels.ts';
import { markdownBlocks } from '../../../../../webview/shared/markdown/markdownBlocks.ts';

/** The levels of the headings of a text. */
function levels(...headings: readonly string[]): number[] {
  return withHeadingLevels(markdownBlocks(headings.join('\n\ntext\n\n')))
    .filter(({ block }) => block.kind === 'heading')
    .map(({ headingLevel }) => headingLevel);
}

describe('the levels of headings for screen readers', () => {
  it.each([
    ['a text from the top', ['# a', '## b', '### c', '## d', '# e'], [3, 4, 5, 4, 3]],
    ['a part that begins deep', ['### a', '#### b', '### c'], [3, 4, 3]],
    ['a text that leaves levels out', ['# a', '#### b', '## c', '### d'], [3, 4, 4, 5]],
    ['a part that goes up', ['### a', '# b', '## c'], [3, 3, 4]],
  ])('never leave one out in %s', (_, headings, expected) => {
    expect(levels(...headings)).toEqual(expected);
  });
});
