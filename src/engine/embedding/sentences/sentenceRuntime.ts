// The only file that knows the libraries that run networks and split texts into tokens.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Tokenizer } from '@huggingface/tokenizers';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { Failure } from '../../../common/failure.ts';
import { isSingleFile } from '../../packaging/engineFiles.ts';
import type { ModelFiles } from './modelFolder.ts';

const inputs = ['input_ids', 'attention_mask'];
const output = 'sentence_embedding';
const wasmName = 'ort-wasm-simd-threaded.wasm';

/** A loaded sentence model. Calls must follow one another. */
export class SentenceRuntime {
  readonly #session: InferenceSession;
  readonly #tokenizer: Tokenizer;

  private constructor(session: InferenceSession, tokenizer: Tokenizer) {
    this.#session = session;
    this.#tokenizer = tokenizer;
  }

  /**
   * Loads a model. `modelsFolder` is the folder of its folder. Throws `badInput` for a network or tokenizer of an
   * unknown form, `damaged` if the file of the runtime is missing.
   */
  static async load(
    { network, tokenizer, tokenizerSettings }: ModelFiles,
    modelsFolder: string,
  ): Promise<SentenceRuntime> {
    env.logLevel = 'error';
    env.wasm.numThreads = 1;
    env.wasm.wasmBinary = await readFile(wasmFile(modelsFolder)).catch((cause: unknown) => {
      const from = `copy it from the npm package onnxruntime-web ${env.versions.web ?? ''}`;
      throw new Failure('damaged', `${wasmName} is missing in ${modelsFolder}: ${from}`, {
        cause,
      });
    });
    const session = await InferenceSession.create(network).catch((cause: unknown) => {
      throw new Failure('badInput', `it is not a network that can be run (${textOf(cause)})`, {
        cause,
      });
    });
    const missing = [
      ...inputs.filter((name) => !session.inputNames.includes(name)),
      ...[output].filter((name) => !session.outputNames.includes(name)),
    ];
    const more = session.inputNames.filter((name) => !inputs.includes(name));
    if (missing.length > 0 || more.length > 0) {
      const names = [
        ...missing.map((name) => `no ${name}`),
        ...more.map((name) => `input ${name}`),
      ];
      throw new Failure('badInput', `its network has ${names.join(', ')}`);
    }
    return new SentenceRuntime(session, new Tokenizer(tokenizer, tokenizerSettings));
  }

  /** Returns the ids of a text's tokens, with those that begin and end it. */
  tokensOf(text: string): readonly number[] {
    return this.#tokenizer.encode(text).ids;
  }

  /** Returns the vector of a text's tokens. */
  async embed(tokens: readonly number[]): Promise<Float32Array> {
    const shape = [1, tokens.length];
    const result = await this.#session.run({
      input_ids: new Tensor('int64', BigInt64Array.from(tokens, BigInt), shape),
      attention_mask: new Tensor('int64', new BigInt64Array(tokens.length).fill(1n), shape),
    });
    return (result[output]!.data as Float32Array).slice();
  }
}

/** The runtime's file: beside the models of the one file of the engine, beside the bundle, or in its package. */
function wasmFile(modelsFolder: string): string {
  if (isSingleFile) return path.join(modelsFolder, wasmName);
  return fileURLToPath(
    import.meta.url.endsWith('.ts')
      ? import.meta.resolve(`onnxruntime-web/${wasmName}`)
      : new URL(wasmName, import.meta.url),
  );
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
