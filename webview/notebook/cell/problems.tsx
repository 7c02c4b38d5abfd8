import type { VNode } from 'preact';
import type { CellProblem } from '../../../src/protocol/notebook.ts';
import { Icon } from '../../shared/icons.tsx';

/** The list of a cell's problems, below its fields. */
export function Problems(props: { id: string; problems: readonly CellProblem[] }): VNode {
  return (
    <ul id={props.id} class="problems" aria-live="polite" hidden={props.problems.length === 0}>
      {props.problems.map(({ field, message }, at) => (
        <li key={at} data-field={field}>
          <Icon name="error" />
          <span>{message}</span>
        </li>
      ))}
    </ul>
  );
}
