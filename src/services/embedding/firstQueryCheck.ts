import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { IndexModel } from '../../model/embedding/indexModel.ts';
import {
  defaultNamespace,
  embedderTag,
  sampleTag,
  type VectorIndex,
} from '../../model/vectorIndex.ts';
import type { StateStore } from '../catalog/catalog.ts';
import type { Connections } from '../environments/connections.ts';
import type { EmbeddingRequest } from './embeddings.ts';
import { compareVectors, sameModel } from './modelCheck.ts';
import { sampleTexts } from './sampleTexts.ts';

/**
 * Checks before the first query by text whether the model made the vectors of the index: it embeds the text of 20 records
 * and compares. Each index and model is checked once.
 */
export class FirstQueryCheck {
  readonly #deps: FirstQueryCheckDeps;

  constructor(deps: FirstQueryCheckDeps) {
    this.#deps = deps;
  }

  /**
   * Warns of a model that made other vectors. Throws `badInput` if norms differ where distances depend on them, so that
   * nothing is sent. A check that cannot be made is left out.
   */
  async run(request: EmbeddingRequest, signal: AbortSignal): Promise<void> {
    const { environment, index, model } = request;
    if (this.#deps.state.get(keyOf(environment, index.name, model)) !== undefined) return;
    const checked = await this.#checkIfPossible(request, signal);
    if (checked === undefined) return;
    const { cosine, storedNorm, madeNorm } = checked;
    if (index.metric === 'euclidean' && differ(storedNorm, madeNorm)) {
      const message = `The vectors of “${index.name}” have a norm of about ${storedNorm.toFixed(2)}, those of the model “${model.model}” ${madeNorm.toFixed(2)}: distances between them mean nothing. Choose the model that made the vectors`;
      throw new Failure('badInput', message);
    }
    this.trust(environment, index.name, model);
    if (cosine < sameModel) this.#deps.warn({ environment, index: index.name, model, cosine });
  }

  /** Remembers that the model needs no check. */
  trust(environment: Pick<Environment, 'id'>, index: string, model: IndexModel): void {
    this.#deps.state.set(keyOf(environment, index, model), true);
  }

  /** Returns nothing where the user does not agree to send the texts, or where records or model are out of reach. */
  async #checkIfPossible(
    request: EmbeddingRequest,
    signal: AbortSignal,
  ): Promise<ReturnType<typeof compareVectors> | undefined> {
    try {
      return await this.#check(request, signal);
    } catch (error) {
      if (signal.aborted || !Failure.is(error)) throw error;
      return undefined;
    }
  }

  async #check(
    { environment, index: { name }, model }: EmbeddingRequest,
    signal: AbortSignal,
  ): Promise<ReturnType<typeof compareVectors> | undefined> {
    const service = await this.#deps.connections.open(environment, signal);
    const index: VectorIndex = await service.describeIndex(name, signal);
    // The models of samples are known.
    if (index.tags[sampleTag] !== undefined || index.tags[embedderTag] !== undefined)
      return undefined;
    const client = service.index(index.host);
    const { namespaces } = await client.stats(signal);
    const [largest] = namespaces.toSorted((one, other) => other.recordCount - one.recordCount);
    const namespace = largest?.name ?? defaultNamespace;
    const sample = await sampleTexts(client, namespace, model.textField, signal);
    if (sample === undefined) return undefined;
    const { texts } = sample;
    const made = await this.#deps.embed(
      { environment, index, model, texts, purpose: 'passage' },
      signal,
    );
    return compareVectors(made, sample.vectors);
  }
}

/** A model whose vectors are not those of the index. */
export type DoubtfulModel = {
  readonly environment: Environment;
  readonly index: string;
  readonly model: IndexModel;
  /** Median of the cosines with the stored vectors. */
  readonly cosine: number;
};

export type FirstQueryCheckDeps = {
  readonly connections: Pick<Connections, 'open'>;
  /** Embeds without a check. */
  readonly embed: (
    request: EmbeddingRequest,
    signal: AbortSignal,
  ) => Promise<readonly (readonly number[])[]>;
  /** Remembers which models were checked. */
  readonly state: StateStore;
  readonly warn: (doubt: DoubtfulModel) => void;
};

/** Norms that differ by less are the same: models round. */
const normTolerance = 0.05;

function differ(one: number, other: number): boolean {
  return Math.abs(one - other) > normTolerance * Math.max(one, other);
}

function keyOf(
  { id }: Pick<Environment, 'id'>,
  index: string,
  { provider, model, maxTokens, textField }: IndexModel,
): string {
  return `embedding.checked/${JSON.stringify([id, index, provider, model, maxTokens, textField])}`;
}
