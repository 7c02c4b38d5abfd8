import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { Icon, type IconName } from '../../shared/icons.tsx';
import { t } from '../../shared/l10n.ts';
import type { ColumnChoice } from '../state/notebookView.ts';
import { moveColumn, toggleFrozen, toggleHidden } from './arrangeColumns.ts';

/** A button that opens the list of columns: show, freeze and move each of them. */
export function ColumnMenu(props: ColumnMenuProps): VNode {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <div
      class="menu"
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) setIsOpen(false);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !isOpen) return;
        event.preventDefault();
        event.stopPropagation();
        setIsOpen(false);
      }}
    >
      <button
        type="button"
        class="control menu-button"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        {t('Columns')}
        <Icon name="chevronDown" />
      </button>
      {isOpen && <ColumnList {...props} />}
    </div>
  );
}

type ColumnMenuProps = {
  /** All columns in their order, also hidden ones. */
  readonly columns: readonly { readonly key: string; readonly title: string }[];
  readonly choice: ColumnChoice;
  /** Called without a choice to go back to the columns of the result. */
  readonly onChoose: (choice: ColumnChoice | undefined) => void;
};

function ColumnList({ columns, choice, onChoose }: ColumnMenuProps): VNode {
  return (
    <div class="menu-list hit-columns" role="group" aria-label={t('Columns')} tabIndex={-1}>
      {columns.map(({ key, title }, at) => {
        const isFrozen = choice.frozen.includes(key);
        const moveTo = (place: number): void => {
          const other = columns[place];
          if (other) onChoose(moveColumn(choice, columns, key, other.key));
        };
        return (
          <div key={key} class="hit-column" role="group" aria-label={title}>
            <label>
              <input
                type="checkbox"
                checked={!choice.hidden.includes(key)}
                onChange={() => onChoose(toggleHidden(choice, key))}
              />
              <span>{title}</span>
            </label>
            <ColumnButton
              icon="pin"
              label={t('Freeze {0}', title)}
              isOn={isFrozen}
              onClick={() => onChoose(toggleFrozen(choice, key))}
            />
            <ColumnButton
              icon="arrowUp"
              label={t('Move {0} Up', title)}
              onClick={() => moveTo(at - 1)}
            />
            <ColumnButton
              icon="arrowDown"
              label={t('Move {0} Down', title)}
              onClick={() => moveTo(at + 1)}
            />
          </div>
        );
      })}
      <button type="button" class="link-button" onClick={() => onChoose(undefined)}>
        {t('Reset Columns')}
      </button>
    </div>
  );
}

function ColumnButton(props: {
  readonly icon: IconName;
  readonly label: string;
  readonly isOn?: boolean;
  readonly onClick: () => void;
}): VNode {
  return (
    <button
      type="button"
      class={props.isOn ? 'icon-button is-on' : 'icon-button'}
      aria-label={props.label}
      title={props.label}
      aria-pressed={props.isOn}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </button>
  );
}
