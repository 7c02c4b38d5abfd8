import type { Secret } from '../common/secret.ts';
import type { EmbeddingEndpoint } from '../model/embedding/embeddingEndpoint.ts';
import { embedWithEndpoint, listEndpointModels, type Fetch } from './openAiEmbeddings.ts';

/** Sends requests to servers that embed texts by OpenAI's API. Both calls throw `Failure` only. */
export type EndpointClient = {
  embed(
    to: OpenEndpoint,
    model: string,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (readonly number[])[]>;
  /** Returns the names of the models that a server lists. No text is sent. */
  listModels(at: OpenEndpoint, signal: AbortSignal): Promise<readonly string[]>;
};

/** A server with the key that was entered for it. */
export type OpenEndpoint = {
  readonly endpoint: EmbeddingEndpoint;
  /** Absent for servers that need none. */
  readonly key: Secret | undefined;
};

/** Creates a client that sends its requests with `fetch`. */
export function createEndpointClient(fetch: Fetch): EndpointClient {
  return {
    embed: (to, model, texts, signal) => embedWithEndpoint({ ...to, fetch }, model, texts, signal),
    listModels: (at, signal) => listEndpointModels({ ...at, fetch }, signal),
  };
}
