import type { Metafile } from 'esbuild';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { inRepository } from '../repository.ts';

/** Returns the folders of the packages that bundles hold code of, relative to the repository, sorted. */
export function bundledFolders(metafiles: readonly Metafile[]): string[] {
  const inputs = metafiles
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap(({ inputs }) => Object.keys(inputs));
  const folders = inputs.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []);
  return [...new Set(folders)].sort();
}

/** A package of others that is part of what users install. */
export type ShippedPackage = {
  readonly name: string;
  readonly version: string;
  /** An SPDX identifier. */
  readonly licence: string;
  /** The licence and the notices that the package itself comes with. */
  readonly licenceText: string;
  /** Of the archive in the registry, in hexadecimal digits, where the lock file has it. */
  readonly sha512: string | undefined;
};

/** Shipped beside the bundles: undici as it is, and libraries inside of compiled files. */
export const unbundled = [
  'node_modules/undici',
  'node_modules/assemblyscript',
  'node_modules/onnxruntime-common',
];

/** The licence texts of packages that come without one, from the repositories that they name. */
const missingTexts: Readonly<Record<string, string>> = {
  'onnxruntime-common': 'onnxruntime.txt',
  'onnxruntime-web': 'onnxruntime.txt',
  '@microsoft/fast-element': 'microsoft-fast.txt',
  '@microsoft/fast-foundation': 'microsoft-fast.txt',
  '@microsoft/fast-web-utilities': 'microsoft-fast.txt',
};

/** Reads the packages in these folders. Throws where one has no licence text. */
export function readPackages(folders: readonly string[]): ShippedPackage[] {
  const locked = readLock();
  return folders.map((folder) => {
    const { name, version, license } = readManifest(folder);
    const integrity = locked[folder]?.integrity;
    return {
      name,
      version,
      licence: license,
      licenceText: readLicence(name, folder),
      sha512: integrity?.startsWith('sha512-')
        ? Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex')
        : undefined,
    };
  });
}

function readLicence(name: string, folder: string): string {
  const own = readdirSync(inRepository(folder)).filter((file) =>
    /^(licen[cs]e|copying|notice|copyright)/i.test(file),
  );
  const missing = missingTexts[name];
  const files =
    missing === undefined
      ? own.map((file) => inRepository(folder, file))
      : [path.join(import.meta.dirname, 'licences', missing)];
  if (files.length === 0)
    throw new Error(`${name} comes without a licence text: add it to scripts/package/licences`);
  return files.map((file) => readFileSync(file, 'utf8').trim()).join('\n\n');
}

type Manifest = { readonly name: string; readonly version: string; readonly license: string };

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(inRepository(folder, 'package.json'), 'utf8')) as Manifest;
}

function readLock(): Readonly<Record<string, { readonly integrity?: string }>> {
  const file = inRepository('package-lock.json');
  if (!existsSync(file)) return {};
  const { packages } = JSON.parse(readFileSync(file, 'utf8')) as {
    packages: Record<string, { integrity?: string }>;
  };
  return packages;
}
