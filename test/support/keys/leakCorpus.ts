import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { inRepository } from '../../../scripts/repository.ts';
import { seededRandom } from '../random.ts';

/** Returns lines without a key: hashes, UUIDs, JWTs, and lines of the lock file of installed packages. */
export function innocentLines(count: number, seed: number): readonly CorpusLine[] {
  const draw = createDraw(seed);
  const locks = readFileSync(inRepository('package-lock.json'), 'utf8').split('\n');
  const integrity = locks.filter((line) => line.includes('"integrity"'));
  const base64 = (text: string): string => Buffer.from(text).toString('base64url');
  const hash = (): string =>
    createHash(draw.one(['md5', 'sha1', 'sha256', 'sha512']))
      .update(draw.text(letters, 12))
      .digest(draw.one(['hex', 'base64', 'base64url']));
  const kinds: readonly (() => string)[] = [
    () => `${draw.one(['commit', 'etag', 'checksum', 'cache_key'])}: "${hash()}"`,
    () => `${draw.one(['id', 'project_id', 'traceId', 'record'])} = '${uuid(draw)}'`,
    () => {
      const claims = base64(JSON.stringify({ sub: uuid(draw), iat: 1_700_000_000 }));
      return `Authorization: Bearer ${base64('{"alg":"HS256","typ":"JWT"}')}.${claims}.${hash()}`;
    },
    () => draw.one(integrity),
  ];
  return Array.from({ length: count }, (_, at) => ({ text: kinds[at % kinds.length]!() }));
}

/** A line of a file, and the key in it if one was planted. */
export type CorpusLine = { readonly text: string; readonly key?: string };

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const hex = '0123456789abcdef';

type Draw = {
  text(alphabet: string, length: number): string;
  one<T>(choices: readonly T[]): T;
};

function createDraw(seed: number): Draw {
  const random = seededRandom(seed);
  const one = <T>(choices: ArrayLike<T>): T => choices[Math.floor(random() * choices.length)]!;
  return {
    one,
    text: (alphabet, length) => Array.from({ length }, () => one(alphabet)).join(''),
  };
}

function uuid(draw: Draw): string {
  return [8, 4, 4, 4, 12].map((length) => draw.text(hex, length)).join('-');
}

/** Returns lines with a key each, as people write them by mistake. */
export function plantedLines(count: number, seed: number): readonly CorpusLine[] {
  const draw = createDraw(seed);
  const keys: readonly (() => string)[] = [
    () => `pcsk_${draw.text(letters, 6)}_${draw.text(letters, 63)}`,
    () => `pckey_${draw.text(letters.toLowerCase(), 8)}_${draw.text(letters, 48)}`,
    () => uuid(draw),
    () => draw.text(letters, 40),
  ];
  const places: readonly ((key: string) => string)[] = [
    (key) => `const pc = new Pinecone({ apiKey: '${key}' });`,
    (key) => `pc = Pinecone(api_key="${key}")`,
    (key) => `PINECONE_API_KEY=${key}`,
    (key) => `export PINECONE_API_KEY="${key}"`,
    (key) => `  "api_key": "${key}",`,
    (key) => `pinecone_api_key: ${key}`,
    (key) => `os.environ["PINECONE_API_KEY"] = "${key}"`,
    (key) => `curl -H "Api-Key: ${key}" https://api.pinecone.io/indexes`,
    (key) => `const key = process.env.PINECONE_API_KEY ?? "${key}";`,
    (key) => `ENV PINECONE_API_KEY ${key}`,
    (key) => `api_key: str = '${key}'`,
    (key) => `PINECONE_API_KEY := "${key}"`,
  ];
  const bare: readonly ((key: string) => string)[] = [
    (key) => `# old key: ${key}`,
    (key) => `{"headers":{"x":"${key}"}}`,
  ];
  return Array.from({ length: count }, (_, at) => {
    const kind = at % keys.length;
    const key = keys[kind]!();
    const place = draw.one(kind < 2 ? [...places, ...bare] : places);
    return { text: place(key), key };
  });
}
