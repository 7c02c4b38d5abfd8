import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import { localEnvironment } from '../../model/environment.ts';
import type { MapSource } from '../../services/maps/mapSession.ts';
import { formatCount } from '../formatNumbers.ts';
import { pickFromList } from '../flows/pickFromList.ts';
import { pickTarget, type PickTargetDeps } from '../flows/pickTarget.ts';

/**
 * Returns the two maps for *Compare Maps*: those that the argument names, else those that the user picks. Both may show the
 * same namespace: with other parameters, or before and after a change of its records.
 */
export async function pickMapsToCompare(
  deps: PickTargetDeps,
  argument: unknown,
): Promise<readonly [MapSource, MapSource] | undefined> {
  const first = await pickTarget(deps, argument);
  if (first === undefined) return undefined;
  if (first.environment.kind !== 'local')
    throw new Failure(
      'badInput',
      vscode.l10n.t('Maps are made from indexes on this machine: pull “{0}” first', first.index),
    );
  const named = otherOf(argument);
  const second =
    named === undefined ? await pickSecond(deps, first) : await pickTarget(deps, { target: named });
  if (second === undefined) return undefined;
  if (second.environment.kind !== 'local')
    throw new Failure('badInput', vscode.l10n.t('Choose an index of this machine'));
  return [first, second];
}

async function pickSecond(
  { catalog }: PickTargetDeps,
  first: MapSource,
): Promise<MapSource | undefined> {
  const picked = await pickFromList({
    placeholder: vscode.l10n.t('Select what “{0}” is compared with', nameOf(first)),
    load: async (signal) => {
      const indexes = await catalog.indexes(localEnvironment, signal);
      const dense = indexes.filter(({ isReady, vectorType }) => isReady && vectorType === 'dense');
      const all = await Promise.all(
        dense.map(async (index) => {
          const { namespaces } = await catalog.stats(localEnvironment, index, signal);
          return namespaces.map(({ name, recordCount }) => ({
            source: { environment: localEnvironment, index: index.name, namespace: name },
            recordCount,
          }));
        }),
      );
      const others = all.flat().filter(({ source }) => !isSame(source, first));
      const own = all.flat().filter(({ source }) => isSame(source, first));
      return [...others, ...own];
    },
    itemOf: ({ source, recordCount }) => ({
      label: source.index,
      description: isSame(source, first)
        ? vscode.l10n.t('itself: with other parameters, or before and after a change')
        : `${source.namespace} · ${formatCount(recordCount)}`,
    }),
    whenEmpty: vscode.l10n.t('There is no index on this machine to compare with'),
    offers: ['createSample'],
    asksForOne: true,
  });
  return picked?.source;
}

function isSame(one: MapSource, other: MapSource): boolean {
  return one.index === other.index && one.namespace === other.namespace;
}

function nameOf({ index, namespace }: MapSource): string {
  return `${index} / ${namespace}`;
}

function otherOf(argument: unknown): unknown {
  return typeof argument === 'object' && argument !== null && 'other' in argument
    ? argument.other
    : undefined;
}
