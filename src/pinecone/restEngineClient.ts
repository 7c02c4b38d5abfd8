import * as v from 'valibot';
import type { Page } from '../common/listPages.ts';
import { Failure, failureKinds, type FailureKind } from '../common/failure.ts';
import type { AddedModel, DenseModel } from '../model/embedding/denseModel.ts';
import type { MapFrame, MapParameters } from '../model/map/map.ts';
import type { DuplicateGroups, MapKey, Outlier, OutlierRequest } from '../model/map/mapAnalysis.ts';
import { FrameReader } from '../model/map/mapFrame.ts';
import { defaultLimits, type ClientLimits, type ClientOptions } from './clientOptions.ts';
import { count, decodeResponse } from './wire/decode.ts';
import type { EngineClient, EngineEvent, Sample } from './engineClient.ts';
import { engineAddressOf } from './hostPolicy.ts';
import type { PageRequest } from './pineconeClient.ts';
import { wireAddedModels, wireModel } from './wire/models.ts';
import { readLines } from './readLines.ts';
import { failureOf, type ServiceError } from './serviceError.ts';
import { Transport } from './transport.ts';

/** Creates a client for the engine's API beyond Pinecone's. Throws `forbidden` for an address beyond this machine. */
export function createEngineClient(options: Omit<ClientOptions, 'indexHosts'>): EngineClient {
  return new RestEngineClient(options);
}

const wireSamples = v.object({
  samples: v.array(
    v.object({ name: v.string(), title: v.string(), dimension: v.number(), recordCount: count }),
  ),
});

const wireDuplicates = v.object({ groups: v.array(v.array(v.string())) });
const wireOutliers = v.object({
  outliers: v.array(v.object({ id: v.string(), distance: v.number(), factor: v.number() })),
});

const wireMatching = v.object({ points: v.string(), total: count });
const wireContaining = v.object({ points: v.string() });
const wireScores = v.object({ scores: v.string() });

const wireIds = v.object({ ids: v.array(v.string()), next: v.optional(v.string()) });

const wireEvent = v.object({ event: v.string() });

/** A progress line of the engine while it creates a sample. */
const wireStep = v.union([
  v.object({ done: v.number(), of: v.number() }),
  v.object({ index: v.string() }),
  v.object({ error: v.object({ code: v.string(), message: v.string() }) }),
]);

/** HTTP statuses of error codes that arrive in the middle of a stream, after its status was sent. */
const statusOfCode: Readonly<Record<string, number>> = {
  INVALID_ARGUMENT: 400,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
};

class RestEngineClient implements EngineClient {
  readonly #transport: Transport;
  readonly #base: string;
  readonly #limits: ClientLimits;

  constructor({ endpoint, log, limits, fetch }: Omit<ClientOptions, 'indexHosts'>) {
    this.#limits = { ...defaultLimits, ...limits };
    // Its routes exist in the local engine only, which is never locked.
    const access = 'write';
    this.#transport = new Transport({ key: endpoint.key, access, log, fetch, ...this.#limits });
    this.#base = `${engineAddressOf(endpoint.url)}/_vectorscope`;
  }

  async listSamples(signal: AbortSignal): Promise<readonly Sample[]> {
    const purpose = 'list the samples';
    const url = `${this.#base}/samples`;
    const timeoutMs = this.#limits.controlTimeoutMs;
    const { body } = await this.#transport.send(
      { purpose, method: 'GET', url, isIdempotent: true, timeoutMs },
      signal,
    );
    return decodeResponse(wireSamples, body, purpose).samples;
  }

  async createSample(
    name: string,
    signal: AbortSignal,
    onProgress: (done: number, of: number) => void,
  ): Promise<string> {
    const purpose = `create the sample “${name}”`;
    const stream = this.#stream(purpose, 'samples', { name }, signal);
    for await (const line of readLines(stream)) {
      const step = decodeResponse(wireStep, parseLine(line, purpose), purpose);
      if ('index' in step) return step.index;
      if ('error' in step) throw failureOf(errorOf(step.error), purpose, 'the local engine');
      onProgress(step.done, step.of);
    }
    throw brokenOff(purpose);
  }

  async addModel(folder: string, signal: AbortSignal): Promise<DenseModel> {
    const purpose = 'add the embedding model';
    const { body } = await this.#transport.send(
      {
        purpose,
        method: 'POST',
        url: `${this.#base}/models`,
        body: () => ({ folder }),
        isIdempotent: true,
        timeoutMs: this.#limits.embedTimeoutMs,
      },
      signal,
    );
    return decodeResponse(wireModel, body, purpose);
  }

  async listAddedModels(signal: AbortSignal): Promise<readonly AddedModel[]> {
    const purpose = 'list the added models';
    const { body } = await this.#transport.send(
      {
        purpose,
        method: 'GET',
        url: `${this.#base}/models`,
        isIdempotent: true,
        timeoutMs: this.#limits.controlTimeoutMs,
      },
      signal,
    );
    return decodeResponse(wireAddedModels, body, purpose);
  }

  async removeModel(name: string, signal: AbortSignal): Promise<void> {
    await this.#transport.send(
      {
        purpose: `remove the model “${name}”`,
        method: 'DELETE',
        url: `${this.#base}/models/${encodeURIComponent(name)}`,
        isIdempotent: true,
        timeoutMs: this.#limits.controlTimeoutMs,
      },
      signal,
    );
  }

  async *events(signal: AbortSignal): AsyncGenerator<EngineEvent> {
    const purpose = 'follow the local engine';
    const url = `${this.#base}/events`;
    const timeoutMs = this.#limits.controlTimeoutMs;
    const call = { purpose, method: 'GET', url, isIdempotent: false, timeoutMs } as const;
    for await (const line of readLines(this.#transport.stream(call, signal))) {
      const { event } = decodeResponse(wireEvent, parseLine(line, purpose), purpose);
      // Skips event types of newer engines.
      if (event === 'open' || event === 'indexes') yield event;
    }
  }

  async findDuplicates(
    map: MapKey,
    maxDistance: number,
    signal: AbortSignal,
  ): Promise<DuplicateGroups> {
    const purpose = `find the duplicates in “${map.index}”`;
    const answer = await this.#ask(purpose, 'maps/duplicates', { ...map, maxDistance }, signal);
    return decodeResponse(wireDuplicates, answer, purpose);
  }

  async findOutliers(
    map: MapKey,
    which: OutlierRequest,
    signal: AbortSignal,
  ): Promise<readonly Outlier[]> {
    const purpose = `find the outliers in “${map.index}”`;
    const answer = await this.#ask(purpose, 'maps/outliers', { ...map, ...which }, signal);
    return decodeResponse(wireOutliers, answer, purpose).outliers;
  }

  async findMatching(
    map: MapKey,
    filter: object,
    signal: AbortSignal,
  ): Promise<{ readonly bits: ArrayBuffer; readonly total: number }> {
    const purpose = `filter the map of “${map.index}”`;
    const answer = await this.#ask(purpose, 'maps/matching', { ...map, filter }, signal);
    const { points, total } = decodeResponse(wireMatching, answer, purpose);
    return { bits: fromBase64(points), total };
  }

  async findContaining(
    map: MapKey,
    words: readonly string[],
    signal: AbortSignal,
  ): Promise<ArrayBuffer> {
    const purpose = `search the map of “${map.index}”`;
    const answer = await this.#ask(purpose, 'maps/containing', { ...map, words }, signal);
    return fromBase64(decodeResponse(wireContaining, answer, purpose).points);
  }

  async scorePoints(
    map: MapKey,
    vector: readonly number[],
    signal: AbortSignal,
  ): Promise<ArrayBuffer> {
    const purpose = `score the map of “${map.index}”`;
    const answer = await this.#ask(purpose, 'maps/scores', { ...map, vector }, signal);
    return fromBase64(decodeResponse(wireScores, answer, purpose).scores);
  }

  async listIds(
    { index, namespace }: { readonly index: string; readonly namespace: string },
    { prefix, limit, next }: PageRequest,
    signal: AbortSignal,
  ): Promise<Page<string>> {
    const purpose = 'list the records';
    const answer = await this.#ask(
      purpose,
      'ids',
      { index, namespace, prefix, limit, after: next },
      signal,
    );
    const page = decodeResponse(wireIds, answer, purpose);
    return { items: page.ids, ...(page.next !== undefined && { next: page.next }) };
  }

  async *makeMap(
    index: string,
    namespace: string,
    parameters: MapParameters,
    signal: AbortSignal,
  ): AsyncGenerator<MapFrame> {
    const purpose = `make the map of “${index}”`;
    const decoder = new TextDecoder();
    const reader = new FrameReader((bytes) => decoder.decode(bytes));
    for await (const chunk of this.#stream(
      purpose,
      'maps',
      { index, namespace, parameters },
      signal,
    )) {
      for (const frame of reader.push(chunk)) {
        if (frame.type === 'failed') throw new Failure(kindOf(frame.kind), frame.message);
        yield frame;
        if (frame.type === 'done') return;
      }
    }
    throw brokenOff(purpose);
  }

  async #ask(purpose: string, path: string, body: object, signal: AbortSignal): Promise<unknown> {
    const url = `${this.#base}/${path}`;
    const timeoutMs = this.#limits.readTimeoutMs;
    const answer = await this.#transport.send(
      { purpose, method: 'POST', url, body: () => body, isIdempotent: true, timeoutMs },
      signal,
    );
    return answer.body;
  }

  #stream(
    purpose: string,
    path: string,
    body: object,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    const url = `${this.#base}/${path}`;
    const timeoutMs = this.#limits.readTimeoutMs;
    return this.#transport.stream(
      { purpose, method: 'POST', url, body: () => body, isIdempotent: false, timeoutMs },
      signal,
    );
  }
}

function parseLine(line: string, purpose: string): unknown {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new Failure(
      'damaged',
      `Could not ${purpose}: the local engine’s response cannot be read`,
      {
        cause,
      },
    );
  }
}

function errorOf({ code, message }: { code: string; message: string }): ServiceError {
  return { status: statusOfCode[code] ?? 500, code, message, retryAfterMs: undefined };
}

function brokenOff(purpose: string): Failure {
  return new Failure(
    'network',
    `Could not ${purpose}: the local engine stopped in the middle of its response; try again`,
  );
}

function kindOf(name: string): FailureKind {
  return failureKinds.find((kind) => kind === name) ?? 'internal';
}

function fromBase64(text: string): ArrayBuffer {
  // Copies: small buffers share a larger one.
  return new Uint8Array(Buffer.from(text, 'base64')).buffer;
}
