import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import type { NewIndex } from '../../model/newIndex.ts';
import { defaultNamespace, type VectorIndex } from '../../model/vectorIndex.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import type { IndexCreation } from '../../services/catalog/indexCreation.ts';
import { runWizard } from '../flows/wizard.ts';
import { withProgress } from '../flows/withProgress.ts';
import { commands } from '../ids.ts';
import { NewIndexSteps, type IndexPreset, type StepName } from './newIndexSteps.ts';

/**
 * Runs the wizard for a new index, creates the index, shows it in the tree, and imports the file or offers next steps. A refusal of the
 * service returns to the step that it is about. Throws `cancelled` when the user closes the wizard.
 */
export async function createIndex(
  deps: CreateIndexDeps,
  environment: Environment,
  { preset, file }: CreateIndexOptions = {},
): Promise<void> {
  const steps = new NewIndexSteps(deps.catalog, environment, preset);
  for (let start = 0; ;) {
    if (!(await runWizard(steps.all, start))) return;
    try {
      const index = await create(deps, environment, steps.newIndex());
      await deps.reveal(environment.name, index.name);
      await (file === undefined
        ? offerNextStep(environment, index)
        : importFile(environment, index, file));
      return;
    } catch (error) {
      const step = Failure.is(error) ? stepOf(error) : undefined;
      if (step === undefined || !Failure.is(error)) throw error;
      start = steps.refuse(step, error.message);
    }
  }
}

export type CreateIndexDeps = {
  readonly creation: IndexCreation;
  readonly catalog: Pick<Catalog, 'indexes'>;
  /** Shows the index in the tree. */
  readonly reveal: (environment: string, index: string) => Promise<void>;
};

/** What a new index is made for. */
export type CreateIndexOptions = {
  readonly preset?: IndexPreset;
  /** Is imported into the index. */
  readonly file?: vscode.Uri;
};

function create(
  { creation }: CreateIndexDeps,
  environment: Environment,
  index: NewIndex,
): Promise<VectorIndex> {
  return withProgress(vscode.l10n.t('Creating “{0}”', index.name), (signal) =>
    creation.create(environment, index, signal),
  );
}

/** Returns the step whose answer the service refused, if its message tells. */
function stepOf({ kind, message }: Failure): StepName | undefined {
  if (kind === 'conflict') return 'name';
  if (kind !== 'badInput' && kind !== 'notFound') return undefined;
  const subjects: readonly (readonly [RegExp, StepName])[] = [
    [/region|cloud/i, 'region'],
    [/dimension/i, 'dimension'],
    [/model/i, 'model'],
    [/\btags?\b/i, 'tags'],
    [/documents|schema|field/i, 'kind'],
    [/\bname\b/i, 'name'],
  ];
  return subjects.find(([pattern]) => pattern.test(message))?.[1];
}

async function importFile(
  environment: Environment,
  { name }: VectorIndex,
  file: vscode.Uri,
): Promise<void> {
  const target = { environment: environment.name, index: name, namespace: defaultNamespace };
  await vscode.commands.executeCommand(commands.importRecords, { target, file });
}

async function offerNextStep(environment: Environment, index: VectorIndex): Promise<void> {
  const importRecords = vscode.l10n.t('Import File…');
  const code = vscode.l10n.t('Copy Connection Code…');
  const name = escapeInvisible(index.name);
  const answer = await vscode.window.showInformationMessage(
    index.isReady
      ? vscode.l10n.t('“{0}” is ready and has no records yet.', name)
      : vscode.l10n.t('“{0}” is being built and has no records yet.', name),
    ...(index.isReady ? [importRecords] : []),
    code,
  );
  const target = {
    environment: environment.name,
    index: index.name,
    namespace: defaultNamespace,
  };
  if (answer === importRecords)
    await vscode.commands.executeCommand(commands.importRecords, { target });
  if (answer === code)
    await vscode.commands.executeCommand(commands.copyConnectionCode, { target });
}
