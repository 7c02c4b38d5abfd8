import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import type { SentenceModel } from '../embeddingModel.ts';

const positive = v.pipe(v.number(), v.integer(), v.minValue(1));

const manifestSchema = v.object({
  name: v.pipe(v.string(), v.minLength(1)),
  description: v.string(),
  dimension: positive,
  tokens: v.object({ default: positive, most: positive }),
  sha256: v.record(v.string(), v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
});

/** The files of a sentence model, as the runtime reads them. */
export type ModelFiles = {
  readonly network: Uint8Array;
  readonly tokenizer: object;
  readonly tokenizerSettings: object;
};

/**
 * Returns the models in the folders of a folder, ordered by name. A folder without a manifest holds none. Throws
 * `damaged` for a manifest that cannot be read.
 */
export async function listModelFolders(parent: string): Promise<readonly SentenceModel[]> {
  const names = await readdir(parent).catch(() => []);
  const models = await Promise.all(
    names.toSorted(byName).map((name) => describe(path.join(parent, name))),
  );
  return models.filter((model) => model !== undefined);
}

/** Reads the files of a model. Throws `damaged`, with the file's name, for one that is missing or changed. */
export async function readModelFiles(folder: string): Promise<ModelFiles> {
  const { sha256 } = await readManifest(folder);
  const read = async (name: string): Promise<Buffer> => {
    const bytes = await readFile(path.join(folder, name)).catch((cause: unknown) => {
      throw damaged(folder, name, 'it cannot be read', cause);
    });
    if (createHash('sha256').update(bytes).digest('hex') !== sha256[name])
      throw damaged(folder, name, 'its checksum differs from the manifest');
    return bytes;
  };
  const readObject = async (name: string): Promise<object> =>
    JSON.parse((await read(name)).toString('utf8')) as object;
  const [network, tokenizer, tokenizerSettings] = await Promise.all([
    read('model.onnx'),
    readObject('tokenizer.json'),
    readObject('tokenizer_config.json'),
  ]);
  return { network, tokenizer, tokenizerSettings };
}

function byName(one: string, other: string): number {
  return one < other ? -1 : 1;
}

async function describe(folder: string): Promise<SentenceModel | undefined> {
  const names: string[] = await readdir(folder).catch(() => []);
  if (!names.includes('model.json')) return undefined;
  const { name, description, dimension, tokens } = await readManifest(folder);
  return { kind: 'sentences', name, description, folder, dimension, tokens };
}

async function readManifest(folder: string): Promise<v.InferOutput<typeof manifestSchema>> {
  try {
    const text = await readFile(path.join(folder, 'model.json'), 'utf8');
    return v.parse(manifestSchema, JSON.parse(text));
  } catch (error) {
    throw damaged(folder, 'model.json', 'it has not the form of a manifest', error);
  }
}

function damaged(folder: string, file: string, why: string, cause?: unknown): Failure {
  const name = path.basename(folder);
  const message = `The file ${file} of the model ${name} is damaged: ${why}; install the extension again`;
  return new Failure('damaged', message, { cause });
}
