import type { Failure } from '../../common/failure.ts';
import { QueryStringReader, unescape } from './queryStringReader.ts';
import { parseTermPattern } from './termPattern.ts';
import { wordsOf } from './terms.ts';
import type { TextClauses, TextLeaf, TextQuery } from './textQuery.ts';

/**
 * Parses the part of Lucene's query language that Pinecone documents: words, “phrases”, `field:`, AND, OR, NOT, + and -,
 * parentheses, `^boost`, `word~edits`, `"phrase"~slop`, `"phrase pre"*` and `/regular expressions/`. Adjacent clauses are
 * joined by OR; clauses without a field search all text fields. Throws `badInput` with the place of anything else.
 */
export function parseQueryString(text: string, textFields: Fields): TextQuery {
  return new QueryStringParser(text, textFields).parse();
}

const maxNesting = 32;
/** Lucene's limit of clauses. */
const maxWords = 1024;
/** Each fuzzy term, phrase prefix and regular expression reads all terms of its fields. */
const maxExpansions = 32;
/** Positions that a text of the longest kind has. */
const maxSlop = 10_000;

type Fields = readonly string[];
type Operand = { readonly sign: '+' | '-' | undefined; readonly query: TextQuery };
type OpenClauses = { readonly [part in 'required' | 'optional' | 'excluded']: TextQuery[] };

class QueryStringParser {
  readonly #reader: QueryStringReader;
  readonly #textFields: Fields;
  #depth = 0;
  #wordCount = 0;
  #expansionCount = 0;

  constructor(text: string, textFields: Fields) {
    this.#reader = new QueryStringReader(text);
    this.#textFields = textFields;
  }

  parse(): TextQuery {
    if (this.#textFields.length === 0) throw this.#failure('the index has no full-text field');
    this.#reader.skipSpaces();
    const start = this.#reader.at;
    const query = this.#clauses(this.#textFields, start);
    if (this.#reader.next === ')') throw this.#failure('a closing parenthesis has no opening one');
    if (isNegative(query))
      throw this.#failure('it needs at least one clause without NOT and -', start);
    if (this.#wordCount + this.#expansionCount === 0)
      throw this.#failure('it has no letter or digit to search for', start);
    return query;
  }

  /** Parses adjacent clauses, and clauses joined by OR, up to a closing parenthesis or the end. */
  #clauses(fields: Fields, start: number): TextQuery {
    const clauses: OpenClauses = { required: [], optional: [], excluded: [] };
    const { required, optional, excluded } = clauses;
    this.#reader.skipSpaces();
    while (this.#reader.next !== '' && this.#reader.next !== ')') {
      this.#addChain(fields, clauses);
      if (this.#reader.takeKeyword('OR')) this.#expectClause('OR');
    }
    const [only, another] = [...required, ...optional];
    if (only !== undefined && another === undefined && excluded.length === 0) return only;
    if (only !== undefined || excluded.length > 0) return { op: 'clauses', ...clauses };
    throw this.#failure('there is nothing to search for', start);
  }

  /** Parses a clause, or several joined by AND, which bind tighter than OR. */
  #addChain(fields: Fields, clauses: OpenClauses): void {
    const operands = [this.#operand(fields)];
    while (this.#reader.takeKeyword('AND')) {
      this.#expectClause('AND');
      operands.push(this.#operand(fields));
    }
    const excluded = operands.filter(({ sign }) => sign === '-').map(({ query }) => query);
    const required = operands.filter(({ sign }) => sign !== '-').map(({ query }) => query);
    const [only, another] = required;
    if (only === undefined) return void clauses.excluded.push(...excluded);
    const isOne = another === undefined && excluded.length === 0;
    const target = operands.some(({ sign }) => sign === '+') ? clauses.required : clauses.optional;
    target.push(isOne ? only : { op: 'clauses', required, optional: [], excluded });
  }

  #operand(fields: Fields): Operand {
    const reader = this.#reader;
    const sign = this.#sign();
    const start = reader.at;
    const query = this.#boosted(fields);
    if (!isNegative(query)) return { sign, query };
    if (sign === '-') throw this.#failure('a negation cannot be negated', start);
    const { excluded: optional } = query;
    return { sign: '-', query: { op: 'clauses', required: [], optional, excluded: [] } };
  }

  #sign(): Operand['sign'] {
    const reader = this.#reader;
    if (reader.takeKeyword('NOT')) {
      this.#expectClause('NOT');
      return '-';
    }
    const sign = reader.take(/[+-]/y)?.[0];
    if (sign !== undefined && reader.isAtBoundary)
      throw this.#failure(`“${sign}” stands directly before its clause`, reader.at - 1);
    return sign === '+' || sign === '-' ? sign : undefined;
  }

  #boosted(fields: Fields): TextQuery {
    const reader = this.#reader;
    const operand = this.#primary(fields);
    const at = reader.at;
    if (reader.next !== '^') {
      if (!reader.isAtBoundary) throw this.#failure('a space is missing between two clauses');
      return operand;
    }
    const factor = Number(reader.take(/\^(\d+(?:\.\d+)?)(?=[\s)]|$)/y)?.[1]);
    if (Number.isNaN(factor))
      throw this.#failure('a boost is a number in digits, like ^2 or ^0.5', at);
    if (!Number.isFinite(Math.fround(factor))) throw this.#failure('the boost is too large', at);
    if (isNegative(operand)) throw this.#failure('what only excludes has no score', at);
    return { op: 'boost', factor, operand };
  }

  /** Parses a group, phrase, regular expression or word, with or without a field. */
  #primary(fields: Fields): TextQuery {
    const reader = this.#reader;
    const start = reader.at;
    if (reader.next === '(') return this.#group(fields);
    if (reader.next === '"') return this.#phrase(fields);
    if (reader.next === '/') return this.#pattern(fields);
    const word = this.#word();
    if (reader.next !== ':') return this.#term(fields, word, start);
    const field = this.#field(word, start);
    if (/^[("/]$/.test(reader.next)) return this.#primary(field);
    const at = reader.at;
    const qualified = this.#word();
    if (reader.next === ':')
      throw this.#failure('a clause has one field; write \\: for a colon', at);
    return this.#term(field, qualified, at);
  }

  #field(name: string, at: number): Fields {
    this.#reader.at++;
    if (this.#textFields.includes(name)) return [name];
    const names = this.#textFields.join(', ');
    const hint = `full-text fields: ${names}; write \\: for a colon`;
    throw this.#failure(`“${name}” is not a full-text field; ${hint}`, at);
  }

  #group(fields: Fields): TextQuery {
    const reader = this.#reader;
    const start = reader.at++;
    if (++this.#depth > maxNesting) throw this.#failure('it is nested too deeply', start);
    const query = this.#clauses(fields, start);
    if (reader.next !== ')') throw this.#failure('the parenthesis is not closed', start);
    reader.at++;
    this.#depth--;
    return query;
  }

  #phrase(fields: Fields): TextLeaf {
    const reader = this.#reader;
    const start = reader.at;
    const quoted = reader.take(/"((?:[^"\\]|\\.)*)"/sy)?.[1];
    if (quoted === undefined) throw this.#failure('the quotation mark is not closed');
    const text = unescape(quoted);
    if (text.trim() === '') throw this.#failure('the phrase is empty', start);
    const words = this.#wordsOf(text, start);
    const at = reader.at;
    if (reader.take(/\*/y) !== undefined) {
      if (words.length < 2) throw this.#failure('“*” needs a phrase of two words or more', at);
      this.#countExpansion(at);
      return { op: 'phrasePrefix', fields, text };
    }
    if (reader.next !== '~') return { op: 'phrase', fields, text, slop: 0 };
    const slop = Number(reader.take(/~(\d+)(?=[\s)^]|$)/y)?.[1]);
    if (Number.isNaN(slop)) throw this.#failure('“~” after a phrase needs a number of words', at);
    return { op: 'phrase', fields, text, slop: Math.min(slop, maxSlop) };
  }

  #pattern(fields: Fields): TextLeaf {
    const reader = this.#reader;
    const start = reader.at;
    if (reader.take(/\/(?:[^/\\]|\\.)*\//sy) === undefined)
      throw this.#failure('the regular expression is not closed; write \\/ for a slash');
    this.#countExpansion(start);
    const end = reader.at - 1;
    if (end === start + 1) throw this.#failure('the regular expression is empty', start);
    const fail = (reason: string, at: number): Failure => this.#failure(reason, at);
    return { op: 'pattern', fields, pattern: parseTermPattern(reader.text, start + 1, end, fail) };
  }

  #term(fields: Fields, text: string, start: number): TextLeaf {
    const reader = this.#reader;
    const [word = '', ...others] = this.#wordsOf(text, start);
    const at = reader.at;
    if (/^[*?]$/.test(reader.next)) throw this.#failure(reasonAgainst(reader.next));
    if (reader.next !== '~') return { op: 'term', fields, text };
    const edits = reader.take(/~([0-2]?)(?=[\s)^]|$)/y)?.[1];
    if (edits === undefined) throw this.#failure('a fuzzy term has ~, ~0, ~1 or ~2', at);
    if (word === '' || others.length > 0)
      throw this.#failure(`“~” needs one word, which “${text}” is not`, at);
    const maxEdits = edits === '' ? automaticEdits(word) : Number(edits);
    if (maxEdits === 0) return { op: 'term', fields, text };
    this.#countExpansion(at);
    return { op: 'fuzzy', fields, text, edits: maxEdits };
  }

  /** Takes a word up to a space or an operator, without its escapes. */
  #word(): string {
    const reader = this.#reader;
    const at = reader.at;
    if (reader.isAtKeyword())
      throw this.#failure(
        'AND and OR join two clauses, NOT precedes one; in quotes they are words',
      );
    const operator = reader.take(/&&(?=\s|$)|\|\|(?=\s|$)|[!<>]/y)?.[0];
    if (operator !== undefined)
      throw this.#failure(`“${operator}” is not an operator; use AND, OR, NOT, + and -`, at);
    const word = reader.take(/(?![+-])(?:[^\s()[\]{}":^~*?\\]|\\.)+/suy)?.[0];
    if (reader.next === '\\') throw this.#failure('the backslash escapes nothing');
    if (word !== undefined) return unescape(word);
    throw this.#failure(reasonAgainst(reader.next));
  }

  /** The words of a text, counted. */
  #wordsOf(text: string, at: number): readonly string[] {
    const words = wordsOf(text);
    this.#wordCount += words.length;
    if (this.#wordCount > maxWords)
      throw this.#failure(`it may have at most ${maxWords} words`, at);
    return words;
  }

  #countExpansion(at: number): void {
    if (++this.#expansionCount <= maxExpansions) return;
    const reason = `it may have at most ${maxExpansions} fuzzy terms, phrase prefixes and regular expressions`;
    throw this.#failure(reason, at);
  }

  #expectClause(operator: string): void {
    this.#reader.skipSpaces();
    if (this.#reader.isAtBoundary) throw this.#failure(`a clause is missing after ${operator}`);
  }

  #failure(reason: string, at?: number): Failure {
    return this.#reader.failure(reason, at);
  }
}

/** Whether a query only excludes. */
function isNegative(query: TextQuery): query is TextClauses {
  return query.op === 'clauses' && query.required.length + query.optional.length === 0;
}

/** The edits that Pinecone allows in a word of this length. */
function automaticEdits(word: string): number {
  const { length } = Array.from(word);
  if (length < 4) return 0;
  return length < 8 ? 1 : 2;
}

function reasonAgainst(character: string): string {
  switch (character) {
    case '^':
      return 'a boost directly follows what it boosts, without a space';
    case '~':
      return '“~” directly follows a word or a phrase, without a space';
    case '*':
    case '?':
      return 'Pinecone has no wildcards: use a regular expression, like /auto.*/';
    case '+':
    case '-':
      return `“${character}” stands directly before a clause and its field, once`;
    case '[':
    case ']':
    case '{':
    case '}':
      return 'Pinecone has no ranges of terms';
    case ':':
      return 'a field name is missing before the colon; write \\: for a colon';
    default:
      return 'a clause is missing here';
  }
}
