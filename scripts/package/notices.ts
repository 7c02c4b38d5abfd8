import type { Metafile } from 'esbuild';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inRepository } from '../repository.ts';
import { readModels, type ShippedModel } from './shippedModels.ts';
import { bundledFolders, readPackages, unbundled, type ShippedPackage } from './shippedPackages.ts';

/** Writes the notices and the bill of materials of these bundles and of what is shipped beside them. */
export async function writeNotices(metafiles: readonly Metafile[], folder: string): Promise<void> {
  const product = JSON.parse(await readFile(inRepository('package.json'), 'utf8')) as Product;
  const packages = readPackages([...bundledFolders(metafiles), ...unbundled].sort());
  await mkdir(folder, { recursive: true });
  const models = readModels();
  await writeFile(path.join(folder, noticesFile), noticesText(packages, models));
  const bill = JSON.stringify(billOfMaterials(product, packages, models), undefined, 2);
  await writeFile(path.join(folder, billFile), `${bill}\n`);
}

/** What is shipped: the name and the version of the extension. */
export type Product = { readonly name: string; readonly version: string; readonly license: string };

const noticesFile = 'third-party-notices.txt';
const billFile = 'sbom.cdx.json';

const line = '-'.repeat(80);

/** Returns the name, version, licence and licence text of each package and model. */
export function noticesText(
  packages: readonly ShippedPackage[],
  models: readonly ShippedModel[] = [],
): string {
  const intro =
    'Vectorscope contains the software packages and models below. Each is under the licence that follows its name.';
  const parts = packages.map(({ name, version, licence, licenceText }) =>
    [line, `${name} ${version} (${licence})`, line, '', licenceText, ''].join('\n'),
  );
  const modelParts = models.map(({ name, licence, licenceText }) =>
    [line, `${name}, a model (${licence})`, line, '', licenceText, ''].join('\n'),
  );
  return [intro, '', ...parts, ...modelParts].join('\n');
}

/** Returns a software bill of materials in the CycloneDX format. The same packages give the same bytes. */
export function billOfMaterials(
  product: Product,
  packages: readonly ShippedPackage[],
  models: readonly ShippedModel[] = [],
): object {
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
    components: [...packages.map(component), ...models.map(modelComponent)],
    dependencies: [
      { ref: own, dependsOn: [...packages.map(packageUrl), ...models.map(modelReference)] },
    ],
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

function modelComponent(model: ShippedModel): object {
  return {
    type: 'machine-learning-model',
    'bom-ref': modelReference(model),
    name: model.name,
    licenses: [{ license: { id: model.licence } }],
    hashes: [{ alg: 'SHA-256', content: model.sha256 }],
  };
}

function modelReference({ name }: ShippedModel): string {
  return `model:${name}`;
}

function packageUrl({ name, version }: ShippedPackage): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}
