// The thread that runs a sentence model. It loads the model with the first call.
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { throwIfAborted } from '../../../common/async.ts';
import { Failure } from '../../../common/failure.ts';
import { RpcServer } from '../../../common/rpc.ts';
import { threadPort } from '../../workers/threadPort.ts';
import { fitTokens } from './fitTokens.ts';
import { readModelFiles } from './modelFolders.ts';
import type { SentenceCalls, SentenceThreadData } from './sentenceCalls.ts';
import { SentenceRuntime } from './sentenceRuntime.ts';

if (parentPort === null) throw new Failure('internal', 'This file is started as a thread');

const { folder, dimension, mostTokens, modelsFolders } = workerData as SentenceThreadData;
const loading = load();
// Its failure goes to each call.
loading.catch(() => undefined);

new RpcServer<SentenceCalls>(threadPort(parentPort), {
  embed: async ({ texts, maxTokens, refusesLonger }, { signal, transfer }) => {
    const runtime = await loading;
    const values = new Float32Array(texts.length * dimension);
    const tokens: number[] = [];
    for (const [at, text] of texts.entries()) {
      // Between two texts, calls that came meanwhile have their turn.
      await new Promise((resolve) => setImmediate(resolve));
      throwIfAborted(signal);
      const fitted = fitTokens(runtime.tokensOf(text), maxTokens, refusesLonger, runtime.endTokens);
      const readable = fitTokens(fitted, mostTokens, false, runtime.endTokens);
      values.set(await runtime.embed(readable), at * dimension);
      tokens.push(fitted.length);
    }
    transfer([values.buffer]);
    return { values, tokens };
  },
});

async function load(): Promise<SentenceRuntime> {
  const files = await readModelFiles(folder);
  try {
    const runtime = await SentenceRuntime.load(files, modelsFolders);
    const { length } = await runtime.embed(runtime.tokensOf('dimension'));
    if (length === dimension) return runtime;
    throw new Failure('badInput', `its vectors have dimension ${length}, not ${dimension}`);
  } catch (cause) {
    const { message } = Failure.from(cause);
    const reason = `The model ${path.basename(folder)} cannot be loaded: ${message}`;
    throw new Failure(Failure.is(cause, 'damaged') ? 'damaged' : 'badInput', reason, { cause });
  }
}
