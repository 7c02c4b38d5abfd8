import type { Metafile } from 'esbuild';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inRepository } from '../repository.ts';
import { bundledFolders, readPackages, unbundled, type ShippedPackage } from './shippedPackages.ts';

/** What is shipped: the name and the version of the extension. */
export type Product = { readonly name: string; readonly version: string; readonly license: string };

export const noticesFile = 'third-party-notices.txt';
export const billFile = 'sbom.cdx.json';

const line = '-'.repeat(80);

/** Writes the notices and the bill of materials of these bundles and of what is shipped beside them. */
export async function writeNotices(metafiles: readonly Metafile[], folder: string): Promise<void> {
  const product = JSON.parse(await readFile(inRepository('package.json'), 'utf8')) as Product;
  const packages = readPackages([...bundledFolders(metafiles), ...unbundled].sort());
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, noticesFile), noticesText(packages));
  const bill = JSON.stringify(billOfMaterials(product, packages), undefined, 2);
  await writeFile(path.join(folder, billFile), `${bill}\n`);
}

/** Returns the name, version, licence and licence text of each package. */
export function noticesText(packages: readonly ShippedPackage[]): string {
  const intro =
    'Vectorscope contains the software packages below. Each is under the licence that follows its name.';
  const parts = packages.map(({ name, version, licence, licenceText }) =>
    [line, `${name} ${version} (${licence})`, line, '', licenceText, ''].join('\n'),
  );
  return [intro, '', ...parts].join('\n');
}

/** Returns a software bill of materials in the CycloneDX format. The same packages give the same bytes. */
export function billOfMaterials(product: Product, packages: readonly ShippedPackage[]): object {
  const own = `pkg:npm/${product.name}@${product.version}`;
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': own,
        name: product.name,
        version: product.version,
        licenses: [{ license: { id: product.license } }],
      },
    },
    components: packages.map(component),
    dependencies: [{ ref: own, dependsOn: packages.map(packageUrl) }],
  };
}

function component(one: ShippedPackage): object {
  const purl = packageUrl(one);
  return {
    type: 'library',
    'bom-ref': purl,
    name: one.name,
    version: one.version,
    purl,
    licenses: [{ license: { id: one.licence } }],
    ...(one.sha512 === undefined ? {} : { hashes: [{ alg: 'SHA-512', content: one.sha512 }] }),
  };
}

function packageUrl({ name, version }: ShippedPackage): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}
