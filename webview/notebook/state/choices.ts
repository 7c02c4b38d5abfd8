import { Failure, type FailureKind } from '../../../src/common/failure.ts';
import { Emitter } from '../../../src/common/emitter.ts';
import type { Binding } from '../../../src/model/notebook/cell.ts';
import type { BindingChoices } from '../../../src/protocol/notebook.ts';

/** Fetches the options of the three pickers of a binding on demand. */
export class Choices {
  readonly #load: Load;
  readonly #entries = new Map<string, Loadable<ChoiceLevel>>();
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(load: Load) {
    this.#load = load;
  }

  get<L extends ChoiceLevel>(level: L, binding: Binding): Loadable<L> {
    return (this.#entries.get(keyOf(level, binding)) ?? unknown) as Loadable<L>;
  }

  /** Fetches the options unless they are known or already being fetched. */
  async ensure(level: ChoiceLevel, binding: Binding): Promise<void> {
    const { items, isLoading } = this.get(level, binding);
    if (items === undefined && !isLoading) await this.#fetch(level, binding, false);
  }

  /** Fetches the options again, bypassing the cache of the host. */
  async retry(level: ChoiceLevel, binding: Binding): Promise<void> {
    await this.#fetch(level, binding, true);
  }

  /** Handles a change in the host: fetches known options of the current binding again, and discards the rest. */
  async renew(binding: Binding): Promise<void> {
    const levels: readonly ChoiceLevel[] = ['environments', 'indexes', 'namespaces'];
    const known = levels.filter((level) => this.#entries.has(keyOf(level, binding)));
    const keys = known.map((level) => keyOf(level, binding));
    for (const key of this.#entries.keys()) if (!keys.includes(key)) this.#entries.delete(key);
    await Promise.all(known.map((level) => this.#fetch(level, binding, false)));
  }

  async #fetch(level: ChoiceLevel, binding: Binding, refresh: boolean): Promise<void> {
    if (!isAskable(level, binding)) return;
    const key = keyOf(level, binding);
    const { items } = this.get(level, binding);
    const request = { items, isLoading: true };
    this.#set(key, request);
    let answer: Loadable<ChoiceLevel>;
    try {
      const choices = await this.#load(partFor(level, binding), refresh);
      const hidden = level === 'environments' ? 0 : choices.hidden[level];
      answer = { items: choices[level], isLoading: false, hidden };
    } catch (error) {
      const { kind, message } = Failure.from(error);
      answer = { items, isLoading: false, failure: { kind, message } };
    }
    // A newer request, or a reset, makes this response obsolete.
    if (this.#entries.get(key) === request) this.#set(key, answer);
  }

  #set(key: string, entry: Loadable<ChoiceLevel>): void {
    this.#entries.set(key, entry);
    this.#changed.fire();
  }
}

export type ChoiceLevel = Exclude<keyof BindingChoices, 'hidden'>;

/** The options of one picker. Known options stay available while they are fetched again. */
export type Loadable<L extends ChoiceLevel> = {
  readonly items: BindingChoices[L] | undefined;
  readonly isLoading: boolean;
  /** Number of items beyond those listed. */
  readonly hidden?: number;
  readonly failure?: { readonly kind: FailureKind; readonly message: string };
};

type Load = (binding: Binding, refresh: boolean) => Promise<BindingChoices>;

const unknown = { items: undefined, isLoading: false } as const;

/** Returns the part of the binding that a level depends on. A smaller part spares the host network requests. */
function partFor(level: ChoiceLevel, { environment, index }: Binding): Binding {
  return {
    environment: level === 'environments' ? '' : environment,
    index: level === 'namespaces' ? index : '',
    namespace: '',
  };
}

function isAskable(level: ChoiceLevel, binding: Binding): boolean {
  if (level === 'environments') return true;
  return binding.environment !== '' && (level === 'indexes' || binding.index !== '');
}

function keyOf(level: ChoiceLevel, binding: Binding): string {
  const { environment, index } = partFor(level, binding);
  return JSON.stringify([level, environment, index]);
}
