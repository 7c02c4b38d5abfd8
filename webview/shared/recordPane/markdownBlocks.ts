/** A part of a text with Markdown. Lines of text keep their breaks. */
export type MarkdownBlock =
  | { readonly kind: 'text' | 'heading' | 'code'; readonly text: string }
  | {
      readonly kind: 'item';
      readonly marker: string;
      readonly depth: number;
      readonly text: string;
    };

export type MarkdownSpan = { readonly kind: 'plain' | 'strong' | 'code'; readonly text: string };

const fence = /^\s*(`{3,}|~{3,})/;
const heading = /^#{1,6}\s+(\S.*)$/;
const item = /^(\s*)([-*+]|\d{1,3}[.)])\s+(.*)$/;

/** Whether the text has headings, fenced code or strong words. Lists alone read well as they are. */
export function hasMarkdown(text: string): boolean {
  return /^[ \t]*(?:`{3}|~{3}|#{1,6} \S)/m.test(text) || /\*\*\S[^*\n]*\*\*/.test(text);
}

/** Returns the blocks of a text: headings, list items, fenced code and other lines, in order. Nothing is left out. */
export function markdownBlocks(text: string): readonly MarkdownBlock[] {
  const blocks: MarkdownBlock[] = [];
  let plain: string[] = [];
  const endPlain = (): void => {
    const joined = plain.join('\n').replace(/^\n+/, '').trimEnd();
    if (joined !== '') blocks.push({ kind: 'text', text: joined });
    plain = [];
  };
  const lines = text.split(/\r?\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const mark = fence.exec(line)?.[1];
    const block = mark === undefined ? blockOf(line) : undefined;
    if (mark !== undefined) {
      const end = lines.findIndex((one, place) => place > at && one.trim() === mark);
      const stop = end < 0 ? lines.length : end;
      endPlain();
      blocks.push({ kind: 'code', text: lines.slice(at + 1, stop).join('\n') });
      at = stop;
    } else if (block === undefined) plain.push(line);
    else {
      endPlain();
      blocks.push(block);
    }
  }
  endPlain();
  return blocks;
}

/** Returns the spans of a line: strong words and code, without their marks. */
export function markdownSpans(text: string): readonly MarkdownSpan[] {
  const parts = text.split(/(`[^`\n]+`|\*\*\S[^*\n]*\*\*)/);
  return parts.flatMap((part): MarkdownSpan[] => {
    if (part === '') return [];
    if (part.length > 4 && part.startsWith('**') && part.endsWith('**'))
      return [{ kind: 'strong', text: part.slice(2, -2) }];
    if (part.length > 2 && part.startsWith('`') && part.endsWith('`'))
      return [{ kind: 'code', text: part.slice(1, -1) }];
    return [{ kind: 'plain', text: part }];
  });
}

function blockOf(line: string): MarkdownBlock | undefined {
  const title = heading.exec(line)?.[1];
  if (title !== undefined) return { kind: 'heading', text: title.trimEnd().replace(/\s#+$/, '') };
  const [, indent = '', marker = '', text = ''] = item.exec(line) ?? [];
  if (marker === '') return undefined;
  return { kind: 'item', marker, depth: Math.floor(indent.length / 2), text };
}
