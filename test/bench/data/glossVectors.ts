import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startEngine } from '../../support/engineProcess.ts';
import { askFor } from '../../support/engineRequests.ts';
import { benchCache } from '../shared/cache.ts';
import { findPython, programs } from '../shared/python.ts';
import { glossTexts } from './glosses.ts';
import type { RowFile } from './rowFile.ts';

const model = 'all-MiniLM-L6-v2';
const dimension = 384;
const modelFolder = path.resolve('media/models', model);

/** Texts of one request. */
const textsAtOnce = 96;

type Embeddings = { readonly data: readonly { readonly values: readonly number[] }[] };

/**
 * Returns the vectors of the first `count` of WordNet's definitions, in a seeded order, by the bundled model. The cache
 * holds them; those that it lacks are made, with Python where it is there and else by the engine. An interrupted run
 * continues where it stopped.
 */
export async function glossVectors(
  count: number,
  progress: (text: string) => void,
): Promise<RowFile> {
  const texts = glossTexts();
  const rows = { ...glossVectorsAtHand(), count: Math.min(count, texts.length) };
  if (glossVectorsAtHand().count < rows.count) {
    progress(`Vectors of ${rows.count} definitions`);
    const python = findPython();
    if (python === undefined) await embedWithEngine(texts, rows);
    else await embedWithPython(python, texts, rows);
  }
  return rows;
}

/** The vectors that the cache holds. */
export function glossVectorsAtHand(): RowFile {
  const file = path.join(benchCache('glosses'), `${model}.f32`);
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return { file, dimension, count: Math.floor(bytes / (4 * dimension)) };
}

async function embedWithPython(
  python: string,
  texts: readonly string[],
  { file, count }: RowFile,
): Promise<void> {
  const list = path.join(benchCache('glosses'), 'texts.json');
  writeFileSync(list, JSON.stringify(texts));
  const words = [path.join(programs, 'embedTexts.py'), modelFolder, list, file, String(count)];
  const child = spawn(python, words, { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`embedTexts.py ended with ${code}`);
}

async function embedWithEngine(texts: readonly string[], { file, count }: RowFile): Promise<void> {
  const engine = await startEngine({ args: ['--models', path.dirname(modelFolder)] });
  const done = glossVectorsAtHand().count;
  // An interrupted run may have left a part of a row.
  if (existsSync(file)) truncateSync(file, done * 4 * dimension);
  try {
    for (let first = done; first < count; first += textsAtOnce) {
      const some = texts.slice(first, Math.min(count, first + textsAtOnce));
      const inputs = some.map((text) => ({ text }));
      const { data } = await askFor<Embeddings>(engine, 'POST', '/embed', {
        model,
        inputs,
        parameters: { input_type: 'passage' },
      });
      const vectors = Float32Array.from(data.flatMap(({ values }) => values));
      appendFileSync(file, Buffer.from(vectors.buffer));
    }
  } finally {
    await engine.stop();
  }
}
