import { inlineSampler, type Sampler } from '../workers/workerPool.ts';
import { fitSimilarityCurve } from '../workers/similarityCurve.ts';
import { fuzzyGraph } from './fuzzyGraph.ts';
import type { Layout, LayoutInput } from './layout.ts';
import { LayoutMemory } from './layoutMemory.ts';
import type { SamplingBuffers } from '../workers/samplingWorker.ts';

/**
 * What leads from the start to the map. First come epochs in which every node is moved by the mean of what sampling
 * would do: they settle where the groups stand, the same for every seed. Then come those of sampling, as in umap-learn,
 * which settle what is next to what; `rate` is how far the first of them moves points, falling to 0.
 *
 * umap-learn takes a rate of 1 from the beginning, which shakes a start from principal components apart: two seeds then
 * give two maps. Measured on texts, words and clusters, three to twelve seeds each: what is below leaves of a Procrustes
 * disparity between seeds of 0.04 to 0.8 (sampling alone, from a rate of 1) 0.001 to 0.004, and maps whose trustworthiness
 * is that of umap-js, less 0.002 to 0.005 for a thousand points of clusters. Once the groups have found their places,
 * higher rates and more epochs add less to it than another seed does.
 */
type Schedule = {
  readonly meanFieldEpochs: number;
  readonly samplingEpochs: number;
  readonly rate: number;
};

const fewRecords = 10_000;

/** Fewer records get more epochs, as in umap-learn: then they may move less in each. */
const ofFew: Schedule = { meanFieldEpochs: 250, samplingEpochs: 400, rate: 0.02 };
const ofMany: Schedule = { meanFieldEpochs: 150, samplingEpochs: 200, rate: 0.05 };

/** A map that is only mended goes on where a whole one is nearly done: its points have found their places. */
const settledShare = 0.8;
const continuedRate = 0.25;

/** How far an epoch takes a row of an earlier map back to where it stood. */
const anchorShare = 0.3;

/** Edges that a step goes through, about: some milliseconds of work. */
const edgesOfStep = 1_000_000;

/**
 * UMAP by our own kernel: the graph and the curve of umap-learn, the same map for the same input on every machine, with
 * any number of threads. See McInnes, Healy and Melville (arXiv 1802.03426), algorithm 5.
 */
export function startUmap(input: LayoutInput): Layout {
  const { neighbours, start, anchors, minDistance, random, workers } = input;
  const { meanFieldEpochs, samplingEpochs, rate } = start.length / 2 < fewRecords ? ofFew : ofMany;
  const seed = Math.floor(random.next() * 2 ** 32) | 0;
  const graph = fuzzyGraph(neighbours);
  const perStep = anchors === undefined ? Math.ceil(edgesOfStep / graph.targets.length) : 1;
  const memory = new LayoutMemory(graph, start, fitSimilarityCurve(minDistance));
  const first =
    anchors === undefined ? 0 : meanFieldEpochs + Math.floor(samplingEpochs * settledShare);
  const firstRate = anchors === undefined ? rate : continuedRate;
  const epochs = meanFieldEpochs + samplingEpochs;
  let epoch = first;
  let sampler: Sampler | undefined;
  // Before the first epoch of sampling all nodes are where even ones begin.
  const now = (): Float32Array => memory.positionsAt(sampler ? epoch - meanFieldEpochs : 0);
  const stepMeanField = (): void => {
    if (epoch === first) memory.beginMeanField();
    memory.stepMeanField();
    epoch++;
  };
  const sample = async (): Promise<void> => {
    const at = epoch - meanFieldEpochs;
    sampler ??= beginSampling(memory.beginSampling(samplingEpochs, at, seed), workers);
    const rates = Array.from(
      { length: Math.min(perStep, epochs - epoch) },
      (_, next) => firstRate * (1 - (at + next) / samplingEpochs),
    );
    await sampler(at, rates);
    epoch += rates.length;
    if (anchors !== undefined) pullToAnchors(now(), anchors);
  };
  return {
    epochs,
    get epoch() {
      return epoch;
    },
    get isDone() {
      return epoch >= epochs;
    },
    step: async () => {
      if (epoch < meanFieldEpochs) stepMeanField();
      else await sample();
    },
    positions: () => Float32Array.from(now()),
  };
}

function beginSampling(buffers: SamplingBuffers, workers: LayoutInput['workers']): Sampler {
  return workers === undefined ? inlineSampler(buffers) : workers.openSampling(buffers);
}

function pullToAnchors(positions: Float32Array, anchors: Float64Array): void {
  for (let at = 0; at < anchors.length; at++) {
    const anchor = anchors[at]!;
    if (!Number.isNaN(anchor))
      positions[at] = positions[at]! + anchorShare * (anchor - positions[at]!);
  }
}
