import { Failure } from '../../common/failure.ts';
import type { EndpointClient } from '../../embedding/endpointClient.ts';
import type { Secret } from '../../common/secret.ts';
import type { EmbeddingEndpoint } from '../../model/embedding/embeddingEndpoint.ts';
import {
  localProvider,
  pineconeProvider,
  type IndexModel,
} from '../../model/embedding/indexModel.ts';
import { isOnThisMachine, originOf } from './endpointAddress.ts';

/** Embeds texts with servers that the user added. Texts leave this machine only after the user agreed. */
export class EmbeddingProviders {
  readonly #deps: ProviderDeps;

  constructor(deps: ProviderDeps) {
    this.#deps = deps;
  }

  /** Embeds texts, in their order. Throws `badInput` for an unknown provider, `cancelled` if the user does not agree. */
  async embed(
    provider: string,
    model: string,
    texts: readonly string[],
    signal: AbortSignal,
    { isAgreed = false }: { readonly isAgreed?: boolean } = {},
  ): Promise<readonly (readonly number[])[]> {
    const endpoint = this.#endpoint(provider, model);
    if (!isAgreed) await this.#agree(endpoint, model, texts.length);
    const key = await this.#deps.keyOf(originOf(endpoint));
    return this.#deps.client.embed({ endpoint, key }, model, texts, signal);
  }

  /** Asks whether so many texts may be sent to a server beyond this machine. Throws like `embed`. */
  async agree({ provider, model }: IndexModel, texts: number): Promise<void> {
    if (provider === localProvider || provider === pineconeProvider) return;
    await this.#agree(this.#endpoint(provider, model), model, texts);
  }

  /** Returns the names of the models that a server lists. No text is sent. */
  readonly listModels: EndpointClient['listModels'] = (at, signal) =>
    this.#deps.client.listModels(at, signal);

  #endpoint(provider: string, model: string): EmbeddingEndpoint {
    const endpoint = this.#deps.endpoints().find(({ name }) => name === provider);
    if (endpoint === undefined) throw unknownProvider(provider, model);
    return endpoint;
  }

  /** One text is a question: agreement to those is remembered. Many texts are asked about each time. */
  async #agree(endpoint: EmbeddingEndpoint, model: string, texts: number): Promise<void> {
    if (isOnThisMachine(endpoint)) return;
    const { agreed, ask } = this.#deps;
    const { host } = new URL(endpoint.url);
    if (texts === 1 && agreed.has(host, model)) return;
    if (!(await ask({ host, model, texts })))
      throw new Failure('cancelled', `No text was sent to ${host}`);
    if (texts === 1) await agreed.add(host, model);
  }
}

/** What a user agrees to before texts leave this machine. */
export type ConsentQuestion = {
  readonly host: string;
  readonly model: string;
  readonly texts: number;
};

export type ProviderDeps = {
  /** Returns the providers that settings define. */
  readonly endpoints: () => readonly EmbeddingEndpoint[];
  /** Returns the key that was entered for this origin. */
  readonly keyOf: (origin: string) => Promise<Secret | undefined>;
  /** Asks whether the texts may be sent. */
  readonly ask: (question: ConsentQuestion) => Promise<boolean>;
  /** The hosts and models to which questions may be sent: agreed to earlier. */
  readonly agreed: {
    has(host: string, model: string): boolean;
    add(host: string, model: string): Promise<void>;
  };
  readonly client: EndpointClient;
};

function unknownProvider(provider: string, model: string): Failure {
  const message = `The model “${model}” needs the provider “${provider}”, which this machine does not have. Add it with “Add Embedding Provider”`;
  return new Failure('badInput', message);
}
