import type { RpcClient } from '../../common/rpc.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import { Embedder } from './embedder.ts';
import type { SentenceEmbedder } from './sentences/sentenceEmbedder.ts';
import { SimulatedModels } from './simulated/simulatedModels.ts';
import { WordEmbedder } from './wordEmbedder.ts';

/** Creates an embedder with every model of this machine. */
export function createEmbedder({
  store,
  sentences,
  simulatesModels = false,
}: EmbedderOptions): Embedder {
  const simulated = simulatesModels ? new SimulatedModels(sentences) : undefined;
  return new Embedder(new WordEmbedder(store), sentences, simulated);
}

export type EmbedderOptions = {
  readonly store: RpcClient<StoreCalls>;
  /** Owned by the caller. */
  readonly sentences: SentenceEmbedder;
  /** Whether hosted models are simulated. Default: no. */
  readonly simulatesModels?: boolean;
};
