/** A passage of a file, short enough for a model that reads 256 tokens. */
export type FileChunk = {
  /** Headings above the passage, or the name of the file. */
  readonly title: string;
  readonly text: string;
};

/** Longest passage in characters: about 200 tokens of prose. */
const longestChunk = 800;

/** Characters that a passage repeats of the one before, at most. */
const overlap = 120;

/** Returns the passages of a file: sections by heading, then paragraphs. Empty for a file without text. */
export function chunkFile(name: string, text: string): readonly FileChunk[] {
  const source = /\.html?$/i.test(name) ? withoutTags(text) : text;
  const hasHeadings = /\.(?:md|markdown|mdx|html?)$/i.test(name);
  const sections = hasHeadings ? sectionsOf(name, source) : [{ title: name, text: source }];
  return sections.flatMap(({ title, text: body }) =>
    passagesOf(body).map((passage) => ({ title, text: passage })),
  );
}

function sectionsOf(name: string, text: string): readonly FileChunk[] {
  const sections: FileChunk[] = [];
  let headings: readonly string[] = [];
  let lines: string[] = [];
  let isCode = false;
  const end = (): void => {
    const title = headings.filter((heading) => heading !== '').join(' › ');
    sections.push({ title: title === '' ? name : title, text: lines.join('\n') });
    lines = [];
  };
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(?:```|~~~)/.test(line)) isCode = !isCode;
    const heading = isCode ? null : /^(#{1,6})\s+(.+?)\s*#*$/.exec(line);
    if (heading === null) {
      lines.push(line);
      continue;
    }
    end();
    const level = heading[1]?.length ?? 1;
    const above = Array.from({ length: level - 1 }, (_, at) => headings[at] ?? '');
    headings = [...above, heading[2] ?? ''];
  }
  end();
  return sections;
}

/** Packs paragraphs into passages. A passage begins with the end of the one before. */
function passagesOf(text: string): readonly string[] {
  const passages: string[] = [];
  let passage = '';
  for (const piece of piecesOf(text)) {
    if (passage !== '' && passage.length + piece.length + 1 > longestChunk) {
      passages.push(passage);
      passage = endOf(passage);
    }
    passage = passage === '' ? piece : `${passage}\n${piece}`;
  }
  return passage.trim() === '' ? passages : [...passages, passage];
}

/** Returns paragraphs, and the parts of those that are too long: cut at lines, else between words. */
function piecesOf(text: string): readonly string[] {
  const room = longestChunk - overlap - 1;
  const paragraphs = text.split(/\n\s*\n/).map((paragraph) => paragraph.trim());
  return paragraphs.flatMap((paragraph) => {
    if (paragraph.length <= room) return paragraph === '' ? [] : [paragraph];
    return paragraph.split('\n').flatMap((line) => cutLine(line, room));
  });
}

function cutLine(line: string, room: number): readonly string[] {
  const parts: string[] = [];
  let rest = line.trimEnd();
  while (rest.length > room) {
    const space = rest.lastIndexOf(' ', room);
    const at = space > 0 ? space : room;
    parts.push(rest.slice(0, at));
    rest = rest.slice(at).trimStart();
  }
  return rest === '' ? parts : [...parts, rest];
}

/** Returns the last words of a passage. */
function endOf(passage: string): string {
  const end = passage.slice(-overlap);
  const space = end.search(/\s/);
  return space < 0 ? '' : end.slice(space + 1);
}

/** Returns the text of a page, with its headings as in Markdown. */
function withoutTags(html: string): string {
  return html
    .replace(/<!--[\s\S]*?-->|<(script|style|head)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<h([1-6])\b[^>]*>([\s\S]*?)<\/h\1\s*>/gi, (_, level: string, heading: string) => {
      const words = heading.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ');
      return `\n\n${'#'.repeat(Number(level))} ${words.trim()}\n\n`;
    })
    .replace(/<(?:p|div|li|tr|br|section|article|pre)\b[^>]*>/gi, '\n\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:amp|lt|gt|quot|nbsp|#39);/g, (entity) => entities[entity] ?? entity);
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&nbsp;': ' ',
  '&#39;': '’',
};
