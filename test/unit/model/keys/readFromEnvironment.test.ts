import { describe, expect, it } from 'vitest';
import {
  fixableLanguage,
  readFromEnvironment,
  type FixableLanguage,
} from '../../../../src/model/keys/readFromEnvironment.ts';

const key = 'pcsk_4f09b3d1aa77e2c1';

function fixed(language: FixableLanguage, text: string): string | undefined {
  const start = text.indexOf(key);
  const changes = readFromEnvironment(language, text, { start, end: start + key.length }, 'note');
  return changes?.reduceRight(
    (result, change) => result.slice(0, change.start) + change.text + result.slice(change.end),
    text,
  );
}

describe('readFromEnvironment', () => {
  it.each<[FixableLanguage, string, string]>([
    [
      'typescript',
      `new Pinecone({ apiKey: '${key}' })`,
      'new Pinecone({ apiKey: process.env.PINECONE_API_KEY! })',
    ],
    ['javascript', `f(\`${key}\`)`, 'f(process.env.PINECONE_API_KEY)'],
    [
      'python',
      `import os\npc = Pinecone(api_key="${key}")`,
      'import os\npc = Pinecone(api_key=os.environ["PINECONE_API_KEY"])',
    ],
    [
      'python',
      `#!/usr/bin/env python3\n"""Doc."""\nfrom __future__ import annotations\nimport json\nx = '${key}'\n`,
      '#!/usr/bin/env python3\n"""Doc."""\nfrom __future__ import annotations\nimport os\nimport json\nx = os.environ["PINECONE_API_KEY"]\n',
    ],
    ['dotenv', `A=1\r\nexport PINECONE_API_KEY="${key}"\r\nB=2`, 'A=1\r\n# note\r\nB=2'],
    ['dotenv', `PINECONE_API_KEY=${key}`, '# note'],
  ])('edits %s', (language, before, after) => {
    expect(fixed(language, before)).toBe(after);
  });

  it.each<[FixableLanguage, string]>([
    ['typescript', `'Bearer ${key}'`],
    ['typescript', `// ${key}`],
    ['python', `f"${key}"`],
    ['python', `"""${key}"""`],
  ])('offers nothing in %s for %s', (language, text) => {
    expect(fixed(language, text)).toBeUndefined();
  });
});

it.each([
  ['src/a.ts', 'typescript'],
  ['a.PY', 'python'],
  ['web/.env', 'dotenv'],
  ['.env.local', 'dotenv'],
  ['prod.env', 'dotenv'],
  ['a.yaml', undefined],
  ['environment.json', undefined],
])('a key in %s is replaced as in %s', (path, language) => {
  expect(fixableLanguage(path)).toBe(language);
});
