import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sourceFiles } from '../../scripts/lint/importGraph.ts';

const generated = ['test/support/grpc/vectorService_pb.ts'];
const settings = ['esbuild.mjs', 'vitest.config.mts', 'oxlint.config.ts'];
const texts = new Map(
  [...sourceFiles(), ...settings]
    .filter((file) => !file.endsWith('.css') && !generated.includes(file))
    .map((file) => [file, readFileSync(file, 'utf8')] as const),
);

it('every exported function, class and value is named in another file', () => {
  const users = usersOfNames();
  const unused = [...texts].flatMap(([file, text]) =>
    exportedValues(text)
      .filter((name) => (users.get(name)?.size ?? 0) < 2)
      .map((name) => `${file}: ${name}`),
  );
  expect(users.size).toBeGreaterThan(1000);
  expect(unused).toEqual([]);
});

function usersOfNames(): ReadonlyMap<string, ReadonlySet<string>> {
  const users = new Map<string, Set<string>>();
  for (const [file, text] of texts) {
    for (const [name] of text.matchAll(/[A-Za-z_$][\w$]*/g)) {
      const known = users.get(name);
      if (known) known.add(file);
      else users.set(name, new Set([file]));
    }
  }
  return users;
}

function exportedValues(text: string): readonly string[] {
  const pattern = /^export (?:declare |abstract |async )*(?:function\*?|const|let|class) (\w+)/gm;
  return [...text.matchAll(pattern)].map(([, name = '']) => name);
}
