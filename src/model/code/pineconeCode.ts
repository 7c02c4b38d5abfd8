/** Languages in which uses of Pinecone's clients are found. */
export type ProgramLanguage = 'typescript' | 'python';

/** A part of a program, as offsets. */
export type CodeRange = { readonly start: number; readonly end: number };

/** An index that a program opens by name. The range is the name without its quotes. */
export type IndexUse = CodeRange & {
  readonly name: string;
  /** The variable that holds it. */
  readonly variable?: string;
};

/** A vector whose dimension the program states. The range is its expression; `count` is the number in it. */
export type VectorUse = CodeRange & {
  readonly index: string;
  readonly dimension: number;
  readonly count?: CodeRange;
};

/** A parameter that the clients no longer have. `removal` also covers its comma. */
export type RemovedParameter = CodeRange & { readonly removal: CodeRange };

/** The uses of Pinecone's client in a program. */
export type PineconeCode = {
  readonly indexes: readonly IndexUse[];
  readonly vectors: readonly VectorUse[];
  readonly removed: readonly RemovedParameter[];
};

const imports: Readonly<Record<ProgramLanguage, RegExp>> = {
  typescript: /['"]@pinecone-database\/pinecone['"]/,
  python: /^[ \t]*(?:import|from)[ \t]+pinecone\b/m,
};

const opened =
  /(?:([A-Za-z_$][\w$]{0,80})\s{0,8}(?::\s{0,4}[\w.<>]{1,80}\s{0,4})?=\s{0,8}(?:await\s{1,4})?)?[\w.$]{1,80}\.(?:index|Index)\(\s{0,40}(?:\{\s{0,40})?(?:name\s{0,4}[:=]\s{0,4})?(["'`])([\w-]{1,100})\2/g;

const clientCall = /\b(?:new\s{1,8}Pinecone|Pinecone|pinecone\.init)\s{0,8}\(/g;

const removedParameter =
  /(?<![\w$.])environment\s{0,8}[:=](?!=)\s{0,8}(?:(["'`])[^"'`\n]{0,200}\1|[\w.$[\]"'()!]{1,200})/g;

const maxIndexes = 100;

const nothing: PineconeCode = { indexes: [], vectors: [], removed: [] };

/** Finds the uses of Pinecone's client in a program. Returns none for a program that does not import it. */
export function findPineconeCode(text: string, language: ProgramLanguage): PineconeCode {
  if (!imports[language].test(text)) return nothing;
  const indexes = findIndexes(text).slice(0, maxIndexes);
  const byVariable = new Map(indexes.map((use) => [use.variable, use]));
  return {
    indexes,
    vectors: [...byVariable.values()].flatMap((use) => vectorsOf(text, use)),
    removed: findRemoved(text),
  };
}

function findIndexes(text: string): readonly IndexUse[] {
  return [...text.matchAll(opened)].map((match): IndexUse => {
    const [whole, variable, , name = ''] = match;
    const end = match.index + whole.length - 1;
    return { name, start: end - name.length, end, ...(variable !== undefined && { variable }) };
  });
}

function findRemoved(text: string): readonly RemovedParameter[] {
  return callsOf(text, clientCall).flatMap(({ from, content }) =>
    [...content.matchAll(removedParameter)].map((match) => {
      const start = from + match.index;
      const end = start + match[0].length;
      return { start, end, removal: withComma(text, start, end) };
    }),
  );
}

/** Includes the comma after a parameter, or else the one before it. */
function withComma(text: string, start: number, end: number): CodeRange {
  const after = /^\s*,[ \t]*(?:\r?\n[ \t]*)?/.exec(text.slice(end, end + 200))?.[0].length ?? 0;
  if (after > 0) return { start, end: end + after };
  const before = /,\s*$/.exec(text.slice(Math.max(0, start - 200), start))?.[0].length ?? 0;
  return { start: start - before, end };
}

const dimensions =
  /(?:\bArray\(\s{0,8}(\d{1,6})\s{0,8}\)(?:\.fill\([^()]{0,40}\))?|\bArray\.from\(\s{0,8}\{\s{0,8}length:\s{0,8}(\d{1,6})\s{0,8}\}[^)]{0,80}\)|\[[^[\],]{1,40}\]\s{0,8}\*\s{0,8}(\d{1,6}))/g;
const literal =
  /(?<=\b(?:vector|values)["']?\s{0,8}[:=]\s{0,8})\[\s*[-+]?[\d.][\d.eE+\-,\s]{0,200000}\](?!\s{0,8}\*)/g;

/** Returns the vectors in calls of an index' variable, such as `index.query(…)`. */
function vectorsOf(text: string, { name, variable }: IndexUse): readonly VectorUse[] {
  if (variable === undefined) return [];
  const word = variable.replaceAll('$', String.raw`\$`);
  const call = new RegExp(
    String.raw`(?<![\w$.])${word}(?:\s{0,40}\.namespace\([^()]{0,100}\))?\s{0,40}\.(?:query|upsert)\(`,
    'g',
  );
  return callsOf(text, call).flatMap(({ from, content }) =>
    [...computedVectors(content), ...literalVectors(content)].map(
      ({ start, end, dimension, count }): VectorUse => ({
        index: name,
        dimension,
        start: from + start,
        end: from + end,
        ...(count && { count: { start: from + count.start, end: from + count.end } }),
      }),
    ),
  );
}

type Found = CodeRange & { readonly dimension: number; readonly count?: CodeRange };

function computedVectors(content: string): readonly Found[] {
  return [...content.matchAll(dimensions)].map((match) => {
    const digits = match[1] ?? match[2] ?? match[3] ?? '';
    const start = match.index;
    const at = start + match[0].lastIndexOf(digits);
    const isArray = match[1] !== undefined;
    const countStart = isArray ? start + match[0].indexOf(digits) : at;
    return {
      start,
      end: start + match[0].length,
      dimension: Number(digits),
      count: { start: countStart, end: countStart + digits.length },
    };
  });
}

function literalVectors(content: string): readonly Found[] {
  return [...content.matchAll(literal)].map((match) => {
    const numbers = match[0].slice(1, -1).split(',');
    const dimension = numbers.filter((one) => one.trim() !== '').length;
    return { start: match.index, end: match.index + match[0].length, dimension };
  });
}

/** Returns the arguments of the calls that a pattern finds, without calls inside them. The pattern ends with “(”. */
function callsOf(text: string, pattern: RegExp): readonly { from: number; content: string }[] {
  const calls: { from: number; content: string }[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const from = match.index + match[0].length;
    if (from < end) continue;
    end = endOfCall(text, from);
    calls.push({ from, content: text.slice(from, end) });
  }
  return calls;
}

/** Returns where the arguments that begin at `from` end: at their closing parenthesis, or after 200,000 characters. */
function endOfCall(text: string, from: number): number {
  const limit = Math.min(text.length, from + 200_000);
  let depth = 1;
  for (let at = from; at < limit; at++) {
    const letter = text[at];
    if (letter === '(') depth++;
    else if (letter === ')' && --depth === 0) return at;
    else if (letter === '"' || letter === "'" || letter === '`') at = endOfString(text, at, limit);
  }
  return limit;
}

function endOfString(text: string, from: number, limit: number): number {
  const quote = text[from];
  for (let at = from + 1; at < limit; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === quote || (text[at] === '\n' && quote !== '`')) return at;
  }
  return limit;
}
