import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import { parseIndexName, type NewIndex, defaultRegion } from '../../model/newIndex.ts';
import { isTwinTag } from '../../model/twin.ts';
import { defaultNamespace, type VectorIndex } from '../../model/vectorIndex.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import { parseNamespaceName } from '../../services/catalog/namespaces.ts';
import type { IndexCreation } from '../../services/catalog/indexCreation.ts';
import { askChoice, askText } from '../flows/inputs.ts';
import type { PickedTarget } from '../flows/pickTarget.ts';
import { withProgress } from '../flows/withProgress.ts';

/**
 * Asks for an index that fits the records, or creates one with the same settings, and for a namespace. Throws `cancelled`
 * when the user dismisses a question.
 */
export async function pickCopyTarget(
  deps: CopyTargetDeps,
  source: PickedTarget,
  environment: Environment,
): Promise<PickedTarget | undefined> {
  const { signal } = new AbortController();
  const from = await deps.catalog.index(source.environment, source.index, signal);
  const fitting = (await deps.catalog.indexes(environment, signal)).filter((index) =>
    fits(index, from),
  );
  const title = vscode.l10n.t('Copy “{0}” to “{1}”', source.index, environment.name);
  const picked = await askChoice<string>({
    title,
    placeholder: vscode.l10n.t('Which index receives the records?'),
    choices: [
      {
        label: `$(add) ${vscode.l10n.t('New Index with the Same Settings…')}`,
        description: settingsText(from),
        value: '',
      },
      ...fitting.map(({ name, metric }) => ({ label: name, description: metric, value: name })),
    ],
  });
  if (picked === undefined) return undefined;
  const index = picked === '' ? await createLike(deps, from, environment, title) : picked;
  const namespace = await askNamespace(title, source.namespace);
  const target = { environment, index, namespace };
  const isSame =
    environment.id === source.environment.id &&
    index === source.index &&
    namespace === source.namespace;
  if (isSame)
    throw new Failure(
      'badInput',
      vscode.l10n.t('The records are there already: choose another namespace'),
    );
  return target;
}

export type CopyTargetDeps = {
  readonly catalog: Pick<Catalog, 'indexes' | 'index'>;
  readonly creation: IndexCreation;
};

function fits(
  index: VectorIndex,
  { kind, vectorType, dimension, documents }: VectorIndex,
): boolean {
  const fields = Object.keys(index.documents?.fields ?? {});
  return (
    index.isReady &&
    (index.kind === 'documents') === (kind === 'documents') &&
    Object.keys(documents?.fields ?? {}).every((name) => fields.includes(name)) &&
    index.vectorType === vectorType &&
    index.dimension === dimension
  );
}

function settingsText({ dimension, metric, vectorType, documents }: VectorIndex): string {
  if (documents !== undefined) return Object.keys(documents.fields).join(', ');
  return dimension === undefined ? vectorType : `${dimension} · ${metric}`;
}

async function createLike(
  { creation }: CopyTargetDeps,
  from: VectorIndex,
  environment: Environment,
  title: string,
): Promise<string> {
  let name = '';
  await askText({
    title,
    prompt: vscode.l10n.t('A name for the new index: lowercase letters, digits and hyphens'),
    value: from.name,
    submit: (text) => {
      name = parseIndexName(text);
    },
  });
  const created = await withProgress(vscode.l10n.t('Creating “{0}”', name), (signal) =>
    creation.create(environment, settingsOf(from, name), signal),
  );
  return created.name;
}

/** An index that embeds texts is copied with its vectors, so the new index needs no model. */
function settingsOf({ tags, ...from }: VectorIndex, name: string): NewIndex {
  const { cloud, region, dimension, metric } = from;
  const own = Object.entries(tags).filter(([tag]) => !isTwinTag(tag));
  const isKnown = cloud !== undefined && region !== undefined && cloud !== 'local';
  const shared = {
    name,
    ...(isKnown ? { cloud, region } : defaultRegion),
    tags: Object.fromEntries(own),
  };
  if (from.documents !== undefined) {
    const { textFields, fields } = from.documents;
    return { ...shared, kind: 'documents', textFields, fields };
  }
  return dimension === undefined ? { ...shared, kind: 'sparse' } : { ...shared, dimension, metric };
}

async function askNamespace(title: string, value: string): Promise<string> {
  let namespace = defaultNamespace;
  await askText({
    title,
    prompt: vscode.l10n.t('The namespace there; it is created with its first record'),
    value,
    submit: (text) => {
      namespace = parseNamespaceName(text);
    },
  });
  return namespace;
}
