/** What a filter's text expects at the caret, and the range that a completion replaces. */
export type FilterCaret = {
  readonly from: number;
  readonly to: number;
} & (
  | { readonly expects: 'field' }
  /** An operator of the field. */
  | { readonly expects: 'operator'; readonly field: string }
  /** A value that the field is compared with. */
  | { readonly expects: 'value'; readonly field: string; readonly operator: string }
  | { readonly expects: 'nothing' }
);

/** An open bracket before the caret. */
type Level = {
  readonly kind: 'object' | 'list';
  /** The key whose value the bracket is; empty at the top and in lists. */
  readonly key: string;
  /** The key before the caret in this object, if its value follows. */
  pendingKey: string;
};

type Token = { readonly text: string; readonly start: number };

/** Finds what the text expects at `caret`. Never throws: the text may be unfinished or wrong. */
export function filterCaretAt(text: string, caret: number): FilterCaret {
  const { word, levels } = readUpTo(text, caret);
  const from = word?.start ?? caret;
  const to = wordEnd(text, from, caret);
  const place = { from, to };
  const level = levels.at(-1);
  if (level === undefined) return { ...place, expects: 'nothing' };
  if (level.kind === 'object' && level.pendingKey === '') return keyAt(place, level);
  return valueAt(place, levels);
}

type Place = { readonly from: number; readonly to: number };

/** Objects of conditions are at the top and in lists of `$and` and `$or`; others belong to a field. */
function keyAt(place: Place, { key }: Level): FilterCaret {
  return key === '' || key.startsWith('$')
    ? { ...place, expects: 'field' }
    : { ...place, expects: 'operator', field: key };
}

function valueAt(place: Place, levels: readonly Level[]): FilterCaret {
  const innermost = levels.at(-1);
  const key = innermost?.kind === 'list' ? innermost.key : (innermost?.pendingKey ?? '');
  if (!key.startsWith('$')) return { ...place, expects: 'value', field: key, operator: '$eq' };
  if (key === '$and' || key === '$or') return { ...place, expects: 'nothing' };
  const owner = levels.findLast((level) => level.kind === 'object' && level.key !== '');
  return { ...place, expects: 'value', field: owner?.key ?? '', operator: key };
}

/** Reads tokens up to the caret; `word` is the one that the caret is in or behind. */
function readUpTo(
  text: string,
  caret: number,
): { readonly word: Token | undefined; readonly levels: readonly Level[] } {
  const levels: Level[] = [];
  let word: Token | undefined;
  for (const { 0: token, index } of text.slice(0, caret).matchAll(tokens)) {
    const isOpen = index + token.length === caret && isWord(token);
    word = isOpen && !isClosed(token) ? { text: token, start: index } : undefined;
    if (word === undefined) take(token, levels);
  }
  return { word, levels };
}

const tokens = /"(?:[^"\\]|\\.)*(?:"|$)|[{}[\]:,]|[^\s"{}[\]:,]+/gs;

function take(token: string, levels: Level[]): void {
  const level = levels.at(-1);
  if (token === '{' || token === '[') {
    const key = level?.kind === 'object' ? level.pendingKey : '';
    // Objects in the list of `$and` hold conditions, as the top does.
    levels.push({ kind: token === '{' ? 'object' : 'list', key, pendingKey: '' });
  } else if (token === '}' || token === ']') {
    levels.pop();
    clearPending(levels.at(-1));
  } else if (token === ',') clearPending(level);
  else if (token !== ':' && level?.kind === 'object' && level.pendingKey === '')
    level.pendingKey = unquoted(token);
}

function clearPending(level: Level | undefined): void {
  if (level) level.pendingKey = '';
}

function isWord(token: string): boolean {
  return !/^[{}[\]:,]$/.test(token);
}

function isClosed(token: string): boolean {
  return /^"(?:[^"\\]|\\.)*"$/s.test(token);
}

function unquoted(token: string): string {
  return token.replaceAll(/^"|"$/g, '');
}

/** A completion replaces the rest of a word too, and the quote that closes it. */
function wordEnd(text: string, from: number, caret: number): number {
  const isQuoted = text.charAt(from) === '"' && from < caret;
  const rest = isQuoted ? /^[^"\n{}[\],:]*"?/ : /^[^\s"{}[\]:,]*/;
  return from === caret ? caret : caret + (rest.exec(text.slice(caret))?.[0].length ?? 0);
}
