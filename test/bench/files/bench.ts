import path from 'node:path';
import { silentLog } from '../../../src/common/log.ts';
import { Secret } from '../../../src/common/secret.ts';
import type { Hit } from '../../../src/model/hit.ts';
import { defaultNamespace } from '../../../src/model/vectorIndex.ts';
import type { IndexClient } from '../../../src/pinecone/pineconeClient.ts';
import { createPineconeClient } from '../../../src/pinecone/restPineconeClient.ts';
import { bundledModel } from '../../../src/services/embedding/modelChoices.ts';
import { indexTextFiles, type TextFile } from '../../../src/services/files/fileIndexing.ts';
import { startEngine } from '../../support/engineProcess.ts';
import type { Bench, BenchResult } from '../bench.ts';
import { figure, markdownTable } from '../shared/markdown.ts';
import { nextDocs, readDocs, type QuestionSet } from './docsOfPackage.ts';

type Question = QuestionSet['questions'][number];

const { signal } = new AbortController();
const quickFiles = 60;
const depth = 10;

/** Indexes the documentation in a package as *Index My Files* does, and asks questions whose passages are known. */
export const filesBench: Bench = {
  title: 'A folder of files',
  run: async ({ isQuick, progress }) => {
    const all = readDocs(nextDocs);
    const files = isQuick ? all.slice(0, quickFiles) : all;
    const engine = await startEngine({ args: ['--models', path.resolve('media/models')] });
    try {
      const endpoint = { url: engine.url, key: new Secret(engine.key) };
      const service = createPineconeClient({ endpoint, access: 'write', log: silentLog });
      const index = await service.createIndex(
        {
          name: 'docs',
          kind: 'embedded',
          model: bundledModel,
          textField: 'text',
          cloud: 'aws',
          region: 'us-east-1',
        },
        signal,
      );
      const records = service.index(index.host);
      const begin = performance.now();
      let lastShown = 0;
      const { written } = await indexTextFiles(
        records,
        files,
        (done, of) => {
          if (done < lastShown + 500) return;
          lastShown = done;
          progress(`${done} of ${of} passages`);
        },
        signal,
      );
      const seconds = (performance.now() - begin) / 1000;
      return resultOf(files, written, seconds, await askAll(records));
    } finally {
      await engine.stop();
    }
  },
};

type Answered = {
  readonly question: string;
  /** Rank of the first right passage, from 1; absent if it is not among the first ten. */
  readonly rank?: number;
};

async function askAll(records: Pick<IndexClient, 'queryText'>): Promise<readonly Answered[]> {
  const answered: Answered[] = [];
  for (const question of nextDocs.questions) {
    const request = { namespace: defaultNamespace, topK: depth, text: question.question };
    const { value: hits } = await records.queryText(request, signal);
    const at = hits.findIndex((hit) => isRight(hit, question));
    answered.push({ question: question.question, ...(at >= 0 && { rank: at + 1 }) });
  }
  return answered;
}

function isRight({ metadata }: Hit, { passages }: Question): boolean {
  const words = `${String(metadata?.['title'])} ${String(metadata?.['text'])}`.toLowerCase();
  return passages.some(
    ({ path, contains }) => metadata?.['path'] === path && words.includes(contains.toLowerCase()),
  );
}

function resultOf(
  files: readonly TextFile[],
  passages: number,
  seconds: number,
  answered: readonly Answered[],
): BenchResult {
  const megabytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) / 1e6;
  const within = (most: number): string =>
    `${answered.filter(({ rank }) => rank !== undefined && rank <= most).length} of ${answered.length}`;
  const text = [
    `The ${files.length} Markdown files (${figure(megabytes)} MB) of the documentation in the npm package \`${nextDocs.package}\` became ${passages.toLocaleString('en')} passages, embedded in ${Math.round(seconds)} s (${figure(passages / seconds)} a second) by ${bundledModel}.`,
    `The questions and their right passages (\`test/bench/files/nextDocs.json\`) were written before the index was made. A right passage is the first hit for ${within(1)}, among the first three for ${within(3)}, and among the first ten for ${within(depth)}.`,
    markdownTable(
      ['Question', 'rank of the first right passage'],
      answered.map(({ question, rank }) => [question, rank === undefined ? 'below 10' : `${rank}`]),
    ),
  ].join('\n\n');
  return { text, goals: [] };
}
