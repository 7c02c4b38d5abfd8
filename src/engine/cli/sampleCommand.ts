import { Failure } from '../../common/failure.ts';
import type { RpcClient } from '../../common/rpc.ts';
import { createSample } from '../samples/createSample.ts';
import type { StoreCalls } from '../store/storeCalls.ts';

/** Creates bundled samples and leaves existing ones unchanged. SIGINT and SIGTERM remove the sample in progress. */
export async function createSamples({ names, onDone, ...options }: SampleOptions): Promise<void> {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  try {
    for (const name of names) {
      const isNew = await create({ ...options, name, signal: ending.signal, onProgress: () => {} });
      onDone({ index: name, isNew });
    }
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
  }
}

export type SampleOptions = {
  readonly store: RpcClient<StoreCalls>;
  readonly samplesFolder: string | undefined;
  readonly names: readonly string[];
  /** Called after each sample. `isNew` is false if it existed already. */
  readonly onDone: (sample: { index: string; isNew: boolean }) => void;
};

async function create(options: Parameters<typeof createSample>[0]): Promise<boolean> {
  try {
    await createSample(options);
    return true;
  } catch (error) {
    if (Failure.is(error, 'conflict')) return false;
    throw error;
  }
}
