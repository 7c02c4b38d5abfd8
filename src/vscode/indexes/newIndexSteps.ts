import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import {
  hostedModels,
  knownRegions,
  localModels,
  modelDimensions,
  parseDimension,
  parseIndexName,
  parseRegion,
  parseTags,
  parseTextFields,
  printTags,
  type NewIndex,
  type NewIndexContent,
  type Tags,
  defaultRegion,
} from '../../model/newIndex.ts';
import { metrics, type Metric } from '../../model/vectorIndex.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import { askChoice, askText, type Choice } from '../flows/inputs.ts';
import type { StepPosition, WizardStep } from '../flows/wizard.ts';

/** The steps of *Create Index*. Remembers the answers, so that Back and a refusal lose none. */
export class NewIndexSteps {
  readonly #catalog: Pick<Catalog, 'indexes'>;
  readonly #environment: Environment;
  #name: string;
  #kind: IndexKindAnswer;
  #dimension: number | undefined;
  #asksForDimension = false;
  #metric: Metric;
  #model: string;
  #textFields: readonly string[];
  #region: { readonly cloud: string; readonly region: string } | undefined;
  #asksForRegion = false;
  #tags: Tags;
  #isProtected: boolean;
  #refusal: { readonly step: StepName; readonly message: string } | undefined;

  constructor(catalog: Pick<Catalog, 'indexes'>, environment: Environment, preset?: IndexPreset) {
    this.#catalog = catalog;
    this.#environment = environment;
    this.#model = this.#models[0];
    this.#name = preset?.name ?? '';
    this.#kind = preset?.kind ?? 'dense';
    this.#textFields = preset?.textFields ?? ['text'];
    this.#dimension = preset?.dimension;
    this.#metric = preset?.metric ?? 'cosine';
    this.#region = preset?.region;
    this.#tags = preset?.tags ?? {};
    this.#isProtected = preset?.isProtected ?? false;
  }

  get #isLocal(): boolean {
    return this.#environment.kind === 'local';
  }

  get #models(): typeof hostedModels | typeof localModels {
    return this.#isLocal ? localModels : hostedModels;
  }

  get all(): readonly Step[] {
    const isKind = (kind: IndexKindAnswer) => (): boolean => this.#kind === kind;
    const isDense = isKind('dense');
    const isElsewhere = (): boolean => !this.#isLocal;
    return [
      { name: 'name', ask: (place) => this.#askName(place) },
      { name: 'kind', ask: (place) => this.#askKind(place) },
      { name: 'dimension', applies: isDense, ask: (place) => this.#askDimension(place) },
      {
        applies: () => isDense() && this.#asksForDimension,
        ask: (place) => this.#askOtherDimension(place),
      },
      { applies: isDense, ask: (place) => this.#askMetric(place) },
      { name: 'model', applies: isKind('embedded'), ask: (place) => this.#askModel(place) },
      {
        applies: () => this.#kind === 'embedded' || this.#kind === 'documents',
        ask: (place) => this.#askTextFields(place),
      },
      { name: 'region', applies: isElsewhere, ask: (place) => this.#askRegion(place) },
      {
        applies: () => isElsewhere() && this.#asksForRegion,
        ask: (place) => this.#askOtherRegion(place),
      },
      { name: 'tags', ask: (place) => this.#askTags(place) },
      { ask: (place) => this.#askProtection(place) },
      { ask: (place) => this.#confirm(place) },
    ];
  }

  /** Records that the service refused an answer. Returns the position of its step, which then shows why. */
  refuse(step: StepName, message: string): number {
    this.#refusal = { step, message };
    return this.all.findIndex(({ name }) => name === step);
  }

  newIndex(): NewIndex {
    const { cloud, region } = this.#region ?? defaultRegion;
    const tags = this.#tags;
    const common = { name: this.#name, cloud, region, tags, isProtected: this.#isProtected };
    return { ...common, ...this.#content() };
  }

  #content(): NewIndexContent {
    switch (this.#kind) {
      case 'sparse':
        return { kind: 'sparse' };
      case 'embedded':
        return { kind: 'embedded', model: this.#model, textField: this.#textFields[0] ?? 'text' };
      case 'documents':
        return { kind: 'documents', textFields: this.#textFields };
      case 'dense':
        return { kind: 'dense', dimension: this.#dimension ?? 0, metric: this.#metric };
    }
  }

  async #askName(place: StepPosition): Promise<Direction> {
    return this.#text('name', {
      place,
      prompt: vscode.l10n.t('A name for the index: a-z, 0-9 and hyphens, at most 45 characters'),
      placeholder: 'my-vector-index',
      value: this.#name,
      busyPrompt: vscode.l10n.t('Looking whether the name is free…'),
      submit: async (text, signal) => {
        const name = parseIndexName(text);
        // An unreachable service refuses the name itself, at the end.
        const known = await this.#catalog.indexes(this.#environment, signal).catch(() => []);
        if (known.some((index) => index.name === name))
          throw new Failure(
            'conflict',
            vscode.l10n.t('“{0}” already has an index “{1}”', this.#environment.name, name),
          );
        this.#name = name;
      },
    });
  }

  async #askKind(place: StepPosition): Promise<Direction> {
    const choices: Choice<IndexKindAnswer>[] = [
      {
        value: 'dense',
        label: vscode.l10n.t('Dense vectors'),
        description: vscode.l10n.t('your program embeds; you write vectors and metadata'),
      },
      {
        value: 'sparse',
        label: vscode.l10n.t('Sparse vectors'),
        description: vscode.l10n.t('weights of terms, for search by keywords'),
      },
      {
        value: 'documents',
        label: vscode.l10n.t('Documents'),
        description: vscode.l10n.t('fields with full-text search'),
      },
    ];
    const embedded: Choice<IndexKindAnswer> = {
      value: 'embedded',
      label: vscode.l10n.t('Texts, embedded by the service'),
      description: this.#isLocal
        ? vscode.l10n.t('a model on this machine; you write texts and metadata')
        : vscode.l10n.t('a hosted model; you write texts and metadata'),
    };
    choices.splice(1, 0, embedded);
    const answer = await this.#choice('kind', {
      place,
      placeholder: vscode.l10n.t('What will the index hold? This cannot be changed later'),
      choices,
      current: this.#kind,
    });
    if (answer === undefined) return 'back';
    this.#kind = answer;
    return 'next';
  }

  async #askDimension(place: StepPosition): Promise<Direction> {
    const presets = modelDimensions.map(({ model, dimension }) => ({
      value: dimension,
      label: String(dimension),
      description: model,
    }));
    const own = this.#dimension;
    const isOwn = own !== undefined && presets.every(({ value }) => value !== own);
    const answer = await this.#choice('dimension', {
      place,
      placeholder: vscode.l10n.t('Length of the vectors, which the embedding model decides'),
      choices: [
        { value: 0, label: vscode.l10n.t('Another dimension…') },
        ...(isOwn ? [{ value: own, label: String(own) }] : []),
        ...presets,
      ],
      current: own ?? 0,
    });
    if (answer === undefined) return 'back';
    this.#asksForDimension = answer === 0;
    if (answer > 0) this.#dimension = answer;
    return 'next';
  }

  async #askOtherDimension(place: StepPosition): Promise<Direction> {
    return this.#text(undefined, {
      place,
      prompt: vscode.l10n.t('Length of the vectors, 1 to 20,000'),
      placeholder: '8',
      value: this.#dimension === undefined ? '' : String(this.#dimension),
      submit: (text) => void (this.#dimension = parseDimension(text)),
    });
  }

  async #askMetric(place: StepPosition): Promise<Direction> {
    const about: Readonly<Record<Metric, string>> = {
      cosine: vscode.l10n.t('the angle between vectors; right for most embeddings'),
      dotproduct: vscode.l10n.t('the inner product; needed for hybrid search'),
      euclidean: vscode.l10n.t('the squared distance; lower is nearer'),
    };
    const answer = await this.#choice(undefined, {
      place,
      placeholder: vscode.l10n.t('How are vectors compared? This cannot be changed later'),
      choices: metrics.map((value) => ({ value, label: value, description: about[value] })),
      current: this.#metric,
    });
    if (answer === undefined) return 'back';
    this.#metric = answer;
    return 'next';
  }

  async #askModel(place: StepPosition): Promise<Direction> {
    const answer = await this.#choice('model', {
      place,
      placeholder: vscode.l10n.t('Which hosted model embeds the texts?'),
      choices: this.#models.map((value) => ({ value: value as string, label: value })),
      current: this.#model,
    });
    if (answer === undefined) return 'back';
    this.#model = answer;
    return 'next';
  }

  async #askTextFields(place: StepPosition): Promise<Direction> {
    const isOne = this.#kind === 'embedded';
    return this.#text(undefined, {
      place,
      prompt: isOne
        ? vscode.l10n.t('The field of a record whose text is embedded')
        : vscode.l10n.t('Fields with full-text search, separated by commas'),
      placeholder: isOne ? 'text' : 'title, text',
      value: this.#textFields.join(', '),
      submit: (text) => {
        const fields = parseTextFields(text);
        if (isOne && fields.length > 1)
          throw new Failure('badInput', vscode.l10n.t('The service embeds one field'));
        this.#textFields = fields;
      },
    });
  }

  async #askRegion(place: StepPosition): Promise<Direction> {
    const choices: Choice<{ cloud: string; region: string } | 'other'>[] = knownRegions.map(
      (value) => ({ value, label: `${value.cloud} ${value.region}` }),
    );
    choices.push({ value: 'other', label: vscode.l10n.t('Another region…') });
    const answer = await this.#choice('region', {
      place,
      placeholder: vscode.l10n.t('Where does the index run? This cannot be changed later'),
      choices,
    });
    if (answer === undefined) return 'back';
    this.#asksForRegion = answer === 'other';
    if (answer !== 'other') this.#region = answer;
    return 'next';
  }

  async #askOtherRegion(place: StepPosition): Promise<Direction> {
    const known = this.#region;
    return this.#text(undefined, {
      place,
      prompt: vscode.l10n.t('Cloud (aws, gcp or azure) and region'),
      placeholder: 'aws us-east-1',
      value: known === undefined ? '' : `${known.cloud} ${known.region}`,
      submit: (text) => void (this.#region = parseRegion(text)),
    });
  }

  async #askTags(place: StepPosition): Promise<Direction> {
    return this.#text('tags', {
      place,
      prompt: vscode.l10n.t('Tags, separated by commas, or nothing'),
      placeholder: 'team=search, stage=test',
      value: printTags(this.#tags),
      submit: (text) => void (this.#tags = parseTags(text)),
    });
  }

  async #askProtection(place: StepPosition): Promise<Direction> {
    const answer = await this.#choice(undefined, {
      place,
      placeholder: vscode.l10n.t('Protect the index against deletion?'),
      choices: [
        { value: false, label: vscode.l10n.t('Not protected') },
        {
          value: true,
          label: vscode.l10n.t('Protected'),
          description: vscode.l10n.t('cannot be deleted until this is turned off'),
        },
      ],
      current: this.#isProtected,
    });
    if (answer === undefined) return 'back';
    this.#isProtected = answer;
    return 'next';
  }

  async #confirm(place: StepPosition): Promise<Direction> {
    const answer = await this.#choice(undefined, {
      place,
      placeholder: vscode.l10n.t('Only tags and protection can be changed later'),
      choices: [
        {
          value: true,
          label: vscode.l10n.t('Create “{0}”', this.#name),
          description: vscode.l10n.t('in “{0}”', this.#environment.name),
          detail: this.#summary(),
        },
      ],
    });
    return answer === undefined ? 'back' : 'next';
  }

  #summary(): string {
    const index = this.newIndex();
    const parts: string[] = [];
    if (index.kind === 'sparse') parts.push(vscode.l10n.t('sparse vectors'));
    else if (index.kind === 'embedded') parts.push(index.model, index.textField);
    else if (index.kind === 'documents')
      parts.push(vscode.l10n.t('documents'), index.textFields.join(', '));
    else parts.push(String(index.dimension), index.metric);
    if (this.#environment.kind !== 'local') parts.push(`${index.cloud} ${index.region}`);
    if (Object.keys(this.#tags).length > 0) parts.push(printTags(this.#tags));
    if (this.#isProtected) parts.push(vscode.l10n.t('protected'));
    return parts.join(' · ');
  }

  async #text(
    step: StepName | undefined,
    question: Omit<Parameters<typeof askText>[0], 'title' | 'problem'>,
  ): Promise<Direction> {
    const problem = this.#takeRefusal(step);
    return (await askText({ ...question, title: title(), problem })) ? 'next' : 'back';
  }

  #choice<T>(
    step: StepName | undefined,
    question: Omit<Parameters<typeof askChoice<T>>[0], 'title'>,
  ): Promise<T | undefined> {
    const placeholder = this.#takeRefusal(step) ?? question.placeholder;
    return askChoice<T>({ ...question, title: title(), placeholder });
  }

  #takeRefusal(step: StepName | undefined): string | undefined {
    const refusal = this.#refusal;
    if (refusal === undefined || refusal.step !== step) return undefined;
    this.#refusal = undefined;
    return refusal.message;
  }
}

/** Answers that a wizard starts with: the settings of another index, or those that a file needs. */
export type IndexPreset = {
  readonly name?: string;
  readonly kind: IndexKindAnswer;
  readonly textFields?: readonly string[];
  readonly dimension?: number;
  readonly metric?: Metric;
  readonly region?: { readonly cloud: string; readonly region: string };
  readonly tags?: Tags;
  readonly isProtected?: boolean;
};

type IndexKindAnswer = 'dense' | 'sparse' | 'embedded' | 'documents';

/** Names of the steps that the service can refuse. */
export type StepName = 'name' | 'kind' | 'dimension' | 'model' | 'region' | 'tags';

type Step = WizardStep & { readonly name?: StepName };
type Direction = 'next' | 'back';

function title(): string {
  return vscode.l10n.t('Create Index');
}
