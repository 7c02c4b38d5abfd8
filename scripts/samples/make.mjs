// Makes the sample indexes below media/samples anew from npm packages: `node scripts/samples/make.mjs`.
// Needs Node 24 (it imports TypeScript) and the registry; the same packages give the same bytes.
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { packValues, unpackValues } from '../../src/engine/samples/sampleFile.ts';
import { compareVectors } from './compareVectors.mjs';
import { readEnglishWords } from './englishWords.mjs';
import { readFioriDocs } from './fioriDocs.mjs';
import { writeNotice } from './notice.mjs';
import { downloadPackages } from './packages.mjs';

const target = path.resolve(import.meta.dirname, '../../media/samples');
const maxTotalBytes = 4e6;

const temporary = mkdtempSync(path.join(tmpdir(), 'samples-'));
try {
  console.log('Downloading the packages…');
  const folderOf = downloadPackages(temporary);
  mkdirSync(target, { recursive: true });
  const fiori = readFioriDocs(folderOf);
  const words = readEnglishWords(folderOf);
  const kept = [fiori, words].map(writeSample);
  // The list of samples begins with the one that can be searched by text at once.
  writeManifest([words, fiori]);
  writeFileSync(path.join(target, 'NOTICE'), writeNotice(folderOf, kept));
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

/** Writes the two files of a sample and says what its fixed-point numbers have lost. */
function writeSample({ about, ids, metadata, values }) {
  const packed = packValues(values, about.decimals);
  const lines = ids.map((id, at) => `${JSON.stringify([id, metadata[at]])}\n`).join('');
  const sizeBytes =
    writeCompressed(`${about.name}.values.br`, packed) +
    writeCompressed(`${about.name}.records.br`, Buffer.from(lines));
  const loss = compareVectors(
    values,
    unpackValues(packed, about.decimals, values.length),
    about.dimension,
  );
  console.log(`${about.name}: ${ids.length} records, ${sizeBytes} bytes`, loss);
  return { about, recordCount: ids.length, sizeBytes, loss };
}

function writeCompressed(name, bytes) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  const file = path.join(target, name);
  writeFileSync(file, brotliCompressSync(bytes, { params }));
  return statSync(file).size;
}

function writeManifest(samples) {
  const manifest = {
    samples: samples.map(({ about, ids }) => ({ ...about, recordCount: ids.length })),
  };
  writeFileSync(path.join(target, 'manifest.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  const total = ['.values.br', '.records.br']
    .flatMap((ending) => samples.map(({ about }) => path.join(target, about.name + ending)))
    .reduce((sum, file) => sum + statSync(file).size, 0);
  if (total > maxTotalBytes) throw new Error(`The samples take ${total} of ${maxTotalBytes} bytes`);
}
