import { figure, markdownTable } from '../shared/markdown.ts';
import type { Rows } from './datasets.ts';
import { threads } from './runContestant.ts';
import type { ComparisonResult, ComparisonRow } from './comparison.ts';

export function reportOf(results: readonly ComparisonResult[]): string {
  return [
    `All by the cosine with 15 neighbours and a minimal distance of 0.1, from vectors in memory to the last position (*measured*: until ours has measured its quality, which the others do not do), each map in a process of its own, bundled as the engine is; ours with ${threads} threads where the work is large, the others with the one they have. \`umap-js\` 1.4.0 and \`embedding-atlas\` 0.26.0 (WebAssembly on the processor) get the epochs of umap-learn: 500 below 10,000 rows, else 200; ours takes 650 and 350, of which 250 and 150 are mean-field epochs, and with fine detail 400 and 200 more. \`umap-learn\` 0.5.12 has the same two threads, no seed (with one it has one thread), and has compiled its code on 5,000 rows before it is measured; without Python it is left out. Quality is measured on all rows up to 1,000, else on a seeded sample, against all others, among the 15 nearest, and is the mean of the maps of all rounds, each of another seed; triplets are random; *seeds* is the largest Procrustes disparity among maps of three seeds.`,
    ...results.map(section),
    growth(results),
  ].join('\n\n');
}

/** Returns the title of a comparison. */
export function titleOf({ dataset, count }: Rows): string {
  return `${count.toLocaleString('en')} x ${dataset.dimension}, ${dataset.name}`;
}

function section(result: ComparisonResult): string {
  const { dataset, standings } = result;
  const rows = standings.map((one) => [
    one.contestant,
    figure(one.seconds),
    one.ratio === 1 ? '1' : figure(one.ratio),
    one.doneSeconds === undefined ? '' : figure(one.doneSeconds),
    one.firstPictureSeconds === undefined ? '' : figure(one.firstPictureSeconds),
    figure(one.peakBytes / 2 ** 20),
    one.recall === undefined ? '' : one.recall.toFixed(3),
    ...qualityCells(one),
    one.betweenSeeds === undefined ? '' : figure(one.betweenSeeds),
    one.afterAdding === undefined ? '' : figure(one.afterAdding),
  ]);
  const head = [
    'Map',
    's',
    'times ours',
    'measured, s',
    'first picture, s',
    'peak MiB',
    'recall',
    'trust',
    'continuity',
    'kept',
    'triplets',
    'seeds',
    '+10%',
  ];
  return `### ${titleOf(result)}\n\n${capitalised(dataset.about)}.\n\n${markdownTable(head, rows)}`;
}

function qualityCells({ quality }: ComparisonRow): string[] {
  const { trustworthiness, continuity, preservation, triplets } = quality;
  return [trustworthiness, continuity, preservation, triplets].map((share) => share.toFixed(3));
}

/** Formats our results on word vectors by number of rows. */
function growth(results: readonly ComparisonResult[]): string {
  const ofWords = results.filter(({ dataset }) => dataset.name === 'English words');
  const rows = ofWords
    .toSorted((a, b) => a.count - b.count)
    .map(({ count, standings: [own] }) => [
      count.toLocaleString('en'),
      figure(own!.seconds),
      figure((1e6 * own!.seconds) / count),
      figure(own!.peakBytes / 2 ** 20),
    ]);
  return `### Growth\n\n${markdownTable(['English words, rows', 's', 'µs a row', 'peak MiB'], rows)}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
