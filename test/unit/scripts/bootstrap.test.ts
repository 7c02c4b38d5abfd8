import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const scripts = path.resolve(import.meta.dirname, '../../../scripts');

describe('the way in', () => {
  it.each(['bootstrap', 'start', 'test', 'package'])('needs no package in %s.mjs', (name) => {
    const text = readFileSync(path.join(scripts, `${name}.mjs`), 'utf8');
    const targets = [...text.matchAll(/from '([^']+)'/g)].map((match) => match[1]!);
    expect(targets.filter((target) => !/^(node:|\.\/bootstrap\.mjs$)/.test(target))).toEqual([]);
  });

  it.each(['package-lock.json', 'vscode/package-lock.json'])(
    'names no registry in the lock file vscode-server/%s',
    (name) => {
      const lock = JSON.parse(readFileSync(path.join(scripts, 'vscode-server', name), 'utf8')) as {
        packages: Record<string, { resolved?: string; integrity?: string }>;
      };
      const packages = Object.values(lock.packages).slice(1);
      expect(packages.length).toBeGreaterThan(90);
      expect(packages.filter(({ resolved }) => resolved !== undefined)).toEqual([]);
      expect(packages.filter(({ integrity }) => integrity === undefined)).toEqual([]);
    },
  );
});
