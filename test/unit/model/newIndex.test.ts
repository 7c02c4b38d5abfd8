import { describe, expect, it } from 'vitest';
import {
  parseDimension,
  parseIndexName,
  parseRegion,
  parseTags,
  parseTextFields,
  printTags,
} from '../../../src/model/newIndex.ts';

describe('the name of a new index', () => {
  it.each(['a', 'my-vector-index', ' docs-2 ', 'x'.repeat(45)])('can be “%s”', (name) => {
    expect(parseIndexName(name)).toBe(name.trim());
  });

  it.each([
    ['', 'needs a name'],
    ['x'.repeat(46), 'at most 45'],
    ['-docs', 'a-z, 0-9'],
    ['docs-', 'a-z, 0-9'],
    ['Docs', 'a-z, 0-9'],
    ['my docs', 'a-z, 0-9'],
    ['käse', 'a-z, 0-9'],
  ])('cannot be “%s”', (name, reason) => {
    expect(() => parseIndexName(name)).toThrow(reason);
  });
});

describe('the dimension of a new index', () => {
  it('is 1 to 20,000', () => {
    expect([parseDimension('1'), parseDimension(' 20000 ')]).toEqual([1, 20_000]);
  });

  it.each(['', '0', '20001', '1.5', '-3', '1e3', 'eight', '٣'])('cannot be “%s”', (text) => {
    expect(() => parseDimension(text)).toThrow('whole number from 1 to 20,000');
  });
});

describe('the region of a new index', () => {
  it.each(['aws us-east-1', 'AWS/us-east-1', '  aws   us-east-1 '])('can be “%s”', (text) => {
    expect(parseRegion(text)).toEqual({ cloud: 'aws', region: 'us-east-1' });
  });

  it.each(['', 'us-east-1', 'ibm us-east-1', 'aws', 'aws us east'])('cannot be “%s”', (text) => {
    expect(() => parseRegion(text)).toThrow('aws us-east-1');
  });
});

describe('tags', () => {
  it.each([
    ['', {}],
    ['team=search', { team: 'search' }],
    ['team = search, stage=a=b,', { team: 'search', stage: 'a=b' }],
    ['note="a, b", by="say \\"x\\""', { note: 'a, b', by: 'say "x"' }],
    ['empty=', { empty: '' }],
  ])('are read from “%s”', (text, tags) => {
    expect(parseTags(text)).toEqual(tags);
  });

  it('are read as they are printed', () => {
    const tags = { a: 'b', note: 'one, "two"', long: 'x'.repeat(120), path: 'c:\\d' };
    expect(parseTags(printTags(tags))).toEqual(tags);
  });

  it.each([
    ['team', 'name=value'],
    ['=search', 'name=value'],
    ['a=1, b', 'name=value'],
    ['a=1, a=2', 'twice'],
    ['my tag=1', 'letters, digits'],
    [`${'n'.repeat(81)}=1`, 'letters, digits'],
    [`a=${'v'.repeat(121)}`, 'at most 120'],
    ['a=ü', 'printable ASCII'],
    [Array.from({ length: 21 }, (_, at) => `t${at}=1`).join(), 'at most 20'],
  ])('cannot be “%s”', (text, reason) => {
    expect(() => parseTags(text)).toThrow(reason);
  });
});

describe('text fields', () => {
  it('are names between commas', () => {
    expect(parseTextFields(' title, body ,')).toEqual(['title', 'body']);
  });

  it.each([
    ['', 'at least one'],
    ['a, a', 'twice'],
    ['_id', '“$” or “_”'],
    ['$x', '“$” or “_”'],
    ['ü'.repeat(33), 'at most 64 bytes'],
  ])('cannot be “%s”', (text, reason) => {
    expect(() => parseTextFields(text)).toThrow(reason);
  });
});
