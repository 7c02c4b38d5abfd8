import * as vscode from 'vscode';
import type { Secret } from '../../common/secret.ts';
import type { Environment, EnvironmentColour, EnvironmentRole } from '../../model/environment.ts';
import {
  decodeControllerUrl,
  isOnThisMachine,
} from '../../services/environments/environmentInput.ts';
import type { EnvironmentDraft, Environments } from '../../services/environments/environments.ts';
import type { EnvFileKey } from '../keySources/envFileKeys.ts';
import { commands } from '../ids.ts';
import { askKey } from './askKey.ts';
import { confirmHost } from './confirmHost.ts';
import { colourChoices, roleChoices } from './environmentChoices.ts';
import { askChoice, askText } from './inputs.ts';
import { withProgress } from './withProgress.ts';
import { runWizard, type WizardStep, type StepPosition } from './wizard.ts';

/**
 * Runs the wizard for a new environment; the key is its last step. Returns `undefined` after Back on the first step;
 * throws `cancelled` when the user closes it. Nothing is stored in either case. Throws the service's failure for a
 * refused key that the user did not type.
 */
export async function addEnvironment(
  environments: Environments,
  options: AddEnvironmentOptions = {},
): Promise<Environment | undefined> {
  const flow = new AddEnvironmentFlow(environments, options);
  return flow.run();
}

type Answers = {
  name: string;
  kind: 'cloud' | 'custom';
  controllerUrl: string;
  role: EnvironmentRole;
  colour: EnvironmentColour;
};

const colourOfRole: Readonly<Record<EnvironmentRole, EnvironmentColour>> = {
  development: 'blue',
  staging: 'orange',
  production: 'red',
  local: 'purple',
};

export type AddEnvironmentOptions = {
  /** The key, if it is known: the wizard does not ask for it. */
  readonly key?: Secret;
  /** Finds keys in files, which the wizard offers if they are found before it asks for the key. */
  readonly findFileKeys?: () => Promise<readonly EnvFileKey[]>;
};

class AddEnvironmentFlow {
  readonly #environments: Environments;
  #fileKeys: readonly EnvFileKey[] = [];
  /** The key that the caller knows. */
  readonly #givenKey: Secret | undefined;
  #fileKey: EnvFileKey | undefined;
  readonly #answers: Answers = {
    name: '',
    kind: 'cloud',
    controllerUrl: '',
    role: 'development',
    colour: 'blue',
  };
  #added: Environment | undefined;

  constructor(environments: Environments, { key, findFileKeys }: AddEnvironmentOptions) {
    this.#environments = environments;
    this.#givenKey = key;
    // The questions do not wait for the search, which may take long in a large workspace.
    if (key === undefined)
      void findFileKeys?.().then(
        (found) => (this.#fileKeys = found),
        () => undefined,
      );
  }

  async run(): Promise<Environment | undefined> {
    const isCustom = (): boolean => this.#answers.kind === 'custom';
    const steps: readonly WizardStep[] = [
      { ask: (place) => this.#askName(place) },
      { ask: (place) => this.#askKind(place) },
      { applies: isCustom, ask: (place) => this.#askHost(place) },
      { applies: () => this.#isElsewhere(), ask: (place) => this.#confirmHost(place) },
      { ask: (place) => this.#askRole(place) },
      { ask: (place) => this.#askColour(place) },
      { applies: () => this.#fileKeys.length > 0, ask: (place) => this.#askSource(place) },
      { applies: () => this.#knownKey === undefined, ask: (place) => this.#askKey(place) },
    ];
    const isComplete = await runWizard(steps);
    const key = this.#knownKey;
    if (isComplete && key !== undefined) await this.#addWith(key);
    return this.#added;
  }

  get #knownKey(): Secret | undefined {
    return this.#givenKey ?? this.#fileKey?.key;
  }

  /** Whether the key would be sent to a host other than Pinecone's or this machine. */
  #isElsewhere(): boolean {
    const { kind, controllerUrl } = this.#answers;
    return kind === 'custom' && controllerUrl !== '' && !isOnThisMachine(controllerUrl);
  }

  async #askName(place: StepPosition): Promise<'next' | 'back'> {
    const isTaken = await askText({
      title: title(),
      place,
      prompt: vscode.l10n.t('A name for the environment, unique on this machine'),
      placeholder: vscode.l10n.t('production'),
      value: this.#answers.name,
      submit: (text) => void (this.#answers.name = this.#environments.checkName(text)),
    });
    return isTaken ? 'next' : 'back';
  }

  async #askKind(place: StepPosition): Promise<'next' | 'back'> {
    return this.#choose('kind', {
      title: title(),
      place,
      placeholder: vscode.l10n.t('Where are its indexes?'),
      choices: [
        { value: 'cloud', label: 'Pinecone', description: 'api.pinecone.io' },
        {
          value: 'custom',
          label: vscode.l10n.t('Custom host'),
          description: vscode.l10n.t('another address that speaks the same API'),
        },
      ],
    });
  }

  async #askHost(place: StepPosition): Promise<'next' | 'back'> {
    const isTaken = await askText({
      title: title(),
      place,
      prompt: vscode.l10n.t('The address of the control plane, https unless it is this machine'),
      placeholder: 'https://api.example.com',
      value: this.#answers.controllerUrl,
      submit: (text) => void (this.#answers.controllerUrl = decodeControllerUrl(text)),
    });
    return isTaken ? 'next' : 'back';
  }

  async #confirmHost(place: StepPosition): Promise<'next' | 'back'> {
    const { controllerUrl } = this.#answers;
    return (await confirmHost({ title: title(), place, controllerUrl })) ? 'next' : 'back';
  }

  async #askRole(place: StepPosition): Promise<'next' | 'back'> {
    const before = this.#answers.role;
    const answer = await this.#choose('role', {
      title: title(),
      place,
      placeholder: vscode.l10n.t('What is it for?'),
      choices: roleChoices(this.#answers.kind),
    });
    if (this.#answers.role !== before) this.#answers.colour = colourOfRole[this.#answers.role];
    return answer;
  }

  async #askColour(place: StepPosition): Promise<'next' | 'back'> {
    return this.#choose('colour', {
      title: title(),
      place,
      placeholder: vscode.l10n.t('A colour to know it by'),
      choices: colourChoices(),
    });
  }

  /** Offers the keys of `.env` files by their places. */
  async #askSource(place: StepPosition): Promise<'next' | 'back'> {
    const source = await askChoice<EnvFileKey | 'typed'>({
      title: title(),
      place,
      placeholder: vscode.l10n.t('Where is the key?'),
      choices: [
        { value: 'typed', label: vscode.l10n.t('Enter the key') },
        ...this.#fileKeys.map((value) => ({
          value,
          label: vscode.l10n.t('Use the key in {0}', vscode.workspace.asRelativePath(value.uri)),
          description: vscode.l10n.t('line {0}', value.range.start.line + 1),
        })),
      ],
    });
    if (source === undefined) return 'back';
    this.#fileKey = source === 'typed' ? undefined : source;
    return 'next';
  }

  async #addWith(key: Secret): Promise<void> {
    this.#added = await withProgress(vscode.l10n.t('Verifying the key'), (signal) =>
      this.#environments.add(this.#draft, key, signal),
    );
    if (this.#fileKey !== undefined) void offerRemoval(this.#fileKey, this.#added);
  }

  get #draft(): EnvironmentDraft {
    const { name, kind, controllerUrl, role, colour } = this.#answers;
    const common = { name, kind, role, colour };
    return kind === 'cloud' ? common : { ...common, controllerUrl };
  }

  async #askKey(place: StepPosition): Promise<'next' | 'back'> {
    const draft = this.#draft;
    const isTaken = await askKey({
      title: title(),
      place,
      environment: draft,
      store: async (key: Secret, signal, check) => {
        this.#added = await this.#environments.add(draft, key, signal, check);
      },
    });
    return isTaken ? 'next' : 'back';
  }

  async #choose<K extends 'kind' | 'role' | 'colour'>(
    field: K,
    question: Omit<Parameters<typeof askChoice<Answers[K]>>[0], 'current'>,
  ): Promise<'next' | 'back'> {
    const value = await askChoice<Answers[K]>({ ...question, current: this.#answers[field] });
    if (value === undefined) return 'back';
    this.#answers[field] = value;
    return 'next';
  }
}

/** The key leaves the file only when the user asks for it. */
async function offerRemoval({ uri, range }: EnvFileKey, { name }: Environment): Promise<void> {
  const button = vscode.l10n.t('Remove It from the File');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      '“{0}” uses the key of {1}. The file still has it.',
      name,
      vscode.workspace.asRelativePath(uri),
    ),
    button,
  );
  if (answer === button)
    await vscode.commands.executeCommand(commands.moveKeyToSecretStorage, { uri, range });
}

function title(): string {
  return vscode.l10n.t('Add Environment');
}
