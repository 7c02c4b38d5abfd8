import { describe, expect, it } from 'vitest';
import { findPineconeCode, type CodeRange } from '../../../../src/model/code/pineconeCode.ts';

const typescript = `import { Pinecone } from '@pinecone-database/pinecone';
const pc = new Pinecone({ apiKey: key, environment: 'us-west1-gcp' });
const orders = pc.index('orders');
await orders.namespace('a').query({ vector: [0.1, 0.2, -3e-1], topK: 3 });
await orders.query({ vector: new Array(768).fill(0), topK: 3 });
const other = pc.index({ name: "films" });
void pc.index(name);
`;
const python = `from pinecone import Pinecone
pc = Pinecone(
    api_key=key,
    environment="us-west1-gcp",
)
orders = pc.Index("orders")
orders.query(vector=[0.1] * 768, top_k=3)
orders.upsert(vectors=[{"id": "a", "values": [1, 2]}])
pc.Index(name='films', host=host)
`;

const textOf =
  (text: string) =>
  ({ start, end }: CodeRange): string =>
    text.slice(start, end);

describe('findPineconeCode', () => {
  it.each([
    ['typescript', typescript],
    ['python', python],
  ] as const)('finds the indexes of a %s program', (language, text) => {
    const { indexes } = findPineconeCode(text, language);
    expect(indexes.map(textOf(text))).toEqual(['orders', 'films']);
    expect(indexes[0]?.variable).toBe('orders');
  });

  it('finds the dimensions of vectors, with the number if one is written', () => {
    const uses = [
      ...findPineconeCode(typescript, 'typescript').vectors.map(
        (use) => [use, typescript] as const,
      ),
      ...findPineconeCode(python, 'python').vectors.map((use) => [use, python] as const),
    ];
    expect(
      uses.map(([use, text]) => [use.index, use.dimension, use.count && textOf(text)(use.count)]),
    ).toEqual([
      ['orders', 3, undefined],
      ['orders', 768, '768'],
      ['orders', 768, '768'],
      ['orders', 2, undefined],
    ]);
  });

  it.each([
    ['typescript', typescript, 'new Pinecone({ apiKey: key })'],
    ['python', python, 'pc = Pinecone(\n    api_key=key,\n    )'],
  ] as const)('removes the parameter environment from %s', (language, text, expected) => {
    const [found] = findPineconeCode(text, language).removed;
    const { start, end } = found!.removal;
    expect(text.slice(0, start) + text.slice(end)).toContain(expected);
  });

  it('finds nothing in a program without the client', () => {
    const text = "const x = algolia.index('orders'); new Pinecone({ environment: 'a' })";
    expect(findPineconeCode(text, 'typescript')).toEqual({ indexes: [], vectors: [], removed: [] });
  });

  it('leaves vectors alone whose dimension it cannot know', () => {
    const text = `import pinecone\ni = pc.Index("a")\ni.query(vector=embed("x"))\ni.query(vector=[*v])\nenvironment = "x"\n`;
    const { vectors, removed } = findPineconeCode(text, 'python');
    expect([vectors, removed]).toEqual([[], []]);
  });

  it.each(['a.index(', 'new Pinecone(', 'x.query([', 'environment=', 'aaaa.', ' = '])(
    'reads a megabyte of %j',
    (part) => {
      const text = `import pinecone\n${part.repeat(1_000_000 / part.length)}`;
      expect(findPineconeCode(text, 'python').indexes).toEqual([]);
    },
  );
});
