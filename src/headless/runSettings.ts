import { Failure } from '../common/failure.ts';
import { Secret } from '../common/secret.ts';
import type { EmbeddingEndpoint } from '../model/embedding/embeddingEndpoint.ts';
import type { IndexModel } from '../model/embedding/indexModel.ts';
import type { Environment } from '../model/environment.ts';
import { decodeModel, decodeProviders } from '../services/embedding/embeddingSettings.ts';
import { decodeEnvironment } from '../services/environments/environmentInput.ts';
import { readTextFile } from './textFiles.ts';

/** What a run without a window takes from a file of settings. */
export type RunSettings = {
  /** Returns the environment of this name. */
  readonly environment: (name: string) => Environment | undefined;
  readonly providers: readonly EmbeddingEndpoint[];
  /** Returns the model that the file names for an index. */
  readonly model: (environment: string, index: string) => IndexModel | undefined;
};

/** The settings of a run without a file. */
export const noSettings: RunSettings = {
  environment: () => undefined,
  providers: [],
  model: () => undefined,
};

/** Reads a file of VS Code's settings, which may have comments. Throws `badInput` that names the file and the entry. */
export async function readRunSettings(file: string): Promise<RunSettings> {
  const json = parse(file, await readTextFile(file));
  const list = json['vectorscope.environments'] ?? [];
  if (!Array.isArray(list))
    throw new Failure('badInput', `${file}: vectorscope.environments is not a list`);
  const environments = list.map((entry: unknown, at) => {
    try {
      return decodeEnvironment(entry);
    } catch (error) {
      const message = `${file}: vectorscope.environments[${at}]: ${Failure.from(error).message}`;
      throw new Failure('badInput', message, { cause: error });
    }
  });
  return {
    environment: (name) => environments.find((one) => one.name === name),
    providers: decodeProviders(json['vectorscope.embedding.providers']),
    model: (environment, index) =>
      decodeModel(json['vectorscope.embedding.models'], environment, index),
  };
}

/** Returns the name of the variable with the key of a provider: VECTORSCOPE_KEY_OPENAI for “openai”. */
export function keyVariable(provider: string): string {
  return `VECTORSCOPE_KEY_${provider.toUpperCase().replaceAll('-', '_')}`;
}

/** Returns the key of a provider; `undefined` if its variable is not set. */
export function keyOfProvider(
  { name }: EmbeddingEndpoint,
  variables: Readonly<Record<string, string | undefined>>,
): Secret | undefined {
  const key = variables[keyVariable(name)] ?? '';
  return key === '' ? undefined : new Secret(key);
}

function parse(file: string, text: string): Readonly<Record<string, unknown>> {
  let json: unknown;
  try {
    json = JSON.parse(withoutComments(text));
  } catch (error) {
    const { message } = Failure.from(error);
    throw new Failure('badInput', `${file} is not valid JSON: ${message}`, { cause: error });
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new Failure('badInput', `${file} has no settings: it is not an object`);
  return json as Readonly<Record<string, unknown>>;
}

// Strings come first, so that what looks like a comment inside of one stays.
const token =
  /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\/|,(?=(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*[}\]])/g;

/** Returns JSON with comments and trailing commas, as VS Code's settings have them, as plain JSON. */
function withoutComments(text: string): string {
  return text.replaceAll(token, (found) => (found.startsWith('"') ? found : ' '));
}
