import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import type { SentenceModel } from '../embeddingModel.ts';
import type { Pooling } from './pooling.ts';

/** Whether a folder has a manifest: those that come with the engine have one. */
export async function hasManifest(folder: string): Promise<boolean> {
  const names: string[] = await readdir(folder).catch(() => []);
  return names.includes('model.json');
}

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
  /** Weights in files of their own, by the names that the network gives them. */
  readonly externalData?: readonly { readonly path: string; readonly data: Uint8Array }[];
  readonly tokenizer: object;
  readonly tokenizerSettings: object;
  /** Absent: the network returns vectors of texts. */
  readonly reading?: TextReading;
};

/** How a text is read by a network that returns vectors of tokens. */
export type TextReading = {
  readonly pooling: Pooling;
  /** Whether the vectors get norm 1. */
  readonly normalizes: boolean;
  /** Whether texts are written in lower case first. */
  readonly lowercases: boolean;
};

/** Returns the model of a manifest. Throws `damaged` for one that cannot be read. */
export async function describeManifest(folder: string): Promise<SentenceModel> {
  const { name, description, dimension, tokens } = await readManifest(folder);
  return { kind: 'sentences', name, description, folder, dimension, tokens };
}

/** Reads the files that a manifest names. Throws `damaged`, with the file's name, for one that is missing or changed. */
export async function readManifestFiles(folder: string): Promise<ModelFiles> {
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
