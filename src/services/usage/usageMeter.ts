import type { Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import {
  addUnits,
  mergeUsage,
  noUnits,
  type UsageByDay,
  type UsageStore,
  type UsageUnits,
} from '../../model/usageUnits.ts';
import type { StateStore } from '../catalog/catalog.ts';

/** Counts read and write units by day and environment, for all windows together. */
export class UsageMeter implements Disposable {
  readonly #deps: UsageMeterDeps;
  readonly #changed = new Emitter<void>();
  readonly #last = new Map<string, UsageUnits>();
  #own: UsageByDay = {};
  #others: UsageByDay = {};
  #writing: ReturnType<typeof setTimeout> | undefined;

  /** Fires when the numbers change. */
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(deps: UsageMeterDeps) {
    this.#deps = deps;
  }

  add(environmentId: string, units: UsageUnits): void {
    if (units.readUnits === 0 && units.writeUnits === 0) return;
    this.#last.set(environmentId, units);
    this.#own = mergeUsage(this.#own, { [this.#day]: { [environmentId]: units } });
    this.#changed.fire();
    this.#writing ??= setTimeout(() => void this.flush().catch(() => undefined), writeDelayMs);
  }

  /** Returns the usage as last read: `refresh` takes up what other windows used. */
  of(environmentId: string): EnvironmentUsage {
    const all = mergeUsage(this.#own, this.#others);
    const month = Object.entries(all)
      .filter(([day]) => day.startsWith(this.#month))
      .map(([, units]) => units[environmentId] ?? noUnits);
    const last = this.#last.get(environmentId);
    return {
      today: all[this.#day]?.[environmentId] ?? noUnits,
      month: month.reduce(addUnits, noUnits),
      ...(last && { last }),
      budget: {
        ...this.#budget(environmentId, 'readUnits'),
        ...this.#budget(environmentId, 'writeUnits'),
      },
    };
  }

  /** Sets the units of a day; `undefined` removes the budget. */
  setBudget(environmentId: string, kind: UnitKind, budget: number | undefined): void {
    this.#deps.budgets.set(budgetKey(environmentId, kind), budget);
    this.#changed.fire();
  }

  /** Returns by how many units an operation exceeds today's budgets, with what all windows used; 0 if it does not. */
  async excess(environmentId: string, units: Partial<UsageUnits>): Promise<UsageUnits> {
    // A folder that cannot be read leaves the numbers as last read.
    await this.refresh().catch(() => undefined);
    const { today, budget } = this.of(environmentId);
    const excessOf = (kind: UnitKind): number => {
      const [used, limit] = [units[kind] ?? 0, budget[kind]];
      return used === 0 || limit === undefined ? 0 : Math.max(0, today[kind] + used - limit);
    };
    return { readUnits: excessOf('readUnits'), writeUnits: excessOf('writeUnits') };
  }

  /** Reads what all windows used now and after each interval, until it is disposed. */
  keepFresh(intervalMs: number): Disposable {
    // A folder that cannot be read leaves the numbers as last read.
    const read = (): void => void this.refresh().catch(() => undefined);
    read();
    const reading = setInterval(read, intervalMs);
    return { dispose: () => clearInterval(reading) };
  }

  async refresh(): Promise<void> {
    this.#others = await this.#deps.store.readOthers(this.#month);
    this.#changed.fire();
  }

  /** Writes this window's usage to disk. */
  async flush(): Promise<void> {
    clearTimeout(this.#writing);
    this.#writing = undefined;
    const [own, current] = [this.#own, this.#month];
    // The month may have ended since the last write.
    for (const [month, days] of Map.groupBy(Object.entries(own), ([day]) => day.slice(0, 7)))
      await this.#deps.store.writeOwn(month, Object.fromEntries(days));
    this.#own = Object.fromEntries(Object.entries(this.#own).filter(([day]) => day >= current));
  }

  dispose(): void {
    if (this.#writing !== undefined) void this.flush().catch(() => undefined);
  }

  #budget(environmentId: string, kind: UnitKind): Partial<UsageUnits> {
    const budget = this.#deps.budgets.get(budgetKey(environmentId, kind));
    return typeof budget === 'number' ? { [kind]: budget } : {};
  }

  get #day(): string {
    return new Date(this.#deps.now()).toISOString().slice(0, 10);
  }

  get #month(): string {
    return this.#day.slice(0, 7);
  }
}

export type UsageMeterDeps = {
  readonly store: UsageStore;
  readonly budgets: StateStore;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

/** The usage of an environment in all windows. */
export type EnvironmentUsage = {
  readonly today: UsageUnits;
  readonly month: UsageUnits;
  /** The last request of this window that used units. */
  readonly last?: UsageUnits;
  /** The units that the user wants to use on a day. */
  readonly budget: Partial<UsageUnits>;
};

export type UnitKind = keyof UsageUnits;

const writeDelayMs = 2000;

function budgetKey(environmentId: string, kind: UnitKind): string {
  return kind === 'readUnits' ? `budget/${environmentId}` : `writeBudget/${environmentId}`;
}
