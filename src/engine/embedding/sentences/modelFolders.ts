import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../../common/failure.ts';
import type { SentenceModel } from '../embeddingModel.ts';
import {
  describeManifest,
  hasManifest,
  readManifestFiles,
  type ModelFiles,
} from './modelFolder.ts';
import {
  describeTransformer,
  isTransformerFolder,
  nameOf,
  readTransformer,
} from './transformerFolder.ts';

/**
 * Returns the models of folders. Each is the folder of a model, or holds such folders. Of several models with one name,
 * the first counts. Throws `damaged` for a manifest that cannot be read.
 */
export async function findModels(folders: readonly string[]): Promise<FoundModels> {
  const models = new Map<string, SentenceModel>();
  const refused = new Map<string, Failure>();
  for (const folder of (await Promise.all(folders.map(modelFoldersIn))).flat())
    try {
      const model = await describeModel(folder);
      if (!models.has(model.name)) models.set(model.name, model);
    } catch (error) {
      if (Failure.is(error, 'damaged')) throw error;
      refused.set(nameOf(folder), Failure.from(error));
    }
  return { models: [...models.values()].toSorted(byName), refused };
}

/** The models of some folders. */
export type FoundModels = {
  /** Ordered by name. */
  readonly models: readonly SentenceModel[];
  /** Why folders of sentence-transformers cannot be used, by the names of their models. */
  readonly refused: ReadonlyMap<string, Failure>;
};

/** Returns the model in a folder. Throws `badInput` for a folder that holds none, `damaged` for a damaged manifest. */
export async function describeModel(folder: string): Promise<SentenceModel> {
  if (await hasManifest(folder)) return describeManifest(folder);
  if (await isTransformerFolder(folder)) return describeTransformer(folder);
  const message = `The folder ${folder} has no modules.json: choose a folder of sentence-transformers with an ONNX network`;
  throw new Failure('badInput', message);
}

/** Reads the files of the model in a folder. Throws like `describeModel`, with the file's name. */
export async function readModelFiles(folder: string): Promise<ModelFiles> {
  return (await hasManifest(folder)) ? readManifestFiles(folder) : readTransformer(folder);
}

async function modelFoldersIn(folder: string): Promise<readonly string[]> {
  if (await isModelFolder(folder)) return [folder];
  const names: string[] = await readdir(folder).catch(() => []);
  const inner = names.map((name) => path.join(folder, name));
  const areModels = await Promise.all(inner.map(isModelFolder));
  return inner.filter((_, at) => areModels[at]).toSorted();
}

async function isModelFolder(folder: string): Promise<boolean> {
  return (await hasManifest(folder)) || (await isTransformerFolder(folder));
}

function byName({ name: one }: SentenceModel, { name: other }: SentenceModel): number {
  return one < other ? -1 : 1;
}
