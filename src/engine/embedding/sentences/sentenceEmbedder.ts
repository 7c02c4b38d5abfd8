import path from 'node:path';
import type { Disposable } from '../../../common/disposables.ts';
import { Failure } from '../../../common/failure.ts';
import { spawnWorker, type SpawnedWorker } from '../../workers/spawnWorker.ts';
import type { EmbeddingParameters, SentenceModel, TextEmbedding } from '../embeddingModel.ts';
import type { AddedFolders } from './addedFolders.ts';
import { describeModel, findModels } from './modelFolders.ts';
import type { SentenceCalls, SentenceThreadData } from './sentenceCalls.ts';
import { nameOf } from './transformerFolder.ts';

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
    return (await this.#find()).models;
  }

  /** Returns why the folder of a model cannot be used; absent if there is no such folder. */
  async refusalOf(name: string): Promise<Failure | undefined> {
    return (await this.#find()).refused.get(name);
  }

  /**
   * Adds a folder of sentence-transformers and returns its model, which embedded a text by then. Throws `badInput` with the
   * file that is damaged or not supported, `conflict` if another model has the name.
   */
  async addFolder(folder: string, signal: AbortSignal): Promise<SentenceModel> {
    const { added } = this.#options;
    if (added === undefined) throw new Failure('badInput', 'This engine takes no further models');
    if (!path.isAbsolute(folder))
      throw new Failure('badInput', `The folder of a model needs its whole path, not ${folder}`);
    const model = await describeModel(folder);
    const other = (await this.listModels()).find(({ name }) => name === model.name);
    if (other !== undefined && other.folder !== folder)
      throw new Failure(
        'conflict',
        `There is a model ${model.name} in ${other.folder}: rename one of the folders`,
      );
    await this.embed(model, ['a text'], {}, signal);
    added.add(folder);
    return model;
  }

  /** Returns the added models by name, also those whose folder is gone. */
  listAdded(): readonly { readonly name: string; readonly folder: string }[] {
    const folders = this.#options.added?.list() ?? [];
    return folders.map((folder) => ({ name: nameOf(folder), folder }));
  }

  /** Takes an added model off the list; its files stay. Throws `notFound` if it was not added. */
  async removeModel(name: string): Promise<void> {
    const folder = this.#options.added?.list().find((one) => nameOf(one) === name);
    if (folder === undefined) throw new Failure('notFound', `Model ${name} was not added`);
    this.#options.added?.remove(folder);
    this.#end(folder);
  }

  #find(): ReturnType<typeof findModels> {
    const { modelsFolders, added } = this.#options;
    return findModels([...modelsFolders, ...(added?.list() ?? [])]);
  }

  /** Embeds texts, in their order. Throws `badInput` for a model or text that it refuses, `damaged` for a changed file. */
  async embed(
    model: SentenceModel,
    texts: readonly string[],
    parameters: EmbeddingParameters,
    signal: AbortSignal,
  ): Promise<readonly TextEmbedding[]> {
    const { dimension, tokens: limits } = model;
    const { maxTokens = limits.default, refusesLonger = false, inputType } = parameters;
    const prompt = inputType === undefined ? '' : (model.prompts?.[inputType] ?? '');
    const read = prompt === '' ? texts : texts.map((text) => `${prompt}${text}`);
    const params = { texts: read, maxTokens, refusesLonger };
    const { values, tokens } = await this.#call(model, params, signal);
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
      const result = await running.thread.calls.call('embed', params, { signal });
      running.hasEmbedded = true;
      return result;
    } catch (error) {
      // A model that did not load is read again by the next call: its files may have been replaced.
      if (Failure.is(error, 'damaged') || !running.hasEmbedded) this.#end(model.folder);
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
    const data: SentenceThreadData = {
      folder,
      dimension,
      mostTokens: tokens.most,
      modelsFolders: this.#options.modelsFolders,
    };
    const thread = spawnWorker<SentenceCalls>({
      name: 'sentences',
      source: new URL('./sentenceThread.ts', import.meta.url),
      bundle: 'engine-sentences.js',
      data,
      onEnd: () => this.#end(folder),
    });
    thread.worker.unref();
    const running: Running = { thread, calls: 0, hasEmbedded: false, idle: undefined };
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

export type SentenceEmbedderOptions = {
  /** Folders of models, and folders that hold such folders. */
  readonly modelsFolders: readonly string[];
  /** Folders of models that the user adds while the engine runs. Default: none can be added. */
  readonly added?: AddedFolders;
  /** How long a loaded model, which takes 300 to 400 MB, stays loaded without calls. */
  readonly idleMs?: number;
};

const defaultIdleMs = 180_000;

type Running = {
  readonly thread: SpawnedWorker<SentenceCalls>;
  calls: number;
  hasEmbedded: boolean;
  idle: NodeJS.Timeout | undefined;
};

function ended({ name }: SentenceModel): Failure {
  return new Failure(
    'unavailable',
    `The thread that runs the model ${name} ended; run the query again`,
  );
}
