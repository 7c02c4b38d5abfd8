import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newest, TestEngine, type Answer } from '../testEngine.ts';

const text = { type: 'string', full_text_search: {} };
const fields = {
  title: text,
  body: text,
  stemmed: { type: 'string', full_text_search: { stemming: true, stop_words: true } },
  parts: { type: 'string', full_text_search: { ngram: { min_gram: 3, max_gram: 4 } } },
};

/** By id: the text of the field `body`, unless another field is named. */
const documents: Readonly<Record<string, string | object>> = {
  ml: 'machine learning',
  m: 'a machine',
  l: 'learning well',
  deep: 'machine deep learning',
  assisted: 'machine-assisted learning',
  far: 'machine one two three four learning',
  turned: 'learning machine',
  fast: 'fast vector search',
  db: 'distributed database',
  old: 'database deprecated search',
  pc: 'computer',
  pcs: 'computing computation',
  typo: 'machene',
  webb: 'james webb',
  watson: 'james watson',
  wide: 'james the wide',
  quantum: { title: 'quantum', body: 'nothing else' },
  pine: { title: 'pinecone' },
  runs: { stemmed: 'she runs fast' },
  apple: { stemmed: 'the apple' },
  product: { parts: 'keyboard' },
};

const found = ({ status, json }: Answer): unknown =>
  status === 200
    ? (json as { matches: { _id: string }[] }).matches.map(({ _id: id }) => id).sort()
    : (json as { error: { message: string } }).error.message;

describe('a query string', () => {
  let engine: TestEngine;
  beforeAll(async () => {
    engine = new TestEngine();
    await engine.send('POST', '/indexes', { name: 'library', schema: { fields } }, newest);
    await call('upsert', {
      documents: Object.entries(documents).map(([_id, content]) => ({
        _id,
        ...(typeof content === 'string' ? { body: content } : content),
      })),
    });
  });
  afterAll(() => engine.close());

  const call = async (operation: string, body: object): Promise<Answer> =>
    engine.send('POST', `/_i/library/namespaces/n/documents/${operation}`, body, newest);
  const search = async (query: string): Promise<Answer> =>
    call('search', { score_by: [{ type: 'query_string', query }], top_k: 100 });

  it.each([
    // Terms
    ['body:(computer)', ['pc']],
    ['body:computer', ['pc']],
    ['body:(Computer)', ['pc']],
    ['body:(computer database)', ['db', 'old', 'pc']],
    // Phrases
    ['body:("machine learning")', ['ml']],
    ['body:"Machine Learning"', ['ml']],
    ['stemmed:("running fast")', ['runs']],
    // AND, OR, NOT
    ['body:(machine AND learning)', ['assisted', 'deep', 'far', 'ml', 'turned']],
    ['body:(computer OR database)', ['db', 'old', 'pc']],
    ['body:(machine NOT learning)', ['m']],
    ['body:((computer OR database) AND search)', ['old']],
    ['body:(computer OR database AND search)', ['old', 'pc']],
    // Required and excluded
    ['body:(+database search)', ['db', 'old']],
    ['body:(database -deprecated)', ['db']],
    ['body:(+vector +search -deprecated)', ['fast']],
    // Slop
    ['body:("fast search"~0)', []],
    ['body:("fast search"~1)', ['fast']],
    ['body:("fast search"~2)', ['fast']],
    ['body:("machine learning"~1)', ['assisted', 'deep', 'ml']],
    ['body:("machine learning"~3)', ['assisted', 'deep', 'ml', 'turned']],
    ['body:("machine learning"~4)', ['assisted', 'deep', 'far', 'ml', 'turned']],
    // Boosts
    ['body:(machine^3 vector)', ['assisted', 'deep', 'far', 'fast', 'm', 'ml', 'turned']],
    ['body:(computer^0.5 database)', ['db', 'old', 'pc']],
    ['body:(computer^0)', ['pc']],
    ['body:("fast vector"^2 database)', ['db', 'fast', 'old']],
    ['body:((computer OR database)^2 vector)', ['db', 'fast', 'old', 'pc']],
    ['title:(quantum)^2 OR body:(computer)^1.5', ['pc', 'quantum']],
    // Phrase prefixes
    ['body:("james w"*)', ['watson', 'webb']],
    ['body:("machine lea"*)', ['ml']],
    ['body:("machine deep l"*)', ['deep']],
    ['stemmed:("running fa"*)', ['runs']],
    ['stemmed:("the a fa"*)', ['runs']],
    ['stemmed:("the a"*)', ['apple']],
    // Regular expressions
    ['body:/comput.*/', ['pc', 'pcs']],
    ['body:/machin[ei].*/', ['assisted', 'deep', 'far', 'm', 'ml', 'turned']],
    ['body:/mach[ei]ne/', ['typo', 'assisted', 'deep', 'far', 'm', 'ml', 'turned'].sort()],
    ['body:(/comput(er|ing)/ AND /.*ation/)', ['pcs']],
    ['stemmed:/run/', ['runs']],
    // Fuzzy terms
    ['body:(compxter~1)', ['pc']],
    ['body:(COMPXTER~1)', ['pc']],
    ['body:(compxxer~1)', []],
    ['body:(compxxer~2)', ['pc']],
    ['body:(compxxer~)', ['pc']],
    ['body:(computer~0)', ['pc']],
    ['body:(compxter~0)', []],
    ['body:(web~)', []],
    ['body:(wexb~)', ['webb']],
    ['body:(wabx~)', []],
    ['body:(#wex~)', []],
    ['body:(machxne~ xearning~)', expect.arrayContaining(['m', 'ml', 'l'])],
    ['body:(mcahine~1)', []],
    ['body:(mcahine~2)', ['assisted', 'deep', 'far', 'm', 'ml', 'turned']],
    ['title:(pinxcne~2)', ['pine']],
    ['stemmed:(runx~1)', ['runs']],
    // Several fields
    ['title:(quantum) OR body:(computer database)', ['db', 'old', 'pc', 'quantum']],
    ['title:quantum AND body:nothing', ['quantum']],
    ['quantum computer', ['pc', 'quantum']],
    // Substrings
    ['parts:(board)', ['product']],
    ['parts:("keyb")', ['product']],
  ])('finds %s', async (query, expected) => {
    expect(found(await search(query))).toEqual(expected);
  });

  it.each([
    ['machine ^2', 'character 9, “^2”'],
    ['body:(machine ^2 learning)', 'character 15, “^2 learning)”'],
    ['machine^ 2', 'character 8, “^ 2”'],
    ['machine^', 'character 8, “^”'],
    ['machine^(2*3)', 'character 8, “^(2*3)”'],
    ['machine^-2', 'character 8, “^-2”'],
    ['machine^1e3', 'character 8, “^1e3”'],
    ['machine^.5', 'character 8, “^.5”'],
    ['machine^2.', 'character 8, “^2.”'],
    ['machine^2^3', 'character 8, “^2^3”'],
    ['machine^x', 'character 8, “^x”'],
    [`machine^${'9'.repeat(400)}`, 'character 8, '],
    ['machine~3', 'character 8, “~3”'],
    ['machine~1.5', 'character 8, “~1.5”'],
    ['machine~-1', 'character 8, “~-1”'],
    ['machine~01', 'character 8, “~01”'],
    ['title:AND b', 'character 7, “AND b”'],
    ['#~1', 'character 2, “~1”'],
    ['machine ~1', 'character 9, “~1”'],
    ['machine^2~1', 'character 8, “^2~1”'],
    ['wi-fi~1', 'character 6, “~1”'],
    ['auto*', 'character 5, “*”'],
    ['te*t', 'character 3, “*t”'],
    ['te?t', 'character 3, “?t”'],
    ['*', 'character 1, “*”'],
    ['*:*', 'character 1, “*:*”'],
    ['"james"*', 'character 8, “*”'],
    ['"james w" *', 'character 11, “*”'],
    ['"james w"~', 'character 10, “~”'],
    ['"james w"~x', 'character 10, “~x”'],
    ['"james w"~1*', 'character 10, “~1*”'],
    ['"james w"*~1', 'character 11, “~1”'],
    ['"james webb', 'character 1, “"james webb”'],
    ['""', 'character 1, “""”'],
    ['"a"b', 'character 4, “b”'],
    ['(a)(b)', 'character 4, “(b)”'],
    ['(a b)~2', 'character 6, “~2”'],
    ['(a OR b', 'character 1, “(a OR b”'],
    ['a)', 'character 2, “)”'],
    ['()', 'character 1, “()”'],
    ['body:()', 'character 6, “()”'],
    ['NOT a', 'character 1, “NOT a”'],
    ['-a', 'character 1, “-a”'],
    ['-a -b', 'character 1, “-a -b”'],
    ['a NOT (NOT b)', 'character 7, “(NOT b)”'],
    ['a AND', 'character 6, “”'],
    ['a OR', 'character 5, “”'],
    ['a NOT', 'character 6, “”'],
    ['AND a', 'character 1, “AND a”'],
    ['OR a', 'character 1, “OR a”'],
    ['a AND OR b', 'character 7, “OR b”'],
    ['a OR OR b', 'character 6, “OR b”'],
    ['a NOT NOT b', 'character 7, “NOT b”'],
    ['a - b', 'character 3, “- b”'],
    ['a --b', 'character 4, “-b”'],
    ['a +-b', 'character 4, “-b”'],
    ['a && b', 'character 3, “&& b”'],
    ['a || b', 'character 3, “|| b”'],
    ['a !b', 'character 3, “!b”'],
    ['[a TO b]', 'character 1, “[a TO b]”'],
    ['{a TO b}', 'character 1, “{a TO b}”'],
    ['title:[a TO b]', 'character 7, “[a TO b]”'],
    ['title:>5', 'character 7, “>5”'],
    ['title:-a', 'character 7, “-a”'],
    ['title:body:a', 'character 7, “body:a”'],
    ['title: a', 'character 7, “ a”'],
    ['title:', 'character 7, “”'],
    [':a', 'character 1, “:a”'],
    ['BODY:a', 'character 1, “BODY:a”: “BODY” is not a full-text field'],
    ['year:2020', 'character 1, “year:2020”'],
    ['a\\', 'character 2, “\\”'],
    ['—', 'character 1, “—”'],
    ['  machine ^2', 'character 11, “^2”'],
    ['🦊 ^2', 'character 3, “^2”'],
    ['/comp', 'character 1, “/comp”'],
    ['//', 'character 1, “//”'],
    ['/comp/i', 'character 7, “i”'],
    ['/usr/bin', 'character 6, “bin”'],
    ['/comp(/', 'character 6, “(/”'],
    ['/comp)/', 'character 6, “)/”'],
    ['/*a/', 'character 2, “*a/”'],
    ['/a{2,1}/', 'character 3, “{2,1}/”'],
    ['/a{x}/', 'character 3, “{x}/”'],
    ['/[a/', 'character 2, “[a/”'],
    ['/[z-a]/', 'character 3, “z-a]/”'],
    ['/^comp/', 'character 2, “^comp/”'],
    ['/comp$/', 'character 6, “$/”'],
    ['/\\bcomp/', 'character 2, “\\bcomp/”'],
    ['/(?i)comp/', 'character 3, “?i)comp/”'],
    ['/~comp/', 'character 2, “~comp/”'],
    ['/a{1000}{1000}/', 'character 2, '],
  ])('is refused with the place: %s', async (query, place) => {
    const answer = await search(query);
    expect([answer.status, found(answer)]).toEqual([400, expect.stringContaining(place)]);
  });

  const scoresOf = async (query: string): Promise<Record<string, number>> => {
    const { json } = await search(query);
    const { matches } = json as { matches: { _id: string; _score: number }[] };
    return Object.fromEntries(matches.map(({ _id: id, _score: score }) => [id, score]));
  };

  it('multiplies the scores of boosted clauses', async () => {
    const [plain = 0, word = 0, group = 0] = await Promise.all(
      ['body:computer', 'body:computer^3', 'body:((computer AND computer)^0.5)^2'].map(
        async (query) => (await scoresOf(query))['pc'],
      ),
    );
    expect(plain).toBeGreaterThan(0);
    expect([word / plain, group / plain]).toEqual([expect.closeTo(3, 6), expect.closeTo(2, 6)]);
  });

  it('finds documents of clauses with a boost of 0 with the score 0', async () => {
    expect(await scoresOf('body:(computer^0 AND computer^0.0)')).toEqual({ pc: 0 });
  });

  it('gives finite scores, however large the boosts are', async () => {
    const boost = `^${'9'.repeat(38)}`;
    const { pc } = await scoresOf(`((computer${boost} AND computer)${boost} -nothing)${boost}`);
    expect(pc).toBeGreaterThan(1e30);
  });

  it('adds 1 for similar terms, so that a word itself ranks before them', async () => {
    const scores = await scoresOf('body:(machine~1)');
    expect(scores['typo']).toBe(1);
    expect(scores['m']).toBeCloseTo(1 + (await scoresOf('body:machine'))['m']!, 5);
    expect(await scoresOf('body:/comput.*/')).toEqual({ pc: 1, pcs: 1 });
  });

  it.each([
    ['stemmed:(the AND runs)', ['runs']],
    ['stemmed:(+the +runs)', ['runs']],
    ['stemmed:(runs -the)', ['runs']],
    ['+— +computer', ['pc']],
    ['stemmed:the', []],
  ])('leaves out clauses without a term: %s', async (query, expected) => {
    expect(found(await search(query))).toEqual(expected);
  });

  it.each([
    ['body:machine\\-assisted', ['assisted']],
    ['body:machine\\:assisted', ['assisted']],
    ['body:james\\ \\(webb\\)', ['webb']],
    ['body:\\AND', []],
    ['bo\\dy:computer', ['pc']],
    ['body:"james \\"webb\\""', ['webb']],
  ])('takes escaped characters as parts of words: %s', async (query, expected) => {
    expect(found(await search(query))).toEqual(expected);
  });

  it.each([
    ['words', 'a '.repeat(1025)],
    ['words of phrases', `"${'a '.repeat(1025)}"`],
    ['expansions', 'abcd~1 '.repeat(33)],
    ['groups', `${'('.repeat(33)}a${')'.repeat(33)}`],
    ['groups of an expression', `/${'('.repeat(33)}a${')'.repeat(33)}/`],
    ['repetitions of an expression', `/a${'*'.repeat(33)}/`],
  ])('has a limit of %s', async (_, query) => {
    const message = /is not valid at character \d+, .* (at most \d+|nested too|too many)/;
    expect(found(await search(query))).toMatch(message);
  });

  it('is rejected if all clauses together are too much work', async () => {
    const score_by = Array.from({ length: 100 }, () => ({
      type: 'query_string',
      query: 'a '.repeat(1024),
    }));
    const answer = await call('search', { score_by, top_k: 1 });
    expect([answer.status, found(answer)]).toEqual([
      400,
      expect.stringContaining('reads too much of the index'),
    ]);
  });
});
