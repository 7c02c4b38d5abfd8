import type { Environment } from '../../model/environment.ts';
import type { CatalogSnapshot } from '../catalog/catalogSnapshot.ts';
import type { FailureNote } from './recentFailures.ts';

/**
 * Returns a text for a bug report. It contains no name of an environment, address, index, namespace or record, and no
 * key, vector or metadata: environments are numbered, and only the number of their indexes appears.
 */
export function describeDiagnostics(facts: DiagnosticFacts): string {
  const { versions, engine, environments, refusedSettings, failures, now } = facts;
  return [
    ...section('Versions', pairs(versions)),
    ...section('Engine', pairs(engine)),
    ...section('Environments', [
      ...environments.map((state, at) => `${at + 1}. ${describeEnvironment(state, now)}`),
      ...(refusedSettings > 0 ? [`- refused entries in settings: ${refusedSettings}`] : []),
    ]),
    ...section(
      'Last failures',
      failures.map(({ at, text }) => `- ${new Date(at).toISOString()} ${text}`),
    ),
  ].join('\n');
}

export type EnvironmentState = {
  readonly environment: Environment;
  readonly hasKey: boolean;
  readonly known: CatalogSnapshot | undefined;
};

export type DiagnosticFacts = {
  /** Programs and platforms with their versions, in display order. */
  readonly versions: Readonly<Record<string, string>>;
  readonly engine: Readonly<Record<string, string>>;
  readonly environments: readonly EnvironmentState[];
  /** Number of invalid settings entries. */
  readonly refusedSettings: number;
  readonly failures: readonly FailureNote[];
  /** Milliseconds since 1970. */
  readonly now: number;
};

function section(title: string, lines: readonly string[]): readonly string[] {
  return [`## ${title}`, '', ...(lines.length > 0 ? lines : ['none']), ''];
}

function pairs(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).map(([name, value]) => `- ${name}: ${value}`);
}

function describeEnvironment(
  { environment, hasKey, known }: EnvironmentState,
  now: number,
): string {
  const { kind, role, controllerUrl } = environment;
  const key = kind === 'local' ? [] : [hasKey ? 'has a key' : 'has no key'];
  const address = controllerUrl === undefined ? [] : ['address of its own'];
  return [kind, role, ...key, ...address, describeKnown(known, now)].join(', ');
}

function describeKnown(known: CatalogSnapshot | undefined, now: number): string {
  if (known === undefined) return 'indexes not known yet';
  const counts = known.indexes.flatMap(({ name }) =>
    Object.hasOwn(known.stats, name) ? [known.stats[name]?.stats.totalRecordCount ?? 0] : [],
  );
  const records = counts.reduce((sum, count) => sum + count, 0);
  const minutes = Math.max(0, Math.round((now - known.at) / 60_000));
  return `${known.indexes.length} indexes ${minutes} min ago, ${records} records in the ${counts.length} whose counts are known`;
}
