import { Failure } from '../../../common/failure.ts';
import { defaultNamespace } from '../../../model/vectorIndex.ts';
import { hasDefaultName, type ApiVersion } from './apiVersion.ts';

/** Decodes the id of a record. Throws `badInput`. */
export function decodeId(id: unknown): string {
  if (typeof id === 'string' && isAsciiName(id)) return id;
  if (typeof id === 'string' && isOutsideAscii.test(id))
    throw new Failure(
      'badInput',
      `Vector ID must be ASCII, but got '${id.slice(0, maxNameLength)}'`,
    );
  throw new Failure('badInput', 'Vector ids are strings of 1 to 512 ASCII characters without NUL');
}

const maxIds = 1000;
/** The length limit of ids and namespaces. */
const maxNameLength = 512;
const isOutsideAscii = /[\u0080-\uffff]/;

/** Decodes a list of 1 to 1,000 ids. Throws `badInput`. */
export function decodeIds(ids: readonly unknown[]): readonly string[] {
  if (ids.length === 0 || ids.length > maxIds)
    throw new Failure('badInput', `Give 1 to ${maxIds} ids, not ${ids.length}`);
  return ids.map(decodeId);
}

/** Decodes the name of a namespace. Returns the default namespace if the name is absent. Throws `badInput`. */
export function decodeNamespace(name: string | null | undefined): string {
  if (name === undefined || name === null || name === '') return defaultNamespace;
  if (isAsciiName(name)) return name;
  throw new Failure('badInput', 'Namespace names have 1 to 512 ASCII characters and no NUL');
}

/**
 * Decodes the namespace of a request to the vector API like `decodeNamespace`. Throws `badInput` for the name
 * `__default__` in versions that do not have it.
 */
export function decodeVectorNamespace(
  name: string | null | undefined,
  version: ApiVersion,
): string {
  if (name !== defaultNamespace || hasDefaultName(version)) return decodeNamespace(name);
  throw new Failure(
    'badInput',
    `Use of namespace='${defaultNamespace}' is not allowed in API versions prior to 2025-04`,
  );
}

function isAsciiName(name: string): boolean {
  if (name.length === 0 || name.length > maxNameLength) return false;
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    if (code === 0 || code > 127) return false;
  }
  return true;
}
