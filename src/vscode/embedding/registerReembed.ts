import * as vscode from 'vscode';
import type { Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { IndexModel } from '../../model/embedding/indexModel.ts';
import { defaultRegion } from '../../model/newIndex.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import type { IndexCreation } from '../../services/catalog/indexCreation.ts';
import type { Embeddings } from '../../services/embedding/embeddings.ts';
import type { FirstQueryCheck } from '../../services/embedding/firstQueryCheck.ts';
import type { Connections } from '../../services/environments/connections.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { comparisonNotebook } from '../../services/reembedding/comparisonNotebook.ts';
import type {
  Reembedding,
  ReembeddingCheckpoint,
  ReembeddingOutcome,
} from '../../services/reembedding/reembedding.ts';
import type { IndexPlace, ReembeddingPlan } from '../../services/reembedding/reembeddingPlan.ts';
import {
  previewReembedding,
  priceOfReembedding,
  textOfField,
  type ReembeddingPreview,
} from '../../services/reembedding/reembeddingPreview.ts';
import type { UsageMeter } from '../../services/usage/usageMeter.ts';
import { registerCommand } from '../commands.ts';
import { askChoice } from '../flows/inputs.ts';
import { openNewNotebook } from '../flows/openNewNotebook.ts';
import { pickEnvironment } from '../flows/pickTarget.ts';
import { pickIndexOf } from '../flows/pickIndexOf.ts';
import { withProgress } from '../flows/withProgress.ts';
import { fullCount } from '../formatNumbers.ts';
import { commands } from '../ids.ts';
import { recordsText } from '../labels.ts';
import type { Report } from '../report.ts';
import { withTransferProgress } from '../transfers/transferProgress.ts';
import { askOverBudget } from '../usage/askOverBudget.ts';
import type { ModelListDeps } from './pickModel.ts';
import { rememberModel } from './rememberModel.ts';
import { askNewModel, askNewName, askTextField } from './askReembedding.ts';

/** Registers *Re-embed Into*. */
export function registerReembed(deps: ReembedDeps): Disposable {
  return registerCommand(commands.reembed, (argument) => reembed(deps, argument), deps.report);
}

export type ReembedDeps = ModelListDeps & {
  readonly environments: Environments;
  readonly catalog: Catalog;
  readonly connections: Connections;
  readonly creation: IndexCreation;
  readonly embeddings: Embeddings;
  readonly agree: (model: IndexModel, texts: number) => Promise<void>;
  readonly reembedding: Reembedding;
  readonly trust: FirstQueryCheck['trust'];
  readonly usage: UsageMeter;
  readonly report: Report;
};

/** A copy that can start, with where an earlier one ended. */
type Start = { readonly plan: ReembeddingPlan; readonly from?: ReembeddingCheckpoint };

async function reembed(deps: ReembedDeps, argument: unknown): Promise<void> {
  const picked = await pickIndexOf(deps, argument);
  if (picked === undefined) return;
  const source = { environment: picked.environment, index: picked.index.name };
  const title = vscode.l10n.t('Re-embed “{0}”', source.index);
  const preview = await withProgress(title, (signal) =>
    previewReembedding(deps.connections, source, signal),
  );
  const start = (await askToGoOn(deps, source, title)) ?? (await ask(deps, source, preview, title));
  if (start !== undefined) await run(deps, start, preview);
}

/** Offers to go on with a copy of the index that ended early. */
async function askToGoOn(
  { reembedding, environments, agree }: ReembedDeps,
  source: IndexPlace,
  title: string,
): Promise<Start | undefined> {
  const from = reembedding.unfinished(source);
  const environment = from && environments.byId(from.target.environmentId);
  if (from === undefined || environment === undefined) return undefined;
  const { model, namespaces, total, written } = from;
  const goesOn = await askChoice<boolean>({
    title,
    placeholder: vscode.l10n.t('An earlier copy to “{0}” ended early', from.target.index),
    choices: [
      {
        label: vscode.l10n.t('Go On'),
        description: vscode.l10n.t('{0} are copied', recordsText(written.count)),
        value: true,
      },
      { label: vscode.l10n.t('Start Over'), value: false },
    ],
  });
  if (goesOn !== true) return undefined;
  await agree(model, Math.max(0, total - written.count));
  const target = { environment, index: from.target.index };
  return { plan: { source, target, model, namespaces, total }, from };
}

/** Asks for field, environment, model and name, shows the price, and creates the index. */
async function ask(
  deps: ReembedDeps,
  source: IndexPlace,
  preview: ReembeddingPreview,
  title: string,
): Promise<Start | undefined> {
  const textField = await askTextField(title, preview);
  const where = vscode.l10n.t('Create the new index in which environment?');
  const environment = await pickEnvironment(deps, 'anywhere', where);
  if (environment === undefined) return undefined;
  deps.connections.checkWritable(environment);
  const model = await askNewModel(deps, title, environment);
  if (model === undefined) return undefined;
  await deps.agree(model, preview.total);
  const about = { ...model, textField };
  const dimension = await withProgress(title, (signal) =>
    findDimension(deps, environment, preview, about, signal),
  );
  const name = await askNewName(title, source.index, model.model);
  const target = { environment, index: name };
  await agreeToPrice(deps, { source, target, model: about, preview, dimension });
  await withProgress(vscode.l10n.t('Creating “{0}”', name), (signal) =>
    createTarget(deps, { environment, name, dimension, preview }, about, signal),
  );
  const { namespaces, total } = preview;
  return { plan: { source, target, model: about, namespaces, total } };
}

/** Embeds one text of the sample to learn the dimension. */
async function findDimension(
  { embeddings }: ReembedDeps,
  environment: Environment,
  { sample, index: { name, metric } }: ReembeddingPreview,
  model: ReembeddingPlan['model'],
  signal: AbortSignal,
): Promise<number> {
  const record = sample.find((one) => textOfField(one, model.textField) !== '');
  const texts = record === undefined ? [] : [textOfField(record, model.textField)];
  const [vector] = await embeddings.embed(
    { environment, index: { name, metric }, model, texts, purpose: 'passage', isAgreed: true },
    signal,
  );
  if (vector !== undefined) return vector.length;
  throw new Failure('internal', `The model “${model.model}” returned no vector`);
}

async function agreeToPrice(
  { usage }: ReembedDeps,
  about: Pick<ReembeddingPlan, 'source' | 'target' | 'model'> & {
    readonly preview: ReembeddingPreview;
    readonly dimension: number;
  },
): Promise<void> {
  const { source, target, model, preview, dimension } = about;
  const price = priceOfReembedding(preview, model.textField, dimension);
  const [isReadFree, isWriteFree] = [source, target].map(
    ({ environment }) => environment.kind === 'local',
  );
  const details = [
    vscode.l10n.t(
      '“{0}” reads about {1} tokens and makes vectors of {2} numbers. “{3}” stays as it is.',
      model.model,
      fullCount(price.tokens),
      fullCount(dimension),
      source.index,
    ),
    ...(isReadFree
      ? []
      : [vscode.l10n.t('Reading costs about {0} read units.', fullCount(price.readUnits))]),
    ...(isWriteFree
      ? []
      : [vscode.l10n.t('Writing costs about {0} write units.', fullCount(price.writeUnits))]),
  ];
  const create = vscode.l10n.t('Create and Embed');
  const question = vscode.l10n.t(
    'Copy {0} of “{1}” to the new index “{2}” of “{3}”?',
    recordsText(preview.total),
    source.index,
    target.index,
    target.environment.name,
  );
  const detail = details.join('\n\n');
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, create);
  if (answer !== create) throw new Failure('cancelled', 'Cancelled');
  if (isReadFree !== true)
    await askOverBudget(usage, source.environment, { readUnits: price.readUnits });
  if (isWriteFree !== true)
    await askOverBudget(usage, target.environment, { writeUnits: price.writeUnits });
}

async function createTarget(
  { creation }: ReembedDeps,
  about: {
    readonly environment: Environment;
    readonly name: string;
    readonly dimension: number;
    readonly preview: ReembeddingPreview;
  },
  model: IndexModel,
  signal: AbortSignal,
): Promise<void> {
  const { environment, name, dimension, preview } = about;
  const { metric, vectorType, cloud, region } = preview.index;
  const isKnown = cloud !== undefined && region !== undefined && cloud !== 'local';
  await creation.create(
    environment,
    {
      name,
      dimension,
      metric: vectorType === 'sparse' ? 'cosine' : metric,
      ...(isKnown ? { cloud, region } : defaultRegion),
    },
    signal,
  );
  await rememberModel(creation, environment, name, model);
}

async function run(deps: ReembedDeps, start: Start, preview: ReembeddingPreview): Promise<void> {
  const { plan, from } = start;
  const { source, target } = plan;
  const title = vscode.l10n.t('Re-embedding “{0}” into “{1}”', source.index, target.index);
  // Its vectors are the model's by construction.
  deps.trust(target.environment, target.index, plan.model);
  const outcome = await withTransferProgress(title, (signal, onProgress) =>
    deps.reembedding.run(plan, { signal, onProgress }, from),
  );
  const text = outcomeText(plan, outcome);
  if (outcome.state === 'complete' || outcome.state === 'incomplete') {
    await compare(deps, plan, preview);
    void vscode.window.showInformationMessage(text);
    return;
  }
  const goOn = vscode.l10n.t('Go On');
  if ((await vscode.window.showWarningMessage(text, goOn)) !== goOn) return;
  const checkpoint = deps.reembedding.unfinished(source);
  await run(deps, { plan, ...(checkpoint && { from: checkpoint }) }, preview);
}

/** Opens a notebook that asks both indexes the same. */
async function compare(
  { embeddings }: ReembedDeps,
  plan: ReembeddingPlan,
  { index, sample }: ReembeddingPreview,
): Promise<void> {
  const { source, target, model } = plan;
  const asksByText =
    index.kind === 'records' || embeddings.modelOf(source.environment, index) !== undefined;
  const words = vscode.l10n.t(
    '# “{0}” and “{1}”\n\nThe same questions to both indexes: “{1}” has the vectors of {2}. Run all cells, then change the questions to your own. Your programs use “{0}” until you change the name of the index in them.',
    source.index,
    target.index,
    model.model,
  );
  const notebook = comparisonNotebook({ plan, sample, asksByText, words });
  await openNewNotebook(notebook, `${source.index}-and-${target.index}`);
}

function outcomeText({ target }: ReembeddingPlan, outcome: ReembeddingOutcome): string {
  const written = recordsText(outcome.written);
  switch (outcome.state) {
    case 'complete':
      return vscode.l10n.t('“{0}” has new vectors of {1}.', target.index, written);
    case 'incomplete':
      return vscode.l10n.t(
        '“{0}” has new vectors of {1}. {2} have no text in the field, or changed meanwhile.',
        target.index,
        written,
        recordsText(outcome.leftOut),
      );
    case 'stopped':
    case 'cancelled':
      return vscode.l10n.t(
        'The copy to “{0}” ended early, with {1} written.',
        target.index,
        written,
      );
    case 'interrupted':
      return vscode.l10n.t(
        'The copy to “{0}” was interrupted, with {1} written. {2}.',
        target.index,
        written,
        outcome.failure.message,
      );
  }
}
