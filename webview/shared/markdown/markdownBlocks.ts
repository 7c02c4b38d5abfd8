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
    const table = mark === undefined ? tableAt(lines, at) : undefined;
    const block = mark === undefined ? blockOf(line) : undefined;
    if (mark !== undefined) {
      const end = lines.findIndex((one, place) => place > at && one.trim() === mark);
      const stop = end < 0 ? lines.length : end;
      endPlain();
      blocks.push({ kind: 'code', text: lines.slice(at + 1, stop).join('\n') });
      at = stop;
    } else if (table) {
      endPlain();
      blocks.push(table);
      at += table.rows.length + 1;
    } else if (block === undefined) plain.push(line);
    else {
      endPlain();
      blocks.push(block);
    }
  }
  endPlain();
  return blocks;
}

/** A part of a text with Markdown. Lines of text keep their breaks. */
export type MarkdownBlock =
  | { readonly kind: 'text' | 'code' | 'quote'; readonly text: string }
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly string[][] }
  | {
      readonly kind: 'item';
      readonly marker: string;
      readonly depth: number;
      readonly text: string;
    };

export type MarkdownSpan =
  | { readonly kind: 'plain' | 'strong' | 'emphasis' | 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

const fence = /^\s*(`{3,}|~{3,})/;
const heading = /^(#{1,6})\s+(\S.*)$/;
const quote = /^\s*>\s?(.*)$/;
const item = /^(\s*)([-*+]|\d{1,3}[.)])\s+(.*)$/;
const tableRule = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

/** Whether the text has headings, fenced code or strong words. Lists alone read well as they are. */
export function hasMarkdown(text: string): boolean {
  return /^[ \t]*(?:`{3}|~{3}|#{1,6} \S)/m.test(text) || /\*\*\S[^*\n]*\*\*/.test(text);
}

/**
 * Returns the spans of a line: strong and emphasized words, code and links, without their marks. Of a link that is not to a
 * web page, only its text stays: nothing else can be opened from a text.
 */
export function markdownSpans(text: string): readonly MarkdownSpan[] {
  const spans: MarkdownSpan[] = [];
  let from = 0;
  const endPlain = (to: number): void => {
    if (to > from) spans.push({ kind: 'plain', text: text.slice(from, to) });
  };
  for (const match of text.matchAll(mark)) {
    endPlain(match.index);
    spans.push(spanOf(match));
    from = match.index + match[0].length;
  }
  endPlain(text.length);
  return spans;
}

const mark = new RegExp(
  [
    /`(?<code>[^`\n]+)`/,
    /\*\*(?<strong>\S[^*\n]*)\*\*/,
    /(?<![\w*_])(?<sign>[*_])(?![\s*_])(?<emphasis>[^*_\n]+?)(?<!\s)\k<sign>(?![\w*_])/,
    /\[(?<link>[^\]\n]+)\]\((?<href>https?:\/\/[^\s)]+)\)/,
    /(?<!!)\[(?<label>[^\]\n]+)\]\((?:#|\.{0,2}\/)[^\s)]*\)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

function spanOf({ groups = {} }: RegExpMatchArray): MarkdownSpan {
  const { code, strong, emphasis, label, link = '', href = '' } = groups;
  if (code !== undefined) return { kind: 'code', text: code };
  if (strong !== undefined) return { kind: 'strong', text: strong };
  if (emphasis !== undefined) return { kind: 'emphasis', text: emphasis };
  if (label !== undefined) return { kind: 'plain', text: label };
  return { kind: 'link', text: link, href };
}

function blockOf(line: string): MarkdownBlock | undefined {
  const [, marks = '', title = ''] = heading.exec(line) ?? [];
  if (marks !== '')
    return {
      kind: 'heading',
      level: marks.length,
      text: title.trimEnd().replace(/\s#+$/, ''),
    };
  const quoted = quote.exec(line)?.[1];
  if (quoted !== undefined) return { kind: 'quote', text: quoted };
  const [, indent = '', marker = '', text = ''] = item.exec(line) ?? [];
  if (marker === '') return undefined;
  return { kind: 'item', marker, depth: Math.floor(indent.length / 2), text };
}

type Table = Extract<MarkdownBlock, { kind: 'table' }>;

/** Returns the table that begins at a line: a head, a rule and rows with bars. */
function tableAt(lines: readonly string[], at: number): Table | undefined {
  const head = lines[at] ?? '';
  const rule = lines[at + 1] ?? '';
  if (!head.includes('|') || !rule.includes('-') || !tableRule.test(rule)) return undefined;
  if (cellsOf(head).length !== cellsOf(rule).length) return undefined;
  const rows: string[][] = [];
  for (const line of lines.slice(at + 2)) {
    if (!line.includes('|')) break;
    rows.push(cellsOf(line));
  }
  return { kind: 'table', head: cellsOf(head), rows };
}

function cellsOf(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}
