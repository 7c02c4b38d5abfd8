import type { VNode } from 'preact';
import type { FilterFix, FilterHint } from '../../../src/model/filter/language/filterHints.ts';
import { Icon } from '../../shared/icons.tsx';

/** The hints of a filter as text, each with buttons for its fixes. */
export function Hints(props: {
  readonly hints: readonly FilterHint[];
  readonly filter: string;
  readonly onFix: (filter: string) => void;
}): VNode | null {
  const { hints, filter, onFix } = props;
  if (hints.length === 0) return null;
  return (
    <ul class="problems is-hints">
      {hints.map(({ message, fixes }) => (
        <li key={message}>
          <Icon name="warning" />
          <span>{message}</span>
          {fixes.map((fix) => (
            <button
              key={fix.title}
              type="button"
              class="link-button"
              onClick={() => onFix(fixed(filter, fix))}
            >
              {fix.title}
            </button>
          ))}
        </li>
      ))}
    </ul>
  );
}

function fixed(filter: string, { start, end, replacement }: FilterFix): string {
  return filter.slice(0, start) + replacement + filter.slice(end);
}
