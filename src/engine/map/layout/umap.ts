import { samplerHere, type Sampler } from '../workers/crew.ts';
import { fitCurve } from '../workers/curve.ts';
import { fuzzyGraph } from './fuzzyGraph.ts';
import type { Layout, LayoutInput } from './layout.ts';
import { LayoutMemory } from './layoutMemory.ts';
import type { SamplingSpace } from '../workers/samplingWork.ts';

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
type Schedule = { readonly arranged: number; readonly sampled: number; readonly rate: number };

const fewRecords = 10_000;

/** Fewer records get more epochs, as in umap-learn: then they may move less in each. */
const ofFew: Schedule = { arranged: 250, sampled: 400, rate: 0.02 };
const ofMany: Schedule = { arranged: 150, sampled: 200, rate: 0.05 };

/** A map that is only mended goes on where a whole one is nearly done: its points have found their places. */
const settledShare = 0.8;
const mendingRate = 0.25;

/** How far an epoch takes a row of an earlier map back to where it stood. */
const anchorShare = 0.3;

/** Edges that a step goes through, about: some milliseconds of work. */
const edgesOfStep = 1_000_000;

/**
 * UMAP by our own kernel: the graph and the curve of umap-learn, the same map for the same input on every machine, with
 * any number of threads. See McInnes, Healy and Melville (arXiv 1802.03426), algorithm 5.
 */
export function startUmap(input: LayoutInput): Layout {
  const { neighbours, start, anchors, minDistance, random, crew } = input;
  const { arranged, sampled, rate } = start.length / 2 < fewRecords ? ofFew : ofMany;
  const seed = Math.floor(random.next() * 2 ** 32) | 0;
  const graph = fuzzyGraph(neighbours);
  const perStep = anchors === undefined ? Math.ceil(edgesOfStep / graph.targets.length) : 1;
  const memory = new LayoutMemory(graph, start, fitCurve(minDistance));
  const first = anchors === undefined ? 0 : arranged + Math.floor(sampled * settledShare);
  const firstRate = anchors === undefined ? rate : mendingRate;
  const epochs = arranged + sampled;
  let epoch = first;
  let sampler: Sampler | undefined;
  // Before the first epoch of sampling all nodes are where even ones begin.
  const now = (): Float32Array => memory.positionsAt(sampler ? epoch - arranged : 0);
  const arrange = (): void => {
    if (epoch === first) memory.beginArranging();
    memory.arrange();
    epoch++;
  };
  const sample = async (): Promise<void> => {
    const at = epoch - arranged;
    sampler ??= beginSampling(memory.beginSampling(sampled, at, seed), crew);
    const rates = Array.from(
      { length: Math.min(perStep, epochs - epoch) },
      (_, next) => firstRate * (1 - (at + next) / sampled),
    );
    await sampler(at, rates);
    epoch += rates.length;
    if (anchors !== undefined) pullBack(now(), anchors);
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
      if (epoch < arranged) arrange();
      else await sample();
    },
    positions: () => Float32Array.from(now()),
  };
}

function beginSampling(space: SamplingSpace, crew: LayoutInput['crew']): Sampler {
  return crew === undefined ? samplerHere(space) : crew.openSampling(space);
}

function pullBack(positions: Float32Array, anchors: Float64Array): void {
  for (let at = 0; at < anchors.length; at++) {
    const anchor = anchors[at]!;
    if (!Number.isNaN(anchor))
      positions[at] = positions[at]! + anchorShare * (anchor - positions[at]!);
  }
}
