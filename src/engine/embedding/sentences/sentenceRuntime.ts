// The only file that knows the libraries that run networks and split texts into tokens.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Tokenizer } from '@huggingface/tokenizers';
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm';
import { Failure } from '../../../common/failure.ts';
import { isSingleFile } from '../../packaging/engineFiles.ts';
import type { ModelFiles, TextReading } from './modelFolder.ts';
import { normalized, poolTokens } from './pooling.ts';

/** A loaded sentence model. Calls must follow one another. */
export class SentenceRuntime {
  readonly #session: InferenceSession;
  readonly #tokenizer: Tokenizer;
  readonly #output: string;
  readonly #reading: TextReading | undefined;
  /** Tokens that end every text. */
  readonly endTokens: number;

  private constructor(
    session: InferenceSession,
    { tokenizer, tokenizerSettings, reading }: ModelFiles,
    output: string,
  ) {
    this.#session = session;
    this.#tokenizer = new Tokenizer(tokenizer, tokenizerSettings);
    this.#output = output;
    this.#reading = reading;
    this.endTokens = this.#countEndTokens();
  }

  /**
   * Loads a model. `modelsFolders` may hold the file of the runtime. Throws `badInput` for a network or tokenizer of an
   * unknown form, `damaged` if the file of the runtime is missing.
   */
  static async load(files: ModelFiles, modelsFolders: readonly string[]): Promise<SentenceRuntime> {
    env.logLevel = 'error';
    env.wasm.numThreads = 1;
    env.wasm.wasmBinary = await readWasm(modelsFolders);
    const { network, externalData = [] } = files;
    const session = await InferenceSession.create(network, {
      externalData: externalData.map(({ path: name, data }) => ({ path: name, data })),
    }).catch((cause: unknown) => {
      throw new Failure('badInput', `it is not a network that can be run (${textOf(cause)})`, {
        cause,
      });
    });
    return new SentenceRuntime(session, files, outputOf(session, files.reading));
  }

  /** Returns the ids of a text's tokens, with those that begin and end it. */
  tokensOf(text: string): readonly number[] {
    const read = this.#reading?.lowercases === true ? text.toLowerCase() : text;
    const ids: readonly (number | undefined)[] = this.#tokenizer.encode(read).ids;
    return ids.map((id) => {
      if (id !== undefined) return id;
      throw new Failure('badInput', 'its tokenizer has no token for unknown words');
    });
  }

  /** Returns the vector of a text's tokens. */
  async embed(tokens: readonly number[]): Promise<Float32Array> {
    const { length } = tokens;
    const tensorOf = (values: BigInt64Array): Tensor => new Tensor('int64', values, [1, length]);
    const feeds: Readonly<Record<string, () => BigInt64Array>> = {
      input_ids: () => BigInt64Array.from(tokens, BigInt),
      attention_mask: () => new BigInt64Array(length).fill(1n),
      token_type_ids: () => new BigInt64Array(length),
      position_ids: () => BigInt64Array.from(tokens, (_, at) => BigInt(at)),
    };
    const result = await this.#session.run(
      Object.fromEntries(this.#session.inputNames.map((name) => [name, tensorOf(feeds[name]!())])),
      [this.#output],
    );
    const { data, dims } = result[this.#output]!;
    if (!(data instanceof Float32Array))
      throw new Failure('badInput', `its network returns no float32 numbers`);
    return this.#vectorOf(data, dims.at(-1) ?? data.length);
  }

  #vectorOf(data: Float32Array, dimension: number): Float32Array {
    const pooled =
      this.#reading === undefined || this.#output === textOutput
        ? data.slice()
        : poolTokens(data, dimension, this.#reading.pooling);
    return this.#reading?.normalizes === true ? normalized(pooled) : pooled;
  }

  #countEndTokens(): number {
    const whole = this.#tokenizer.encode('a').ids;
    const inner = this.#tokenizer.encode('a', { add_special_tokens: false }).ids;
    const begin = whole.findIndex((_, at) => inner.every((id, i) => id === whole[at + i]));
    return begin < 0 ? 1 : whole.length - begin - inner.length;
  }
}

/** What a network must read, and what it may read besides. */
const neededInputs = ['input_ids', 'attention_mask'];
const knownInputs = [...neededInputs, 'token_type_ids', 'position_ids'];

/** Outputs of networks: the vector of the text, or those of its tokens. */
const textOutput = 'sentence_embedding';
const tokenOutputs = ['last_hidden_state', 'token_embeddings'];

const wasmName = 'ort-wasm-simd-threaded.wasm';

/** Returns the output that holds the vectors. Throws `badInput` for a network with other inputs or outputs. */
function outputOf(session: InferenceSession, reading: TextReading | undefined): string {
  const { inputNames, outputNames } = session;
  const names = reading === undefined ? [textOutput] : [textOutput, ...tokenOutputs];
  const output = names.find((name) => outputNames.includes(name));
  const problems = [
    ...neededInputs.filter((name) => !inputNames.includes(name)).map((name) => `no ${name}`),
    ...inputNames.filter((name) => !knownInputs.includes(name)).map((name) => `input ${name}`),
    ...(output === undefined ? [`no ${names.join(' or ')}`] : []),
  ];
  if (output !== undefined && problems.length === 0) return output;
  throw new Failure('badInput', `its network has ${problems.join(', ')}`);
}

/** Reads the runtime's file: beside the models of the one file of the engine, beside the bundle, or in its package. */
async function readWasm(modelsFolders: readonly string[]): Promise<Buffer> {
  for (const file of wasmFiles(modelsFolders)) {
    const bytes = await readFile(file).catch(() => undefined);
    if (bytes !== undefined) return bytes;
  }
  const from = `copy it from the npm package onnxruntime-web ${env.versions.web ?? ''}`;
  throw new Failure(
    'damaged',
    `${wasmName} is missing in ${modelsFolders[0] ?? 'the folder of models'}: ${from}`,
  );
}

function wasmFiles(modelsFolders: readonly string[]): readonly string[] {
  if (isSingleFile) return modelsFolders.map((folder) => path.join(folder, wasmName));
  return [
    fileURLToPath(
      import.meta.url.endsWith('.ts')
        ? import.meta.resolve(`onnxruntime-web/${wasmName}`)
        : new URL(wasmName, import.meta.url),
    ),
  ];
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
