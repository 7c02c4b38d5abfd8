import { describe, expect, it } from 'vitest';
import { billOfMaterials, noticesText } from '../../../scripts/package/notices.ts';
import { bundledFolders, readPackages } from '../../../scripts/package/shippedPackages.ts';

const inner = {
  name: '@scope/inner',
  version: '1.2.3',
  licence: 'MIT',
  licenceText: 'MIT License\n\nCopyright (c) Somebody',
  sha512: 'ab12',
};

describe('bundledFolders', () => {
  it('finds packages, scopes and packages inside of packages, each once', () => {
    const inputs = [
      'src/extension/main.ts',
      'node_modules/plain/index.js',
      'node_modules/plain/lib/more.js',
      'node_modules/@scope/outer/index.js',
      'node_modules/@scope/outer/node_modules/inner/index.js',
    ];
    const output = {
      inputs: Object.fromEntries(inputs.map((file) => [file, { bytesInOutput: 1 }])),
    };
    const metafile = { inputs: {}, outputs: { 'dist/a.js': output } } as never;
    expect(bundledFolders([metafile, metafile])).toEqual([
      'node_modules/@scope/outer',
      'node_modules/@scope/outer/node_modules/inner',
      'node_modules/plain',
    ]);
  });
});

describe('readPackages', () => {
  it('reads the licence text and the checksum of the archive', () => {
    const [hono] = readPackages(['node_modules/hono']);
    expect(hono).toMatchObject({ name: 'hono', licence: 'MIT' });
    expect(hono?.licenceText).toContain('Permission is hereby granted');
    expect(hono?.sha512).toMatch(/^[0-9a-f]{128}$/);
  });

  it('has the licence of a package that comes without its text', () => {
    const [fast] = readPackages(['node_modules/@microsoft/fast-element']);
    expect(fast?.licenceText).toContain('Copyright (c) Microsoft Corporation');
  });

  it('refuses a package without a licence text', () => {
    expect(() => readPackages(['test/fixtures/unlicensed'])).toThrow(/unlicensed comes without/);
  });
});

describe('noticesText', () => {
  it('names each package with its version, licence and licence text', () => {
    expect(noticesText([inner])).toContain('@scope/inner 1.2.3 (MIT)');
    expect(noticesText([inner])).toContain(inner.licenceText);
  });
});

describe('billOfMaterials', () => {
  it('is CycloneDX with a component for each package', () => {
    const product = { name: 'vectorscope', version: '0.1.0', license: 'MIT' };
    const purl = 'pkg:npm/%40scope/inner@1.2.3';
    expect(billOfMaterials(product, [inner])).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      metadata: { component: { type: 'application', name: 'vectorscope', version: '0.1.0' } },
      components: [
        {
          type: 'library',
          'bom-ref': purl,
          name: '@scope/inner',
          version: '1.2.3',
          purl,
          licenses: [{ license: { id: 'MIT' } }],
          hashes: [{ alg: 'SHA-512', content: 'ab12' }],
        },
      ],
      dependencies: [{ ref: 'pkg:npm/vectorscope@0.1.0', dependsOn: [purl] }],
    });
  });
});
