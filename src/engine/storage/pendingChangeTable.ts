import type { IndexDatabase } from './indexDatabase.ts';
import { NumberSet } from '../structures/numberSet.ts';

/**
 * The table of the change of many records by filter that is in progress in an index. After a crash the engine finishes the
 * change from here.
 */
export class PendingChangeTable {
  readonly #database: IndexDatabase;

  constructor(database: IndexDatabase) {
    this.#database = database;
  }

  load(): PendingChange | undefined {
    const { statements } = this.#database;
    const sql = 'SELECT namespace, change FROM pending_change';
    const row = statements.get(sql) as Omit<PendingChange, 'numbers'> | undefined;
    if (row === undefined) return undefined;
    const numbers = new NumberSet();
    for (const { block, bits } of statements.all<Block>('SELECT block, bits FROM pending_records'))
      numbers.addBlock(block, bits);
    return { ...row, numbers };
  }

  /** Stores the change. From then on the engine finishes it, even after a crash. */
  begin({ namespace, change, numbers }: PendingChange): void {
    this.#database.transaction(() => {
      const sql = 'INSERT INTO pending_change (namespace, change) VALUES (?, ?)';
      this.#database.statements.run(sql, namespace, change);
      this.#write(numbers, numbers.blocks());
    });
  }

  /** Removes finished records, inside the transaction that changed them. */
  save(numbers: NumberSet, gone: readonly number[]): void {
    if (numbers.size === 0) this.end();
    else this.#write(numbers, new Set(gone.map((number) => NumberSet.blockOf(number))));
  }

  end(): void {
    this.#database.transaction(() => {
      for (const table of ['pending_change', 'pending_records'])
        this.#database.statements.run(`DELETE FROM ${table}`);
    });
  }

  #write(numbers: NumberSet, blocks: Iterable<number>): void {
    const { statements } = this.#database;
    for (const block of blocks) {
      const bits = numbers.blockBytes(block);
      const sql = 'INSERT OR REPLACE INTO pending_records (block, bits) VALUES (?, ?)';
      if (bits !== undefined) statements.run(sql, block, bits);
      else statements.run('DELETE FROM pending_records WHERE block = ?', block);
    }
  }
}

/** A change of many records that has started and must be finished, with the records still to change. */
export type PendingChange = {
  /** The namespace's pk. */
  readonly namespace: number;
  /** The change, serialized by the caller. */
  readonly change: string;
  readonly numbers: NumberSet;
};

type Block = { readonly block: number; readonly bits: Uint8Array };
