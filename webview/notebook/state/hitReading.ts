import type { Disposable } from '../../../src/common/disposables.ts';
import type { RpcClient } from '../../../src/common/rpc.ts';
import type { Hit } from '../../../src/model/hit.ts';
import type { Metric } from '../../../src/model/vectorIndex.ts';
import type { Binding } from '../../../src/model/notebook/cell.ts';
import type { NotebookCalls } from '../../../src/protocol/notebook.ts';
import { RecordReading } from '../../shared/recordPane/recordReading.ts';
import { t } from '../../shared/l10n.ts';

/** The reading pane of a notebook's hits: at most one is open. */
export class HitReading implements Disposable {
  readonly #onChange: () => void;
  #opened: OpenHit | undefined;
  #isFree = false;
  readonly reading: RecordReading;

  constructor(client: Pick<RpcClient<NotebookCalls>, 'call'>, onChange: () => void) {
    this.#onChange = onChange;
    this.reading = new RecordReading({
      read: async (id, signal) => {
        const details = await client.call('record.read', this.#request(id), { signal });
        this.#isFree = details.isFree;
        return details;
      },
      near: (id, signal) => client.call('neighbours.read', this.#request(id), { signal }),
      neighboursHint: () => (this.#isFree ? undefined : t('Costs about 1 RU')),
      onChange,
    });
  }

  get opened(): OpenHit | undefined {
    return this.#opened;
  }

  /** Shows the hit and reads its record. */
  open(opened: OpenHit): void {
    this.#change(opened);
    void this.reading.open(opened.id);
  }

  /** Shows another hit of the open cell. Its record is read only where that costs nothing. */
  follow(opened: OpenHit): void {
    if (this.#opened?.cellId !== opened.cellId) return;
    if (this.#isFree) return this.open(opened);
    this.#change(opened);
    this.reading.close();
  }

  /** Reads a neighbour of the open record. */
  openNeighbour(id: string): void {
    if (this.#opened === undefined) return;
    const { hit: _, ...place } = this.#opened;
    this.open({ ...place, id });
  }

  close(): void {
    this.#opened = undefined;
    this.reading.close();
  }

  dispose(): void {
    this.close();
  }

  #change(opened: OpenHit): void {
    // The same id elsewhere is another record.
    if (JSON.stringify(this.#opened?.binding) !== JSON.stringify(opened.binding))
      this.reading.close();
    this.#opened = opened;
    this.#onChange();
  }

  #request(id: string): NotebookCalls['record.read']['params'] {
    const binding = this.#opened?.binding ?? { environment: '', index: '', namespace: '' };
    return { binding, id };
  }
}

/** The record in the reading pane of a cell. */
export type OpenHit = {
  readonly cellId: string;
  /** Where the cell ran. */
  readonly binding: Binding;
  readonly metric: Metric;
  /** Absent if the user followed a neighbour. */
  readonly hit?: Hit;
  readonly id: string;
};
