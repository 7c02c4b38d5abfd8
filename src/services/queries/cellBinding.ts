import type { Environment } from '../../model/environment.ts';
import type { Binding, RunnableCell } from '../../model/notebook/cell.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { CellProblem } from '../../protocol/notebook.ts';

/** Returns where a cell runs: its own binding, then the notebook's, then the default namespace. */
export function effectiveBinding(cell: RunnableCell, notebookBinding: Binding): Binding {
  const binding = { ...notebookBinding, ...cell.binding };
  return binding.namespace === '' ? { ...binding, namespace: defaultNamespace } : binding;
}

/**
 * Returns what must be chosen before the cell can run. `environment` is the one that the binding names, if it exists.
 */
export function bindingProblems(
  { environment: name, index }: Binding,
  environment: Environment | undefined,
): readonly CellProblem[] {
  if (name === '') return [{ field: 'binding', message: 'Choose an environment to run in' }];
  if (!environment)
    return [
      {
        field: 'binding',
        message: `There is no environment “${name}” on this machine. Choose another one, or add it`,
      },
    ];
  if (index === '') return [{ field: 'binding', message: `Choose an index of “${name}”` }];
  return [];
}
