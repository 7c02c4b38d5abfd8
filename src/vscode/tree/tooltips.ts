import * as vscode from 'vscode';
import type { Backup } from '../../model/backup.ts';
import type { Environment } from '../../model/environment.ts';
import { isModelTag, taggedModel } from '../../model/embedding/indexModel.ts';
import { isTwinTag, twinOf, type Twin, type TwinOrigin } from '../../model/twin.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import { embedderTag, sampleTag } from '../../model/vectorIndex.ts';
import { formatAge } from '../formatAge.ts';
import { formatBytes } from '../formatNumbers.ts';
import { hostOf, kindLabel, roleLabel } from '../labels.ts';
import type { EnvironmentNode, IndexNode } from './nodes.ts';

/** Returns the index' properties as a tooltip. Text from the service is escaped, never Markdown. */
export function indexTooltip(
  { index, known, asOf, environment }: IndexNode,
  {
    now,
    nameOf,
    originCount,
  }: { readonly now: number; readonly nameOf: NameOf; readonly originCount: OriginCount },
): vscode.MarkdownString {
  const isLocal = environment.kind === 'local';
  const place = [index.cloud, index.region].filter((part) => part !== undefined).join(' ');
  const twin = isLocal ? twinOf(index.tags) : undefined;
  return tooltip(index.name, [
    [vscode.l10n.t('State'), index.state],
    ...(index.dimension === undefined
      ? []
      : [[vscode.l10n.t('Dimension'), index.dimension.toLocaleString('en')] as const]),
    [vscode.l10n.t('Metric'), index.metric],
    [vscode.l10n.t('Vectors'), index.vectorType],
    ...(known === undefined ? [] : countRows(known.stats.totalRecordCount, known.namespaceCount)),
    ...(place === '' || isLocal ? [] : [[vscode.l10n.t('Region'), place] as const]),
    [vscode.l10n.t('Host'), index.host.replace(/^https?:\/\//, '')],
    ...(index.isProtected
      ? [[vscode.l10n.t('Deletion'), vscode.l10n.t('protected')] as const]
      : []),
    ...(twin === undefined ? [] : twinRows(twin, now, nameOf)),
    ...(twin === undefined ? [] : driftRows(twin, originCount(twin.origin))),
    ...tagRows(index.tags),
    ...ageRow(asOf, now),
  ]);
}

type Row = readonly [label: string, value: string];

/** Returns the last known number of records of a twin's origin, without a request; `undefined` if none is known. */
export type OriginCount = (origin: TwinOrigin) => number | undefined;

/** Returns the name of an environment by id; `undefined` if it no longer exists. */
export type NameOf = (environmentId: string) => string | undefined;

export function environmentTooltip(
  { environment, hasKey, asOf }: EnvironmentNode,
  { now }: { readonly now: number },
): vscode.MarkdownString {
  const isLocal = environment.kind === 'local';
  return tooltip(environment.name, [
    isLocal
      ? [vscode.l10n.t('Where'), vscode.l10n.t('the engine on this machine')]
      : [vscode.l10n.t('Host'), hostOf(environment)],
    ...(isLocal ? [] : [[vscode.l10n.t('Kind'), kindText(environment)] as const]),
    [vscode.l10n.t('Role'), roleLabel(environment.role)],
    ...(hasKey ? [] : [[vscode.l10n.t('Key'), vscode.l10n.t('not on this machine yet')] as const]),
    ...ageRow(asOf, now),
  ]);
}

function kindText(environment: Environment): string {
  return environment.kind === 'custom' ? vscode.l10n.t('custom host') : kindLabel(environment);
}

export function backupTooltip(backup: Backup, now: number): vscode.MarkdownString {
  return tooltip(backup.name ?? backup.id, [
    [vscode.l10n.t('Index'), backup.index],
    [vscode.l10n.t('Records'), backup.recordCount.toLocaleString('en')],
    [vscode.l10n.t('Size'), formatBytes(backup.sizeBytes)],
    [vscode.l10n.t('Made'), formatAge(backup.createdAtMs, now)],
  ]);
}

function countRows(records: number, namespaces: number): readonly Row[] {
  return [
    [vscode.l10n.t('Records'), records.toLocaleString('en')],
    [vscode.l10n.t('Namespaces'), namespaces.toLocaleString('en')],
  ];
}

/** Returns a twin's origin in readable form; its tags encode it for programs. */
function twinRows(
  { origin, pulledAtMs, idsComparedAtMs, state }: Twin,
  now: number,
  nameOf: NameOf,
): readonly Row[] {
  const from = [nameOf(origin.environment), origin.index, origin.namespace];
  const age = formatAge(pulledAtMs, now);
  return [
    [vscode.l10n.t('Pulled from'), from.filter((part) => part !== undefined).join(' · ')],
    state === 'running' ? [vscode.l10n.t('Pull begun'), age] : [vscode.l10n.t('Pulled'), age],
    ...(idsComparedAtMs === undefined
      ? []
      : [[vscode.l10n.t('Ids compared'), formatAge(idsComparedAtMs, now)] as const]),
  ];
}

/** Compares the origin's last known number of records with that of the last pull or refresh. */
function driftRows({ total, state }: Twin, now: number | undefined): readonly Row[] {
  if (now === undefined || state === 'running') return [];
  const count = now.toLocaleString('en');
  const change = Math.abs(now - total).toLocaleString('en');
  const text =
    now === total
      ? vscode.l10n.t('{0} records, as many as then', count)
      : now > total
        ? vscode.l10n.t('{0} records, {1} more than then', count, change)
        : vscode.l10n.t('{0} records, {1} fewer than then', count, change);
  return [[vscode.l10n.t('Origin now'), text]];
}

/** Tags that only the extension reads. */
const hiddenTags: readonly string[] = [embedderTag, sampleTag];

function tagRows(tags: Readonly<Record<string, string>>): readonly Row[] {
  const embedder = tags[embedderTag] ?? taggedModel(tags)?.model;
  const text = Object.entries(tags)
    .filter(([name]) => !isTwinTag(name) && !isModelTag(name) && !hiddenTags.includes(name))
    .map(([name, value]) => `${name}=${value}`);
  return [
    ...(embedder === undefined ? [] : [[vscode.l10n.t('Text is embedded by'), embedder] as const]),
    ...(text.length === 0 ? [] : [[vscode.l10n.t('Tags'), text.join(', ')] as const]),
  ];
}

function ageRow(asOf: number | undefined, now: number): readonly Row[] {
  return asOf === undefined ? [] : [[vscode.l10n.t('As of'), formatAge(asOf, now)]];
}

function tooltip(title: string, rows: readonly Row[]): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString('**')
    .appendText(escapeInvisible(title))
    .appendMarkdown('**\n\n');
  for (const [label, value] of rows) {
    // Markdown would turn a version such as `model@1.0.0` into a mail address.
    const [first = '', ...rest] = `${label}: ${escapeInvisible(value)}`.split('@');
    markdown.appendText(first);
    for (const part of rest) markdown.appendMarkdown('&#64;').appendText(part);
    markdown.appendMarkdown('  \n');
  }
  return markdown;
}
