import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import { promptOf } from '../../../model/embedding/modelPrompts.ts';
import type { SentenceModel } from '../embeddingModel.ts';
import type { ModelFiles } from './modelFolder.ts';
import type { Pooling } from './pooling.ts';

/** Whether a folder is one of sentence-transformers. */
export async function isTransformerFolder(folder: string): Promise<boolean> {
  return (await readdir(folder).catch(() => [] as string[])).includes(modulesFile);
}

/** The file that makes a folder one of sentence-transformers. */
const modulesFile = 'modules.json';

const positive = v.pipe(v.number(), v.integer(), v.minValue(1));

const modulesSchema = v.array(v.object({ path: v.string(), type: v.string() }));
const configSchema = v.object({
  hidden_size: positive,
  max_position_embeddings: v.optional(positive),
  model_type: v.optional(v.string()),
  pad_token_id: v.nullish(v.number()),
});
const lengthSchema = v.object({
  max_seq_length: v.nullish(positive),
  do_lower_case: v.optional(v.boolean(), false),
});
const poolingSchema = v.looseObject({
  pooling_mode: v.optional(v.string()),
  include_prompt: v.optional(v.boolean(), true),
});
const promptsSchema = v.object({
  prompts: v.optional(v.record(v.string(), v.string()), {}),
});

/** Networks in the order of preference: floats are the most exact. The last entry matches any other name. */
const networkNames = [
  'onnx/model.onnx',
  'model.onnx',
  'onnx/model_quantized.onnx',
  'model_quantized.onnx',
];

/** RoBERTa and its relatives count positions from the one after that of the padding. */
const offsetTypes = /roberta|camembert|mpnet/;

const defaultTokens = 512;

/** The largest buffer of Node. */
const mostNetworkBytes = 2 ** 31;

/**
 * Returns the model in a folder of sentence-transformers, from its settings; the network is not read. Throws `badInput`,
 * with the file's name, for what is missing, damaged or not supported.
 */
export async function describeTransformer(folder: string): Promise<SentenceModel> {
  const { prompts, ...settings } = await readSettings(folder);
  await findNetwork(folder);
  const name = nameOf(folder);
  return {
    kind: 'sentences',
    name,
    description: `The sentence-transformers model in ${folder}`,
    folder,
    dimension: settings.dimension,
    tokens: settings.tokens,
    prompts: {
      query: prompts['query'] ?? promptOf(name, 'query'),
      passage: prompts['passage'] ?? prompts['document'] ?? promptOf(name, 'passage'),
    },
  };
}

/** Reads the files of a model. Throws `badInput` like `describeTransformer`. */
export async function readTransformer(folder: string): Promise<ModelFiles> {
  const { reading } = await readSettings(folder);
  const networkName = await findNetwork(folder);
  const parent = path.dirname(networkName);
  const names = await readdir(path.join(folder, parent));
  const beside = names.filter((name) => isDataOf(path.basename(networkName), name));
  const [network, tokenizer, tokenizerSettings, ...data] = await Promise.all([
    readNetwork(folder, networkName),
    readObject(folder, 'tokenizer.json', v.looseObject({})),
    readObject(folder, 'tokenizer_config.json', v.looseObject({})),
    ...beside.map((name) => readNetwork(folder, path.join(parent, name))),
  ]);
  const externalData = data.map((bytes, at) => ({ path: beside[at]!, data: bytes }));
  return { network, externalData, tokenizer, tokenizerSettings, reading };
}

/** Returns the name of a folder's model: that of the repository for a snapshot in the cache of Hugging Face. */
export function nameOf(folder: string): string {
  const parts = path.resolve(folder).split(path.sep);
  const repository = parts.at(-3)?.match(/^models--.+--(.+)$/)?.[1];
  const isSnapshot = parts.at(-2) === 'snapshots' && repository !== undefined;
  return isSnapshot ? repository : (parts.at(-1) ?? '');
}

async function readSettings(folder: string): Promise<{
  readonly dimension: number;
  readonly tokens: SentenceModel['tokens'];
  readonly prompts: Readonly<Record<string, string>>;
  readonly reading: NonNullable<ModelFiles['reading']>;
}> {
  const modules = await readObject(folder, modulesFile, modulesSchema);
  const known = ['Transformer', 'Pooling', 'Normalize'];
  const other = modules.find(({ type }) => !known.includes(lastPart(type)));
  if (other !== undefined)
    throw refused(folder, modulesFile, `it has a module of the type ${lastPart(other.type)}`);
  const pathOf = (type: string): string | undefined =>
    modules.find((module) => lastPart(module.type) === type)?.path;
  const poolingPath = pathOf('Pooling');
  if (poolingPath === undefined) throw refused(folder, modulesFile, 'it has no module for pooling');
  const pooling = await readPooling(folder, path.join(poolingPath, 'config.json'));
  const config = await readObject(folder, 'config.json', configSchema);
  const sizes = await readOptional(folder, 'sentence_bert_config.json', lengthSchema);
  const { prompts = {} } =
    (await readOptional(folder, 'config_sentence_transformers.json', promptsSchema)) ?? {};
  const most = mostTokens(config) ?? sizes?.max_seq_length ?? defaultTokens;
  return {
    dimension: config.hidden_size,
    tokens: { default: Math.min(sizes?.max_seq_length ?? most, most), most },
    prompts,
    reading: {
      pooling,
      normalizes: pathOf('Normalize') !== undefined,
      lowercases: sizes?.do_lower_case ?? false,
    },
  };
}

function mostTokens(config: v.InferOutput<typeof configSchema>): number | undefined {
  const { max_position_embeddings: positions, model_type: type = '', pad_token_id: pad } = config;
  if (positions === undefined) return undefined;
  return offsetTypes.test(type) ? positions - (pad ?? 1) - 1 : positions;
}

/** Reads both forms of the setting: one name, or a truth value for each mode. */
async function readPooling(folder: string, file: string): Promise<Pooling> {
  const settings = await readObject(folder, file, poolingSchema);
  const named =
    settings.pooling_mode?.split('+') ??
    Object.entries(settings).flatMap(([name, value]) =>
      name.startsWith('pooling_mode_') && value === true ? [modeOf(name)] : [],
    );
  const [mode, ...more] = named;
  if (more.length > 0 || !isPooling(mode))
    throw refused(folder, file, `it pools by ${named.join(' and ') || 'nothing'}`);
  if (!settings.include_prompt && mode === 'mean')
    throw refused(folder, file, 'it leaves the prompt out of the mean');
  return mode;
}

function modeOf(name: string): string {
  return name.replace(/^pooling_mode_/, '').replace(/_tokens?$/, '');
}

function isPooling(mode: string | undefined): mode is Pooling {
  return mode === 'cls' || mode === 'mean' || mode === 'lasttoken';
}

function lastPart(type: string): string {
  return type.split('.').at(-1) ?? '';
}

/** Returns the path of the network below the folder. */
async function findNetwork(folder: string): Promise<string> {
  const found = await Promise.all(
    ['onnx', '.'].map(async (parent) => {
      const names: string[] = await readdir(path.join(folder, parent)).catch(() => []);
      return names
        .filter((name) => name.endsWith('.onnx'))
        .map((name) => path.posix.join(parent, name))
        .toSorted();
    }),
  );
  const all = found.flat();
  const network = networkNames.find((name) => all.includes(name)) ?? all[0];
  if (network !== undefined) return network;
  const next = 'export it with optimum-cli or SentenceTransformer(…, backend="onnx")';
  throw new Failure('badInput', `The folder ${folder} has no network, as onnx/model.onnx: ${next}`);
}

function isDataOf(network: string, name: string): boolean {
  return (
    name !== network && name.startsWith(network) && /^[._]data/.test(name.slice(network.length))
  );
}

async function readNetwork(folder: string, name: string): Promise<Uint8Array> {
  const file = path.join(folder, name);
  const { size } = await stat(file);
  if (size >= mostNetworkBytes) throw refused(folder, name, 'it has 2 GB or more');
  return readFile(file).catch((cause: unknown) => {
    throw refused(folder, name, 'it cannot be read', cause);
  });
}

async function readOptional<T extends v.GenericSchema>(
  folder: string,
  name: string,
  schema: T,
): Promise<v.InferOutput<T> | undefined> {
  const names: string[] = await readdir(folder);
  return names.includes(name) ? readObject(folder, name, schema) : undefined;
}

async function readObject<T extends v.GenericSchema>(
  folder: string,
  name: string,
  schema: T,
): Promise<v.InferOutput<T>> {
  const file = path.join(folder, name);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw refused(folder, name, 'it cannot be read', cause);
  });
  try {
    return v.parse(schema, JSON.parse(text));
  } catch (cause) {
    const why = v.isValiError(cause)
      ? `${v.getDotPath(cause.issues[0]) ?? ''} ${cause.message}`
      : '';
    throw refused(folder, name, `it is damaged or of an unknown form ${why}`.trim(), cause);
  }
}

function refused(folder: string, file: string, why: string, cause?: unknown): Failure {
  const message = `The model ${nameOf(folder)} cannot be used: see its file ${file}: ${why}`;
  return new Failure('badInput', message, { cause });
}
