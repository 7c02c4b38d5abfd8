import { hashOf } from './idDigest.ts';

/** An offline twin: a local index with records pulled from elsewhere. */
export type Twin = {
  /** Id of the pull that created it. */
  readonly pull: string;
  /** Names as they fit into tags: compare with `isOriginOf`. */
  readonly origin: TwinOrigin;
  readonly scope: PullScope;
  /** Number of records in the origin. */
  readonly total: number;
  /** When its records were last read: the pull ended or, while it runs, started; in milliseconds since 1970. */
  readonly pulledAtMs: number;
  /** When its ids were compared with the origin after that, and new and deleted records brought over. */
  readonly idsComparedAtMs?: number;
  readonly state: TwinState;
};

/** Where a twin's records come from. `environment` is an environment id. */
export type TwinOrigin = {
  readonly environment: string;
  readonly index: string;
  readonly namespace: string;
};

export const twinStates = ['running', 'complete', 'incomplete'] as const;

/** `running`: in progress or interrupted. `complete`: verified. `incomplete`: verified, with records missing. */
export type TwinState = (typeof twinStates)[number];

/** The part of a namespace to pull. The seed determines the sample. */
export type PullScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'sample'; readonly size: number; readonly seed: number };

const prefix = 'vectorscope-twin';
/** Pinecone's limit for the length of a tag. */
const maxTagLength = 120;

/** Returns the tags that mark an index as a twin. */
export function tagsOfTwin(twin: Twin): Readonly<Record<string, string>> {
  const { origin, scope } = twin;
  const isSample = scope.kind === 'sample';
  return {
    [prefix]: twin.pull,
    [`${prefix}-environment`]: tagText(origin.environment),
    [`${prefix}-index`]: tagText(origin.index),
    [`${prefix}-namespace`]: tagText(origin.namespace),
    ...(isSample
      ? { [`${prefix}-sample`]: String(scope.size), [`${prefix}-seed`]: String(scope.seed) }
      : {}),
    [`${prefix}-total`]: String(twin.total),
    [`${prefix}-pulled-at`]: new Date(twin.pulledAtMs).toISOString(),
    ...(twin.idsComparedAtMs === undefined
      ? {}
      : { [`${prefix}-ids-at`]: new Date(twin.idsComparedAtMs).toISOString() }),
    [`${prefix}-state`]: twin.state,
  };
}

/** Returns the tags that bring those of an existing twin up to date; an empty value removes a tag. */
export function tagChangesOfTwin(twin: Twin): Readonly<Record<string, string>> {
  return { [`${prefix}-ids-at`]: '', ...tagsOfTwin(twin) };
}

/** Whether a tag belongs to the twin, not to the user. */
export function isTwinTag(name: string): boolean {
  return name === prefix || name.startsWith(`${prefix}-`);
}

/** Reads the twin from an index' tags; `undefined` for other indexes. */
export function twinOf(tags: Readonly<Record<string, string>>): Twin | undefined {
  const text = (name: string): string => tags[`${prefix}-${name}`] ?? '';
  const pull = tags[prefix];
  const total = Number(text('total'));
  const pulledAtMs = Date.parse(text('pulled-at'));
  const state = twinStates.find((known) => known === text('state'));
  if (pull === undefined || state === undefined) return undefined;
  if (!Number.isFinite(total) || Number.isNaN(pulledAtMs)) return undefined;
  const origin = {
    environment: text('environment'),
    index: text('index'),
    namespace: text('namespace'),
  };
  const size = Number(text('sample'));
  const scope: PullScope =
    size > 0 ? { kind: 'sample', size, seed: Number(text('seed')) } : { kind: 'all' };
  const idsComparedAtMs = Date.parse(text('ids-at'));
  const compared = Number.isNaN(idsComparedAtMs) ? {} : { idsComparedAtMs };
  return { pull, origin, scope, total, pulledAtMs, ...compared, state };
}

/** Whether the twin was pulled from this origin. */
export function isOriginOf(twin: Twin, origin: TwinOrigin): boolean {
  const { environment, index, namespace } = twin.origin;
  return (
    environment === tagText(origin.environment) &&
    index === tagText(origin.index) &&
    namespace === tagText(origin.namespace)
  );
}

/** Shortens a text to a tag's length; a longer text ends with a hash of the whole. */
/** Returns whether a twin was pulled from the environment with this id. */
export function isTwinOfEnvironment({ origin }: Twin, environmentId: string): boolean {
  return origin.environment === tagText(environmentId);
}

function tagText(text: string): string {
  const printable = text.replaceAll(/[^\x20-\x7e]/g, '?');
  if (printable === text && text.length <= maxTagLength) return text;
  const hash = hashOf(text, 0).map((part) => part.toString(16).padStart(8, '0'));
  return `${printable.slice(0, maxTagLength - 17)}~${hash.join('')}`;
}
