import { describe, expect, it } from 'vitest';
import { findLeaks, type OwnerOf } from '../../../../src/model/keys/findLeaks.ts';
import { innocentLines, plantedLines } from '../../../support/keys/leakCorpus.ts';

const found = (text: string, ownerOf?: OwnerOf): readonly string[] =>
  findLeaks(text, ownerOf).map(({ start, end }) => text.slice(start, end));

const uuid = '9d4e1a70-5b6c-4c1f-8a53-0f2b7c64e1d9';

describe('findLeaks', () => {
  it.each([1, 2, 3, 4, 5])(
    'has a precision and a recall of at least 99%% on 200 innocent and 200 planted lines (seed %i)',
    (seed) => {
      const hits = plantedLines(200, seed).filter(({ text, key }) => found(text).join() === key);
      const mistakes = innocentLines(200, seed).filter(({ text }) => found(text).length > 0);
      expect(hits.length / 200).toBeGreaterThanOrEqual(0.99);
      expect(hits.length / (hits.length + mistakes.length)).toBeGreaterThanOrEqual(0.99);
    },
  );

  it.each([
    'pcsk_your_api_key_goes_here_1234',
    'PINECONE_API_KEY=<your key>',
    'api_key=os.environ["PINECONE_API_KEY"]',
    'apiKey: process.env.PINECONE_API_KEY',
    'apiKey: pineconeApiKeyFromVault2',
    'apiKey: loadKeyOfProject2(configuration1)',
    'apiKey: "sk-proj-4f09b3d1aa77e2c1b5d84c6f"',
    `OPENAI_API_KEY=${uuid.replaceAll('-', '')}`,
    'api_key = "pcsk_xxxxxxxxxxxxxxxxxxxx"',
    `id: ${uuid}`,
  ])('finds nothing in %s', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('finds a UUID only beside a field for a key', () => {
    expect(found(`project: ${uuid}\nAPI-Key: ${uuid}`)).toEqual([uuid]);
  });

  it('finds a stored key of any form, also within a longer text', () => {
    const owners = new Map([
      ['team-key/7', 'one'],
      ['lonely-word', 'two'],
    ]);
    const ownerOf: OwnerOf = (key) => owners.get(key);
    expect(found('see team-key/7 and http://x/?k=lonely-word&b=1', ownerOf)).toEqual([
      'team-key/7',
      'lonely-word',
    ]);
  });

  it('reports a key once, with the environment that stores it', () => {
    const key = 'pcsk_4f09b3d1aa77e2c1';
    const ownerOf: OwnerOf = (text) => (text === key ? 'team' : undefined);
    expect(findLeaks(`api_key="${key}"`, ownerOf)).toEqual([
      { start: 9, end: 30, reason: 'stored', owner: 'team' },
    ]);
  });

  // A pattern of quadratic time does not end here.
  it.each(['pinecone', 'api_key ', 'a', 'pcsk_', ' =', "api_key='", '-'])(
    'reads a megabyte of %j',
    (part) => {
      expect(found(part.repeat(1_000_000 / part.length))).toEqual([]);
    },
  );
});
