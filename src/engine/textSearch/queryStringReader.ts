import { Failure } from '../../common/failure.ts';

/** Reads a query string from its beginning to its end. Failures name the place. */
export class QueryStringReader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The next character; empty at the end. */
  get next(): string {
    return this.text.charAt(this.at);
  }

  /** Whether a clause cannot continue here: before a space or a closing parenthesis, or at the end. */
  get isAtBoundary(): boolean {
    return /^[\s)]?$/.test(this.next);
  }

  skipSpaces(): void {
    this.take(/\s*/y);
  }

  /** Takes the text that a sticky pattern matches here. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.at += match[0].length;
    return match;
  }

  /** Whether AND, OR or NOT begins here as a word of its own. */
  isAtKeyword(keyword?: 'AND' | 'OR' | 'NOT'): boolean {
    const [, found] = /^(AND|OR|NOT)(?=[\s()]|$)/.exec(this.text.slice(this.at, this.at + 4)) ?? [];
    return found !== undefined && (keyword === undefined || found === keyword);
  }

  /** Takes AND, OR or NOT if it is next after spaces. */
  takeKeyword(keyword: 'AND' | 'OR' | 'NOT'): boolean {
    this.skipSpaces();
    if (!this.isAtKeyword(keyword)) return false;
    this.at += keyword.length;
    return true;
  }

  /** The failure for the text at a position. */
  failure(reason: string, at = this.at): Failure {
    const rest = Array.from(this.text.slice(at, at + 2 * excerptLength + 2));
    const more = rest.length > excerptLength ? '…' : '';
    const excerpt = rest.slice(0, excerptLength).join('') + more;
    const place = Array.from(this.text.slice(0, at)).length + 1;
    const message = `The query string is not valid at character ${place}, “${excerpt}”: ${reason}`;
    return new Failure('badInput', message);
  }
}

/** Characters of the excerpt in a failure. */
const excerptLength = 20;

/** Removes the backslash before each escaped character. */
export function unescape(text: string): string {
  return text.replaceAll(/\\(.)/gsu, '$1');
}
