import type { FilterProblem } from './filterProblem.ts';

/** A value in a JSON text with its position: zero-based offsets, `end` exclusive. */
export type JsonNode = { readonly start: number; readonly end: number } & (
  | { readonly kind: 'scalar' }
  | { readonly kind: 'list'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'object'; readonly entries: readonly JsonEntry[] }
);

export type JsonEntry = {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: JsonNode;
};

/** Parsed JSON with the position of every value, or its first syntax error. */
export type JsonTree =
  | { readonly isValid: true; readonly root: JsonNode }
  | { readonly isValid: false; readonly problem: FilterProblem };

/** Deeper than any valid filter, and far from a stack overflow. */
const deepestNesting = 200;

/** Parses JSON with the position of every value, or returns the first syntax error with a fix. */
export function parseJsonTree(text: string): JsonTree {
  try {
    return { isValid: true, root: new JsonReader(text).read() };
  } catch (error) {
    if (error instanceof Misplaced) return { isValid: false, problem: error.problem };
    throw error;
  }
}

/** Carries a syntax error out of the reader; never leaves this file. */
class Misplaced extends Error {
  readonly problem: FilterProblem;

  constructor(problem: FilterProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

class JsonReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): JsonNode {
    const root = this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) {
      const end = this.#text.trimEnd().length;
      const isBracket = /^[\]}]+$/.test(this.#text.slice(this.#at, end).replaceAll(/\s/g, ''));
      this.#fail(
        isBracket
          ? `This “${this.#text.charAt(this.#at)}” has no opening bracket; remove it`
          : 'The filter ends before this; remove it, or put all conditions into one object',
        this.#at,
        isBracket ? this.#at + 1 : end,
      );
    }
    return root;
  }

  #value(): JsonNode {
    this.#skipSpace();
    const start = this.#at;
    switch (this.#text.charAt(start)) {
      case '{':
        return this.#nested(() => this.#object(start));
      case '[':
        return this.#nested(() => this.#list(start));
      case '"':
        this.#string();
        return { kind: 'scalar', start, end: this.#at };
      default:
        return this.#scalar(start);
    }
  }

  #nested(read: () => JsonNode): JsonNode {
    if (++this.#depth > deepestNesting) {
      this.#fail('The filter is nested too deeply; join fewer conditions', this.#at, this.#at + 1);
    }
    const node = read();
    this.#depth--;
    return node;
  }

  #object(start: number): JsonNode {
    const entries: JsonEntry[] = [];
    this.#at++;
    while (this.#continues('}', entries.length, start)) entries.push(this.#entry());
    return { kind: 'object', start, end: this.#at, entries };
  }

  #list(start: number): JsonNode {
    const items: JsonNode[] = [];
    this.#at++;
    while (this.#continues(']', items.length, start)) items.push(this.#value());
    return { kind: 'list', start, end: this.#at, items };
  }

  /** Skips the comma before the next item, or the closing bracket. */
  #continues(closing: '}' | ']', count: number, openedAt: number): boolean {
    this.#skipSpace();
    const comma = this.#at;
    const found = this.#text.charAt(comma);
    if (found === closing) {
      this.#at++;
      return false;
    }
    if (found === '') this.#failUnclosed(closing, openedAt);
    if (found === '}' || found === ']')
      this.#fail(
        `Close the “${this.#text.charAt(openedAt)}” with “${closing}” first`,
        comma,
        comma + 1,
      );
    if (count === 0) {
      if (found === ',') this.#fail('Remove this comma', comma, comma + 1);
      return true;
    }
    if (found !== ',') this.#fail('Put a comma before this', comma, this.#tokenEnd(comma));
    this.#at++;
    this.#skipSpace();
    const next = this.#text.charAt(this.#at);
    if (next === closing) {
      this.#fail(`Remove the comma before the closing “${closing}”`, comma, comma + 1);
    }
    if (next === ',') this.#fail('Remove this comma', this.#at, this.#at + 1);
    if (next === '') this.#failUnclosed(closing, openedAt);
    return true;
  }

  #entry(): JsonEntry {
    this.#skipSpace();
    const keyStart = this.#at;
    if (this.#text.charAt(keyStart) !== '"') this.#failKey(keyStart);
    const key = this.#string();
    const keyEnd = this.#at;
    this.#skipSpace();
    if (this.#text.charAt(this.#at) !== ':') {
      const hint = this.#text.charAt(this.#at) === '=' ? 'Use “:” instead of “=”' : undefined;
      this.#fail(hint ?? 'Put a colon and a value after this key', keyStart, keyEnd);
    }
    this.#at++;
    return { key, keyStart, keyEnd, value: this.#value() };
  }

  #string(): string {
    const start = this.#at;
    let end = start + 1;
    while (this.#text.charAt(end) >= ' ' && this.#text.charAt(end) !== '"') {
      end += this.#text.charAt(end) === '\\' ? this.#escape(end) : 1;
    }
    if (this.#text.charAt(end) === '\t') {
      this.#fail('Write “\\t” for a tab in a string', end, end + 1);
    }
    if (this.#text.charAt(end) !== '"') {
      this.#fail('Close this string with a double quote', start, end);
    }
    this.#at = end + 1;
    return JSON.parse(this.#text.slice(start, this.#at)) as string;
  }

  /** Returns the length of the escape sequence at this position. */
  #escape(start: number): number {
    const escape = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
    escape.lastIndex = start;
    const [found] = escape.exec(this.#text) ?? [];
    if (found === undefined) {
      const end = Math.min(start + 2, this.#text.length);
      this.#fail('Write “\\\\” for a backslash in a string', start, end);
    }
    return found.length;
  }

  #scalar(start: number): JsonNode {
    const end = this.#tokenEnd(start);
    const token = this.#text.slice(start, end);
    if (!/^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(token)) {
      if (start >= this.#text.length) {
        const last = this.#text.trimEnd().length;
        this.#fail('A value is missing at the end', Math.max(0, last - 1), last);
      }
      this.#fail(describeToken(token), start, end);
    }
    this.#at = end;
    return { kind: 'scalar', start, end };
  }

  #failKey(start: number): never {
    const end = this.#tokenEnd(start);
    const token = this.#text.slice(start, end);
    const isName = /^[^\s"'“”‘’`{}[\],:/]+$/.test(token);
    this.#fail(
      isName ? `Put the key in double quotes: "${token}"` : describeToken(token, 'key'),
      start,
      end,
    );
  }

  #failUnclosed(closing: string, openedAt: number): never {
    const last = this.#text.trimEnd().length;
    const line = this.#text.slice(0, openedAt).split('\n').length;
    const place = line === 1 ? '' : ` on line ${line}`;
    const opening = this.#text.charAt(openedAt);
    this.#fail(
      `Add “${closing}” at the end: the “${opening}”${place} is not closed`,
      Math.max(0, last - 1),
      last,
    );
  }

  /** Returns the end of the token at a position, with quoted text of any kind as one token. */
  #tokenEnd(start: number): number {
    const token = /'[^'\n]*'?|‘[^’\n]*’?|“[^”\n]*”?|`[^`]*`?|\/\/[^\n]*|\/\*|[^\s{}[\],:"]+|./sy;
    token.lastIndex = start;
    return start + (token.exec(this.#text)?.[0].length ?? 0);
  }

  #skipSpace(): void {
    const space = /[ \t\r\n]*/y;
    space.lastIndex = this.#at;
    this.#at += space.exec(this.#text)?.[0].length ?? 0;
  }

  #fail(message: string, start: number, end: number): never {
    throw new Misplaced({ start, end: Math.max(end, start), message });
  }
}

/** Returns why a token is not valid JSON, and what to write instead. */
function describeToken(token: string, wanted: 'key' | 'value' = 'value'): string {
  if (/^['‘“`]/.test(token)) return 'Use straight double quotes: "';
  if (/^\/[/*]|^#/.test(token)) return 'JSON has no comments; remove this';
  if (token === ',' || token === ':') return `A ${wanted} is missing before “${token}”`;
  if (token === '}' || token === ']') return `A ${wanted} is missing before “${token}”`;
  if (/^true$|^false$|^null$/i.test(token)) return `Write ${token.toLowerCase()} in lower case`;
  if (/^(?:none|undefined|nil)$/i.test(token)) {
    return 'Filters cannot compare with null; use {"$exists": false}';
  }
  if (/^[+-]?(?:nan|infinity|inf)$/i.test(token)) return 'Use a finite number';
  if (/^[+-]?[\d.]/.test(token)) return describeNumber(token);
  return wanted === 'key'
    ? 'Put the key in double quotes'
    : `Put text in double quotes: "${token}"`;
}

function describeNumber(token: string): string {
  if (/^[+-]?[\d.]*$/.test(token) || /^[+-]?[\d.]+e[+-]?\d+$/i.test(token)) {
    if (token.startsWith('+')) return 'Write numbers without “+”';
    if (/^-?\./.test(token)) return 'Write a zero before the decimal point';
    if (/^-?0\d/.test(token)) return 'Write numbers without leading zeros';
    if (/\.(?:$|e)/i.test(token)) return 'Write a digit after the decimal point';
  }
  return `“${token}” is not a number; put text in double quotes`;
}
