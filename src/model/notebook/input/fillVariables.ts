import type { Hit } from '../../hit.ts';
import { fieldOf } from '../../record.ts';
import { parameterName } from './parseParameters.ts';

/**
 * Replaces the variables of a text by parameters and values of earlier hits. In JSON, texts are escaped as between
 * quotes. Returns the first variable without a value as a problem.
 */
export function fillVariables(
  text: string,
  { hitsOf, parameters }: VariableSource,
  form: 'text' | 'json' = 'text',
): FilledText {
  let problem: string | undefined;
  const shown = (value: string): string =>
    form === 'json' ? JSON.stringify(value).slice(1, -1) : value;
  const withParameters = text.replaceAll(parameter, (variable, name: string) => {
    const value = parameters.get(name);
    if (value === undefined)
      problem ??= `${variable} has no value: add “${name}: …” to the notebook’s parameters`;
    return value === undefined ? variable : shown(value);
  });
  const filled = withParameters.replaceAll(
    ofHits,
    (variable, name: string | undefined, rank: string, part: string) => {
      const hits = hitsOf(name ?? '');
      const hit = hits?.[Number(rank)];
      const value = hit && valueOf(hit, part);
      if (value === undefined) problem ??= whyNone(variable, name, hits, hit);
      if (value === undefined) return variable;
      return shown(value);
    },
  );
  return problem === undefined ? { isFilled: true, text: filled } : { isFilled: false, problem };
}

/** Hits of a query cell by its name; of the nearest query above if the name is empty. */
export type HitsByName = (name: string) => readonly Hit[] | undefined;

export type FilledText =
  | { readonly isFilled: true; readonly text: string }
  | { readonly isFilled: false; readonly problem: string };

/** Names of parameters, as `parseParameters` takes them. */
const parameter = new RegExp(`\\{\\{\\s*(${parameterName.source})\\s*\\}\\}`, 'gu');
const ofHits = /\{\{\s*(?:([^{}]+?)\.)?hits\.(\d+)\.(id|score|metadata\.[^{}]+?)\s*\}\}/g;

/** Whether a text has variables: `{{question}}`, `{{hits.0.id}}`, `{{name.hits.0.metadata.year}}`. */
export function hasVariables(text: string): boolean {
  return text.search(ofHits) >= 0 || text.search(parameter) >= 0;
}

/** Where the values of variables come from. */
export type VariableSource = {
  readonly hitsOf: HitsByName;
  /** The notebook's parameters by name. */
  readonly parameters: ReadonlyMap<string, string>;
};

function valueOf({ id, score, metadata }: Hit, part: string): string | undefined {
  if (part === 'id') return id;
  if (part === 'score') return String(score);
  const value = fieldOf(metadata, part.slice('metadata.'.length));
  return value === undefined ? undefined : String(value);
}

function whyNone(
  variable: string,
  name: string | undefined,
  hits: readonly Hit[] | undefined,
  hit: Hit | undefined,
): string {
  const cell = name === undefined ? 'the query above' : `“${name}”`;
  if (hits === undefined) return `${variable} has no value yet: run ${cell} first`;
  const count = `${hits.length} hit${hits.length === 1 ? '' : 's'}`;
  if (hit === undefined) return `${variable} has no value: ${cell} has ${count}, counted from 0`;
  return `${variable} has no value: the hit “${hit.id}” lacks the field`;
}
