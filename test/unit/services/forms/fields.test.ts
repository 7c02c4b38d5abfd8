import { describe, expect, it } from 'vitest';
import { parseCount, parseOptionalCount } from '../../../../src/common/parseCount.ts';
import {
  parseDimension,
  parseIndexName,
  parseRegion,
  parseTags,
  parseTextFields,
} from '../../../../src/model/newIndex.ts';
import { parseReplicas, parseShards } from '../../../../src/model/readCapacity.ts';
import { parseBackupName } from '../../../../src/model/backup.ts';
import { parseNamespaceName } from '../../../../src/services/catalog/namespaces.ts';
import {
  decodeControllerUrl,
  decodeKey,
  decodeName,
  decodeRequestLimit,
} from '../../../../src/services/environments/environmentInput.ts';
import {
  parseBucketUri,
  parseIntegrationId,
} from '../../../../src/services/imports/bucketImports.ts';
import { parseRecordId } from '../../../../src/services/records/recordParts.ts';
import { parseIdPrefix } from '../../../../src/services/transfer/copying/copyTransform.ts';
import { parseSelectingFilter } from '../../../../src/services/writes/recordSelection.ts';
import { parseFieldName, parseFieldValue } from '../../../../src/services/writes/metadataEdit.ts';

type Field = {
  readonly parse: (text: string) => unknown;
  /** The longest and the oddest texts that are taken, with what they mean. */
  readonly taken: readonly (readonly [text: string, value: unknown])[];
  readonly refused: readonly (readonly [text: string, message: string])[];
};

const long = (length: number): string => 'a'.repeat(length);

/** The fields of all forms: what they take at their limits, and what they say beyond. */
const fields: Readonly<Record<string, Field>> = {
  'the name of an environment': {
    parse: decodeName,
    taken: [
      [' staging ', 'staging'],
      [long(60), long(60)],
    ],
    refused: [
      ['  ', 'An environment needs a name'],
      [long(61), 'A name has at most 60 characters'],
      ['a\u200Bb', 'A name is one line of text without invisible characters'],
      [`pcsk_${long(60).slice(0, 45)}`, 'A name must not be a key'],
    ],
  },
  'the address of an environment': {
    parse: decodeControllerUrl,
    taken: [
      [' https://api.example.com/ ', 'https://api.example.com'],
      ['http://localhost:5080', 'http://localhost:5080'],
    ],
    refused: [
      ['example', 'A host is a web address, such as https://api.example.com'],
      ['ftp://example.com', 'A host is a web address'],
      ['http://example.com', 'Keys are sent over https only'],
      ['https://user@example.com', 'The address must not hold a name or password'],
      ['https://example.com?a=1', 'The address must not hold a query or fragment'],
    ],
  },
  'a key': {
    parse: (text) => String(decodeKey(text)),
    taken: [[' abc ', '[secret]']],
    refused: [
      [' ', 'Enter the key'],
      ['a b', 'A key has only Latin letters, digits and signs, and no spaces'],
      ['schlüssel', 'A key has only Latin letters'],
    ],
  },
  'the request limit of an environment': {
    parse: (text) => decodeRequestLimit(Number(text)),
    taken: [
      ['1', 1],
      ['1000', 1000],
    ],
    refused: ['0', '1001', '1.5', 'many'].map((text) => [
      text,
      'is a whole number from 1 to 1,000',
    ]),
  },
  'the name of an index': {
    parse: parseIndexName,
    taken: [
      [' a-1 ', 'a-1'],
      [long(45), long(45)],
    ],
    refused: [
      ['', 'An index needs a name'],
      [long(46), 'A name has at most 45 characters'],
      ['-a', 'a letter or digit at both ends'],
      ['A', 'A name has only a-z, 0-9 and hyphens'],
    ],
  },
  'the dimension of an index': {
    parse: parseDimension,
    taken: [
      ['1', 1],
      ['20000', 20_000],
    ],
    refused: ['0', '20001', '1.5', 'x', ''].map((text) => [text, '20,000']),
  },
  'the region of an index': {
    parse: parseRegion,
    taken: [['AWS/us-east-1', { cloud: 'aws', region: 'us-east-1' }]],
    refused: [
      ['aws', 'Enter a cloud (aws, gcp or azure) and a region'],
      ['ibm eu', 'Enter a cloud'],
    ],
  },
  'the shards of dedicated nodes': {
    parse: parseShards,
    taken: [
      [' 1 ', 1],
      ['1000', 1000],
    ],
    refused: ['0', '1001', '1.5', ''].map((text) => [text, 'a whole number from 1 to 1,000']),
  },
  'the replicas of dedicated nodes': {
    parse: parseReplicas,
    taken: [
      ['0', 0],
      ['1000', 1000],
    ],
    refused: ['-1', '1001', 'two', ''].map((text) => [text, 'a whole number from 0 to 1,000']),
  },
  'the tags of an index': {
    parse: parseTags,
    taken: [
      ['', {}],
      ['a=1, b="x, y"', { a: '1', b: 'x, y' }],
      [`${long(80)}=${long(120)}`, { [long(80)]: long(120) }],
    ],
    refused: [
      ['a', 'Write a tag as name=value'],
      ['a=1, a=2', 'The tag “a” occurs twice'],
      [`${long(81)}=1`, '1 to 80 letters, digits'],
      [`a=${long(121)}`, 'at most 120 printable ASCII characters'],
      [Array.from({ length: 21 }, (_, at) => `t${at}=1`).join(','), 'at most 20 tags'],
    ],
  },
  'the text fields of documents': {
    parse: parseTextFields,
    taken: [
      ['title, body', ['title', 'body']],
      [long(64), [long(64)]],
    ],
    refused: [
      [' , ', 'Enter at least one field'],
      ['a, a', 'A field occurs twice'],
      ['_a', 'must not begin with'],
      ['ü'.repeat(33), 'at most 64 bytes'],
    ],
  },
  'the name of a namespace': {
    parse: parseNamespaceName,
    taken: [
      [' a b ', 'a b'],
      [long(512), long(512)],
    ],
    refused: [
      [' ', 'A namespace needs a name'],
      [long(513), 'A name has at most 512 characters'],
      ['ä', 'A name has only printable ASCII characters'],
    ],
  },
  'the id of a record': {
    parse: parseRecordId,
    taken: [
      ['doc-1#2', 'doc-1#2'],
      [long(512), long(512)],
    ],
    refused: [
      [' ', 'A record needs an id'],
      [long(513), 'An id has at most 512 characters'],
      ['ä', 'An id has only ASCII characters'],
    ],
  },
  'the name of a metadata field': {
    parse: parseFieldName,
    taken: [['year', 'year']],
    refused: [
      ['', 'A field needs a name'],
      ['$a', '$'],
    ],
  },
  'the value of a metadata field': {
    parse: parseFieldValue,
    taken: [
      ['12', 12],
      ['true', true],
      ['["a"]', ['a']],
      ['text', 'text'],
    ],
    refused: [['[1]', 'A list holds texts only']],
  },
  'the text before copied ids': {
    parse: parseIdPrefix,
    taken: [
      ['', ''],
      [long(100), long(100)],
    ],
    refused: [
      [long(101), 'A prefix has at most 100 printable ASCII characters'],
      ['ä', 'A prefix has at most 100 printable ASCII characters'],
    ],
  },
  'the size of a sample': {
    parse: parseCount,
    taken: [
      ['1', 1],
      [' 10,000 ', 10_000],
      ['10’000', 10_000],
    ],
    refused: ['', '0', '-1', '1.5', '1e3', 'ten', '99999999999999999'].map((text) => [
      text,
      'Enter a whole number above 0',
    ]),
  },
  'a budget': {
    parse: parseOptionalCount,
    taken: [
      [' ', undefined],
      ['1_000', 1000],
    ],
    refused: [['0', 'Enter a whole number above 0']],
  },
  'the address of a bucket': {
    parse: parseBucketUri,
    taken: [
      [' s3://bucket/folder ', 's3://bucket/folder'],
      [`s3://bucket/${long(1488)}`, `s3://bucket/${long(1488)}`],
    ],
    refused: [
      ['', 'Enter the address of a folder'],
      ['ftp://x', 'An address is s3://bucket/folder'],
      [`s3://bucket/${long(1489)}`, 'An address has at most 1500 characters'],
    ],
  },
  'the id of a storage integration': {
    parse: parseIntegrationId,
    taken: [
      [' ', undefined],
      [' 2a-b ', '2a-b'],
      [long(1000), long(1000)],
    ],
    refused: [
      [long(1001), 'An id has at most 1000 characters'],
      ['a b', 'An id has only Latin letters, digits and signs, and no spaces'],
    ],
  },
  'the name of a backup': {
    parse: parseBackupName,
    taken: [
      [' films 2026-11-30 ', 'films 2026-11-30'],
      [long(100), long(100)],
    ],
    refused: [
      [' ', 'A backup needs a name'],
      [long(101), 'A name has at most 100 characters'],
      ['a\nb', 'A name is one line of text without invisible characters'],
    ],
  },
  'the filter of the records to change': {
    parse: parseSelectingFilter,
    taken: [['{ "year": { "$lt": 2020 } }', { year: { $lt: 2020 } }]],
    refused: [
      ['', 'An empty filter matches everything: name a field'],
      ['{}', 'An empty filter matches everything: name a field'],
      ['{ "year": { "$near": 1 } }', '$near'],
    ],
  },
};

describe.each(Object.entries(fields))('%s', (_, { parse, taken, refused }) => {
  it.each(taken)('is taken: %j', (text, value) => {
    expect(parse(text)).toEqual(value);
  });

  it.each(refused)('is rejected with its message: %j', (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });
});
