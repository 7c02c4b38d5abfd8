import type { Disposable } from '../../common/disposables.ts';
import { registerCommand } from '../commands.ts';
import { commands } from '../ids.ts';
import type { Report } from '../report.ts';
import { clearLocalData, type DataOwner } from './clearLocalData.ts';
import { localDataKinds, type LocalDataDeps } from './localDataKinds.ts';

/** Registers *Clear Local Data*. Its argument may name an environment, also a removed one. */
export function registerLocalData(deps: LocalDataDeps, report: Report): Disposable {
  const kinds = localDataKinds(deps);
  const clear = (argument: unknown): Promise<void> => clearLocalData(kinds, ownerOf(argument));
  return registerCommand(commands.clearLocalData, clear, report);
}

/** Decodes a command argument. Any extension can pass any argument. */
function ownerOf(argument: unknown): DataOwner | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { id, name } = argument as Partial<Record<keyof DataOwner, unknown>>;
  return typeof id === 'string' && typeof name === 'string' ? { id, name } : undefined;
}
