import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { Environments } from '../../services/environments/environments.ts';
import type { WritePlace } from '../../services/writes/recordWrites.ts';
import { recordScheme } from '../ids.ts';

/** Returns the address of a record's document. It names the environment by its id, which never changes. */
export function recordUri({ environment, index, namespace, id }: RecordPlace): vscode.Uri {
  const parts = [environment.id, index, namespace, id].map(toSegment);
  return vscode.Uri.from({
    scheme: recordScheme,
    authority,
    path: `/${parts.join('/')}${extension}`,
  });
}

const authority = 'record';
const extension = '.json';
const storedQuery = 'stored';

/** A record of a namespace. */
export type RecordPlace = WritePlace & { readonly id: string };

/** VS Code resolves the segments “.” and “..”, which are names of namespaces too. */
function toSegment(name: string): string {
  return /^\.{1,2}$/.test(name) ? name.replaceAll('.', '%2E') : encodeURIComponent(name);
}

/** Returns the address of the record as the service has it, beside a document that differs. */
export function storedUri(uri: vscode.Uri): vscode.Uri {
  return uri.with({ query: storedQuery });
}

export function isStoredUri({ query }: vscode.Uri): boolean {
  return query === storedQuery;
}

/** Returns the record of a document. Throws `notFound` if its environment no longer exists. */
export function placeOf(environments: Pick<Environments, 'byId'>, uri: vscode.Uri): RecordPlace {
  const parts = uri.path.slice(1, -extension.length).split('/').map(decodeURIComponent);
  const [environmentId = '', index = '', namespace = '', id = ''] = parts;
  const environment = environments.byId(environmentId);
  if (environment === undefined)
    throw new Failure('notFound', 'The environment of this record no longer exists');
  return { environment, index, namespace, id };
}
