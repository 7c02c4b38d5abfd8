import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { inRepository } from '../repository.ts';

/** Returns the models in media/models. Each is under the Apache License. */
export function readModels(): ShippedModel[] {
  return globSync('media/models/*/model.json', { cwd: inRepository() })
    .sort()
    .map((file) => {
      const read = (name: string): string =>
        readFileSync(inRepository(path.dirname(file), name), 'utf8').trim();
      const { name, sha256 } = JSON.parse(read('model.json')) as {
        name: string;
        sha256: Record<string, string>;
      };
      const licenceText = `${read('NOTICE')}\n\n${read('LICENSE')}`;
      return { name, licence: 'Apache-2.0', licenceText, sha256: sha256['model.onnx']! };
    });
}

/** An embedding model that is part of what users install. */
export type ShippedModel = {
  readonly name: string;
  /** An SPDX identifier. */
  readonly licence: string;
  /** Where it is from, what was changed, and its licence. */
  readonly licenceText: string;
  /** Of its largest file, in hexadecimal digits. */
  readonly sha256: string;
};
