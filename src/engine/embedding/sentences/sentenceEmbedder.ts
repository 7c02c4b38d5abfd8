import type { Disposable } from '../../../common/disposables.ts';
import { Failure } from '../../../common/failure.ts';
import { spawnWorker, type SpawnedWorker } from '../../workers/spawnWorker.ts';
import type { EmbeddingParameters, SentenceModel, TextEmbedding } from '../embeddingModel.ts';
import { listModelFolders } from './modelFolder.ts';
import type { SentenceCalls, SentenceThreadData } from './sentenceCalls.ts';

export type SentenceEmbedderOptions = {
  /** The folder that holds the folders of the models. Absent: there are no models. */
  readonly modelsFolder: string | undefined;
  /** How long a loaded model, which takes 300 to 400 MB, stays loaded without calls. */
  readonly idleMs?: number;
};

const defaultIdleMs = 180_000;

type Running = {
  readonly thread: SpawnedWorker<SentenceCalls>;
  calls: number;
  idle: NodeJS.Timeout | undefined;
};

/** Embeds texts with sentence models. A model is loaded in a thread of its own with the first text, and ended when idle. */
export class SentenceEmbedder implements Disposable {
  readonly #options: SentenceEmbedderOptions;
  readonly #running = new Map<string, Running>();

  constructor(options: SentenceEmbedderOptions) {
    this.#options = options;
  }

  dispose(): void {
    for (const folder of this.#running.keys()) this.#end(folder);
  }

  /** Whether the model is loaded or being loaded. */
  isRunning({ folder }: SentenceModel): boolean {
    return this.#running.has(folder);
  }

  /** Returns the models, ordered by name. Throws `damaged`. */
  async listModels(): Promise<readonly SentenceModel[]> {
    const { modelsFolder } = this.#options;
    return modelsFolder === undefined ? [] : listModelFolders(modelsFolder);
  }

  /** Embeds texts, in their order. Throws `badInput` for a model or text that it refuses, `damaged` for a changed file. */
  async embed(
    model: SentenceModel,
    texts: readonly string[],
    parameters: EmbeddingParameters,
    signal: AbortSignal,
  ): Promise<readonly TextEmbedding[]> {
    const { dimension, tokens: limits } = model;
    const { maxTokens = limits.default, refusesLonger = false } = parameters;
    const { values, tokens } = await this.#call(model, { texts, maxTokens, refusesLonger }, signal);
    return tokens.map((count, at) => ({
      values: values.subarray(at * dimension, (at + 1) * dimension),
      tokens: count,
    }));
  }

  async #call(
    model: SentenceModel,
    params: SentenceCalls['embed']['params'],
    signal: AbortSignal,
  ): Promise<SentenceCalls['embed']['result']> {
    const running = this.#start(model);
    running.calls++;
    clearTimeout(running.idle);
    try {
      return await running.thread.calls.call('embed', params, { signal });
    } catch (error) {
      // A model that did not load is read again by the next call: its files may have been replaced.
      if (Failure.is(error, 'damaged')) this.#end(model.folder);
      if (Failure.is(error, 'cancelled') && !signal.aborted) throw ended(model);
      throw error;
    } finally {
      running.calls--;
      if (running.calls === 0) this.#endWhenIdle(model.folder, running);
    }
  }

  #start({ folder, dimension, tokens }: SentenceModel): Running {
    const existing = this.#running.get(folder);
    if (existing !== undefined) return existing;
    const data: SentenceThreadData = { folder, dimension, mostTokens: tokens.most };
    const thread = spawnWorker<SentenceCalls>({
      name: 'sentences',
      source: new URL('./sentenceThread.ts', import.meta.url),
      bundle: 'engine-sentences.js',
      data,
      onEnd: () => this.#end(folder),
    });
    thread.worker.unref();
    const running: Running = { thread, calls: 0, idle: undefined };
    this.#running.set(folder, running);
    return running;
  }

  #endWhenIdle(folder: string, running: Running): void {
    if (this.#running.get(folder) !== running) return;
    clearTimeout(running.idle);
    running.idle = setTimeout(() => this.#end(folder), this.#options.idleMs ?? defaultIdleMs);
    running.idle.unref();
  }

  #end(folder: string): void {
    const running = this.#running.get(folder);
    clearTimeout(running?.idle);
    running?.thread.dispose();
    this.#running.delete(folder);
  }
}

function ended({ name }: SentenceModel): Failure {
  return new Failure(
    'unavailable',
    `The thread that runs the model ${name} ended; run the query again`,
  );
}
