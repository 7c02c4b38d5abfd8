import { Failure } from '../../common/failure.ts';

/** A parsed query string. A term, phrase or prefix without a field applies to all text fields. */
export type TextQuery =
  | { readonly op: 'and' | 'or'; readonly operands: readonly TextQuery[] }
  | { readonly op: 'not'; readonly operand: TextQuery }
  | { readonly op: 'boost'; readonly factor: number; readonly operand: TextQuery }
  | {
      readonly op: 'term' | 'phrase' | 'prefix';
      readonly field: string | undefined;
      readonly text: string;
    };

const maxNesting = 32;
/** Lucene's limit of clauses. */
const maxTerms = 1024;

/**
 * Parses the part of Lucene's query language that Pinecone documents: words, “phrases”, `field:`, AND, OR, NOT, + and -,
 * parentheses, `word*` and `^boost`. Adjacent clauses are joined by OR. Throws `badInput`.
 */
export function parseQueryString(text: string): TextQuery {
  const tokens = tokenize(text);
  const count = tokens.filter(({ kind }) => /word|prefix|phrase/.test(kind)).length;
  if (count > maxTerms) throw wrong(`it may have at most ${maxTerms} words`);
  return new Parser(tokens).parse();
}

type Token =
  | { readonly kind: '(' | ')' | 'AND' | 'OR' | 'NOT' | '+' | '-' }
  | { readonly kind: 'field' | 'boost' | 'word' | 'prefix' | 'phrase'; readonly text: string };

const patterns: readonly [RegExp, (match: RegExpExecArray) => Token][] = [
  [/"((?:[^"\\]|\\.)*)"/y, ([, text = '']) => ({ kind: 'phrase', text: unescape(text) })],
  [/[()]/y, ([text]) => ({ kind: text as '(' | ')' })],
  [/\^(\d+(?:\.\d+)?)/y, ([, text = '']) => ({ kind: 'boost', text })],
  [/(?:AND|&&)(?=[\s(]|$)/y, () => ({ kind: 'AND' })],
  [/(?:OR|\|\|)(?=[\s(]|$)/y, () => ({ kind: 'OR' })],
  [/(?:NOT(?=[\s(])|!(?=\S))/y, () => ({ kind: 'NOT' })],
  [/[+-](?=[^\s+-])/y, ([text]) => ({ kind: text as '+' | '-' })],
  [/([^\s:()"^+\-!*~\\][^\s:()"^*~\\]*):(?=\S)/y, ([, text = '']) => ({ kind: 'field', text })],
  [
    /((?:[^\s()"^:*~\\]|\\.)+)(\*?)/y,
    ([, text = '', star]) => ({ kind: star === '*' ? 'prefix' : 'word', text: unescape(text) }),
  ],
];

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = text.search(/\S|$/);
  while (at < text.length) {
    const [length, token] = nextToken(text, at);
    tokens.push(token);
    at += length;
    at += text.slice(at).search(/\S|$/);
  }
  return tokens;
}

function nextToken(text: string, at: number): [number, Token] {
  for (const [pattern, make] of patterns) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) return [match[0].length, make(match)];
  }
  throw wrong(`“${text.slice(at, at + 20)}” is not allowed here`);
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): TextQuery {
    const query = this.#any(undefined);
    if (this.#at < this.#tokens.length) throw wrong('a closing parenthesis has no opening one');
    return query;
  }

  /** Parses adjacent clauses and clauses joined by OR. A clause with + must match, one with - must not. */
  #any(field: string | undefined): TextQuery {
    const should: TextQuery[] = [];
    const must: TextQuery[] = [];
    while (this.#peek() !== undefined && this.#peek() !== ')') {
      if (this.#take('OR')) continue;
      if (this.#take('+')) must.push(this.#boosted(field));
      else {
        const clause = this.#all(field);
        if (clause.op === 'not') must.push(clause);
        else should.push(clause);
      }
    }
    const required = must.filter(({ op }) => op !== 'not');
    const forbidden = must.filter(({ op }) => op === 'not');
    if (required.length === 0 && should.length === 0)
      throw wrong('it needs at least one clause without NOT');
    const wanted =
      required.length === 0
        ? join('or', should)
        : join('and', [...required, ...should.map(optional)]);
    return join('and', [wanted, ...forbidden]);
  }

  #all(field: string | undefined): TextQuery {
    const operands = [this.#negatable(field)];
    while (this.#take('AND')) operands.push(this.#negatable(field));
    return join('and', operands);
  }

  #negatable(field: string | undefined): TextQuery {
    if (this.#take('NOT') || this.#take('-')) return { op: 'not', operand: this.#boosted(field) };
    return this.#boosted(field);
  }

  #boosted(field: string | undefined): TextQuery {
    const operand = this.#primary(field);
    const token = this.#tokens[this.#at];
    if (token?.kind !== 'boost') return operand;
    this.#at++;
    return { op: 'boost', factor: Number(token.text), operand };
  }

  #primary(field: string | undefined): TextQuery {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw wrong('it ends too early');
    if (token.kind === '(') return this.#group(field);
    if (token.kind === 'field') return this.#primary(token.text);
    if (token.kind === 'word') return { op: 'term', field, text: token.text };
    if (token.kind === 'prefix' || token.kind === 'phrase')
      return { op: token.kind, field, text: token.text };
    throw wrong(`“${token.kind}” is not allowed here`);
  }

  #group(field: string | undefined): TextQuery {
    if (++this.#depth > maxNesting) throw wrong('it is nested too deeply');
    const query = this.#any(field);
    if (!this.#take(')')) throw wrong('a parenthesis is not closed');
    this.#depth--;
    return query;
  }

  #peek(): Token['kind'] | undefined {
    return this.#tokens[this.#at]?.kind;
  }

  #take(kind: Token['kind']): boolean {
    if (this.#peek() !== kind) return false;
    this.#at++;
    return true;
  }
}

/** Matches every row, and adds to the score of rows that the operand matches. */
function optional(operand: TextQuery): TextQuery {
  return { op: 'or', operands: [operand, matchAll] };
}

/** Matches every row with score 0. */
export const matchAll: TextQuery = { op: 'and', operands: [] };

function join(op: 'and' | 'or', operands: readonly TextQuery[]): TextQuery {
  const [only] = operands;
  return only !== undefined && operands.length === 1 ? only : { op, operands };
}

function unescape(text: string): string {
  return text.replace(/\\(.)/g, '$1');
}

function wrong(reason: string): Failure {
  return new Failure('badInput', `The query string is not valid: ${reason}`);
}
