import type { MarkdownBlock } from './markdownBlocks.ts';

/** Level of the first heading of a text: it stands below the title of a view and of a part of it. */
const firstLevel = 3;

/**
 * Returns the blocks with the levels of their headings for assistive technology. A text may begin with any level and leave
 * some out; here each heading is at most one level below the one before.
 */
export function withHeadingLevels(blocks: readonly MarkdownBlock[]): readonly LevelledBlock[] {
  const open: number[] = [];
  return blocks.map((block) => {
    if (block.kind === 'heading') {
      while ((open.at(-1) ?? 0) >= block.level) open.pop();
      open.push(block.level);
    }
    return { block, headingLevel: firstLevel - 1 + open.length };
  });
}

export type LevelledBlock = {
  readonly block: MarkdownBlock;
  /** Counts only for headings. */
  readonly headingLevel: number;
};
