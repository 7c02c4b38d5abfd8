import { describe, expect, it } from 'vitest';
import { parseJsonTree } from '../../../../src/model/filter/jsonTree.ts';
import { parseFilter } from '../../../../src/model/filter/parseFilter.ts';

/** The text of the first problem's place, and its message. */
function firstProblem(text: string): { at: string; message: string } | undefined {
  const parsed = parseFilter(text);
  if (parsed.isValid) return undefined;
  const { start, end, message } = parsed.problems[0]!;
  return { at: text.slice(start, end), message };
}

/** Numbers of a seeded sequence in [0, 1). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('parseFilter', () => {
  it.each(['', '  \n\t ', '{}'])('takes %j for no filter', (text) => {
    expect(parseFilter(text)).toEqual({
      isValid: true,
      json: {},
      filter: { op: 'and', operands: [] },
    });
  });

  it('gives the JSON as it was written, and its meaning', () => {
    const text = '{"year": {"$gte": 2020, "$lt": 2024}, "tag": "new"}';
    expect(parseFilter(text)).toEqual({
      isValid: true,
      json: { year: { $gte: 2020, $lt: 2024 }, tag: 'new' },
      filter: {
        op: 'and',
        operands: [
          { op: 'compare', field: 'year', comparison: '$gte', value: 2020 },
          { op: 'compare', field: 'year', comparison: '$lt', value: 2024 },
          { op: 'compare', field: 'tag', comparison: '$eq', value: 'new' },
        ],
      },
    });
  });

  it.each([
    [`{'year': 1}`, `'year'`, 'Use straight double quotes: "'],
    ['{“year”: 1}', '“year”', 'Use straight double quotes: "'],
    [`{"tag": 'new'}`, `'new'`, 'Use straight double quotes: "'],
    ['{year: 1}', 'year', 'Put the key in double quotes: "year"'],
    ['{"tag": new}', 'new', 'Put text in double quotes: "new"'],
    ['{"year": 1,}', ',', 'Remove the comma before the closing “}”'],
    ['{"y": {"$in": [1, 2, ]}}', ',', 'Remove the comma before the closing “]”'],
    ['{"y": {"$in": [1 2]}}', '2', 'Put a comma before this'],
    ['{"a": 1 "b": 2}', '"', 'Put a comma before this'],
    ['{"year": {"$gt": 1}', '}', 'Add “}” at the end: the “{” is not closed'],
    ['{\n "y": {\n  "$gt": 1\n', '1', 'Add “}” at the end: the “{” on line 2 is not closed'],
    ['{"y": {"$in": [1, 2}}', '}', 'Close the “[” with “]” first'],
    ['{"year": 1}}', '}', 'This “}” has no opening bracket; remove it'],
    [
      '{"a": 1} {"b": 2}',
      '{"b": 2}',
      'The filter ends before this; remove it, or put all conditions into one object',
    ],
    ['{"year"}', '"year"', 'Put a colon and a value after this key'],
    ['{"year" = 1}', '"year"', 'Use “:” instead of “=”'],
    ['{"year": }', '}', 'A value is missing before “}”'],
    ['{"year":', ':', 'A value is missing at the end'],
    ['{"year: 1}', '"year: 1}', 'Close this string with a double quote'],
    ['{"a": "x\\d"}', '\\d', 'Write “\\\\” for a backslash in a string'],
    ['{"a": "x\ty"}', '\t', 'Write “\\t” for a tab in a string'],
    ['{"a": True}', 'True', 'Write true in lower case'],
    ['{"a": None}', 'None', 'Filters cannot compare with null; use {"$exists": false}'],
    ['{"a": .5}', '.5', 'Write a zero before the decimal point'],
    ['{"a": 05}', '05', 'Write numbers without leading zeros'],
    ['{"a": +5}', '+5', 'Write numbers without “+”'],
    ['{"a": 5.}', '5.', 'Write a digit after the decimal point'],
    ['{"a": -Infinity}', '-Infinity', 'Use a finite number'],
    ['{"a": 2024-01-01}', '2024-01-01', '“2024-01-01” is not a number; put text in double quotes'],
    ['{"a": 1} // old', '// old', expect.any(String)],
    ['{ // year\n"a": 1}', '// year', 'JSON has no comments; remove this'],
    ['{,"a": 1}', ',', 'Remove this comma'],
  ])('places the slip in %j', (text, at, message) => {
    expect(firstProblem(text)).toEqual({ at, message });
  });

  it.each([
    ['{"year": {"$gtr": 1}}', '"$gtr"', /did you mean “\$gt”\?/],
    ['{"year": {"gte": 1}}', '"gte"', /did you mean “\$gte”\?/],
    ['{"year": {">=": 1}}', '">="', /did you mean “\$gte”\?/],
    ['{"tag": {"$nni": ["a"]}}', '"$nni"', /did you mean “\$nin”\?/],
    ['{"$adn": [{"a": 1}]}', '"$adn"', /did you mean “\$and”\?/],
    ['{"a": {"$__proto__": 1}}', '"$__proto__"', /use \$eq, .* or \$or$/],
    ['{"a": {"constructor": 1}}', '"constructor"', /fields are not nested/],
    ['{"tag": {"$regex": "a"}}', '"$regex"', /use \$eq, .* or \$or$/],
    ['{"tag": {"$match_phrase": "a"}}', '"$match_phrase"', /only document indexes have/],
    ['{"a": {"$not": {"$eq": 1}}}', '"$not"', /not an operator/],
    ['{"$gt": 5}', '"$gt"', /needs a field before it/],
    ['{"a": {"$and": [1]}}', '"$and"', /joins whole conditions/],
    ['{"a": {"b": 1}}', '"b"', /fields are not nested/],
    ['{"a": {}}', '{}', /Say how “a” is compared/],
    ['{"a": null}', 'null', /use {"\$exists": false}/],
    ['{"a": [1, 2]}', '[1, 2]', /use {"\$in"/],
    ['{"a": {"$gt": "5"}}', '"5"', /“\$gt” needs a number, not a string/],
    ['{"a": {"$gt": 1e999}}', '1e999', /a number that is too large/],
    ['{"a": {"$in": "x"}}', '"x"', /needs a list of strings or a list of numbers, not a string/],
    ['{"a": {"$in": ["x", 2]}}', '2', /this is a number/],
    ['{"a": {"$in": ["x", true, 2]}}', 'true', /this is true/],
    ['{"a": {"$exists": 1}}', '1', /needs true or false, not a number/],
    ['{"$and": []}', '[]', /at least one condition/],
    ['{"$or": [{"a": 1}, {}]}', '{}', /Each item of “\$or” is a condition/],
    ['[1]', '[1]', /A filter is a JSON object/],
    ['null', 'null', /A filter is a JSON object/],
    ['{"a": 1, "a": 2}', '"a"', /occurs twice/],
  ])('places what the language does not allow in %j', (text, at, message) => {
    expect(firstProblem(text)).toEqual({ at, message: expect.stringMatching(message) });
  });

  it('reports every problem, in the order of the text', () => {
    const text = '{"$or": [{"year": {"$gtr": 1}}, {"tag": {"$in": 3}}], "x": null}';
    const parsed = parseFilter(text);
    expect(
      parsed.isValid ? [] : parsed.problems.map((one) => text.slice(one.start, one.end)),
    ).toEqual(['"$gtr"', '3', 'null']);
  });

  it('bounds its depth instead of exhausting the stack', () => {
    const deep = '{"$and":['.repeat(50_000) + '{"a":1}' + ']}'.repeat(50_000);
    expect(firstProblem(deep)?.message).toMatch(/nested too deeply/);
  });

  it('keeps every place inside a text that is cut or damaged anywhere', () => {
    const whole = '{"$or": [{"a": {"$in": ["x", -1.5e3]}}, {"b\\u00e9": true}]}';
    const random = randomNumbers(1);
    const strange: unknown[] = [];
    for (let round = 0; round < 3000; round++) {
      const at = Math.floor(random() * whole.length);
      const put = `{}[]":,'$ \\x0-\n`[Math.floor(random() * 15)]!;
      const text =
        round % 3 === 0
          ? whole.slice(0, at)
          : whole.slice(0, at) + put + whole.slice(at + (round % 2));
      const parsed = parseFilter(text);
      if (parsed.isValid) continue;
      for (const { start, end } of parsed.problems) {
        if (!(start >= 0 && end <= text.length && start < end) && text.trim() !== '')
          strange.push({ text, start, end });
      }
    }
    expect(strange).toEqual([]);
  });
});

describe('parseJsonTree', () => {
  it('accepts exactly what JSON.parse accepts', () => {
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"\\n"',
      '"\\x"',
      '1',
      '-0',
      '01',
      '1e5',
      '.5',
      'true',
      'nul',
      ' ',
      '\n',
      '\u00a0',
      '"\u0001"',
    ];
    const random = randomNumbers(7);
    const differing: string[] = [];
    for (let round = 0; round < 20_000; round++) {
      const length = 1 + Math.floor(random() * 7);
      const text = Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)]).join(
        '',
      );
      if (parseJsonTree(text).isValid !== isJson(text)) differing.push(text);
    }
    expect(differing).toEqual([]);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
