import type { Environment } from '../../model/environment.ts';
import type { Binding, RunnableCell } from '../../model/notebook/cell.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { CellProblem } from '../../protocol/notebook.ts';

/** Where a cell runs: its own choices, then the notebook's, then the namespace that every index has. */
export function effectiveBinding(cell: RunnableCell, notebookBinding: Binding): Binding {
  const binding = { ...notebookBinding, ...cell.binding };
  return binding.namespace === '' ? { ...binding, namespace: defaultNamespace } : binding;
}

/** What has to be chosen before a cell can run there; `environment` is the one that it names, where there is one. */
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
