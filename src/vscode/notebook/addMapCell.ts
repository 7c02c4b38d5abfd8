import type { Binding } from '../../model/notebook/cell.ts';
import { bindingTo } from '../../model/notebook/environmentIds.ts';
import { newMapCell } from '../../model/notebook/newMapCell.ts';
import { pickTarget, type PickTargetDeps } from '../flows/pickTarget.ts';
import { openNewNotebook } from '../flows/openNewNotebook.ts';
import type { OpenNotebooks } from './openNotebooks.ts';
import { isSameNamespace } from '../../model/vectorIndex.ts';

/**
 * Adds a map cell to the end of the active notebook, or to a new one. Maps what the argument names, else the notebook's
 * binding, else what the user picks.
 */
export async function addMapCell(
  notebooks: OpenNotebooks,
  deps: PickTargetDeps,
  argument: unknown,
): Promise<void> {
  const notebook = notebooks.active();
  if (notebook && argument === undefined) {
    await notebook.insertBelow(undefined, newMapCell());
    return;
  }
  const target = await pickTarget(deps, argument);
  if (target === undefined) return;
  const { environment, index, namespace } = target;
  if (notebook === undefined) {
    const binding = bindingTo(environment, index, namespace);
    return openNewNotebook({ binding, cells: [newMapCell()] }, index);
  }
  const binding: Binding = { environment: environment.name, index, namespace };
  const cell = newMapCell();
  const isBound = isSameNamespace(notebook.target(cell), binding);
  await notebook.insertBelow(undefined, isBound ? cell : newMapCell(binding));
}
