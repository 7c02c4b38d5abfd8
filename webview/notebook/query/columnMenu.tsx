import type { VNode } from 'preact';
import { Icon, type IconName } from '../../shared/icons.tsx';
import { t } from '../../shared/l10n.ts';
import { Popup } from '../../shared/popup.tsx';
import type { ColumnChoice } from '../state/notebookView.ts';
import { moveColumn, toggleFrozen, toggleHidden } from './arrangeColumns.ts';

/** A button that opens the list of columns: show, freeze and move each of them. */
export function ColumnMenu(props: ColumnMenuProps): VNode {
  return (
    <Popup name={t('Columns')} listClass="hit-columns">
      <ColumnList {...props} />
    </Popup>
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
    <>
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
    </>
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
