import { Emitter } from '../../../src/common/emitter.ts';
import type { KnownField } from '../../../src/model/filter/language/knownField.ts';
import type { Binding } from '../../../src/model/notebook/cell.ts';

const none: readonly KnownField[] = [];

/** The metadata fields that the host knows of each namespace, read when a filter is about to be edited. */
export class KnownFields {
  readonly #read: (binding: Binding) => Promise<readonly KnownField[]>;
  readonly #fields = new Map<string, readonly KnownField[]>();
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;

  constructor(read: (binding: Binding) => Promise<readonly KnownField[]>) {
    this.#read = read;
  }

  of(binding: Binding): readonly KnownField[] {
    return this.#fields.get(keyOf(binding)) ?? none;
  }

  /** Reads the fields again. Never rejects: without an answer nothing new is known. */
  async refresh(binding: Binding): Promise<void> {
    const fields = await this.#read(binding).catch(() => none);
    if (fields.length === 0) return;
    this.#fields.set(keyOf(binding), fields);
    this.#changed.fire();
  }
}

function keyOf({ environment, index, namespace }: Binding): string {
  return JSON.stringify([environment, index, namespace]);
}
