import type { ComponentChildren, RefObject, VNode } from 'preact';
import type { AssertionCheck } from '../../../src/model/notebook/assertions.ts';
import type { Cell } from '../../../src/model/notebook/cell.ts';
import { Icon, type IconName } from '../../shared/icons.tsx';
import { t } from '../../shared/l10n.ts';
import { ChecksSign } from './checkList.tsx';
import type { CellCommand } from './cellKeys.ts';

/** The frame of every cell: focus, number, name, run button, and tools that appear on hover and focus. */
export function CellFrame(props: CellFrameProps): VNode {
  const { cell, at, isCurrent, isSelected, emptyPx } = props;
  const marks = [...(isCurrent ? ['is-current'] : []), ...(isSelected ? ['is-selected'] : [])];
  return (
    <div
      ref={props.element}
      class={['cell', ...marks].join(' ')}
      role="listitem"
      tabIndex={isCurrent ? 0 : -1}
      data-cell-id={cell.id}
      aria-label={cellLabel(cell, at)}
      aria-current={isSelected}
      style={emptyPx === undefined ? undefined : { height: `${emptyPx}px` }}
    >
      {emptyPx === undefined && <CellBody {...props} />}
    </div>
  );
}

export type CellFrameProps = {
  readonly cell: Cell;
  readonly at: number;
  readonly count: number;
  /** Whether Tab reaches this cell; all other cells are skipped. */
  readonly isCurrent: boolean;
  /** Whether it is one of several selected cells. */
  readonly isSelected: boolean;
  /** Whether only its head is shown. */
  readonly isFolded: boolean;
  /** What a folded cell shows in one line. */
  readonly summary: string;
  readonly isRunning: boolean;
  /** The assertions of the latest run, for the margin. */
  readonly checks: readonly AssertionCheck[] | undefined;
  readonly onCommand: (command: CellCommand | 'stop') => void;
  readonly onRename: (name: string) => void;
  readonly element: RefObject<HTMLDivElement | null>;
  /** The height of a cell that is far from view and shows nothing. */
  readonly emptyPx?: number | undefined;
  readonly children: ComponentChildren;
};

function CellBody(props: CellFrameProps): VNode {
  const { cell, at, isFolded, onCommand } = props;
  return (
    <>
      <div class="cell-gutter">
        {cell.kind !== 'text' && <RunButton {...props} />}
        {props.checks && <ChecksSign checks={props.checks} />}
      </div>
      <div class="cell-body">
        <div class="cell-head">
          <button
            type="button"
            class="fold-button"
            aria-expanded={!isFolded}
            aria-label={isFolded ? t('Unfold Cell') : t('Fold Cell')}
            title={isFolded ? t('Unfold (Right)') : t('Fold (Left)')}
            onClick={() => onCommand(isFolded ? 'unfold' : 'fold')}
          >
            <Icon name={isFolded ? 'chevronRight' : 'chevronDown'} />
          </button>
          <span class="dim numeric">
            {at + 1} · {kindName(cell)}
          </span>
          {cell.kind !== 'text' && (
            <input
              class="cell-name"
              value={cell.name}
              placeholder={t('name')}
              aria-label={t('Name of the cell')}
              spellcheck={false}
              onInput={({ currentTarget }) => props.onRename(currentTarget.value)}
            />
          )}
          <BindingBadge cell={cell} />
          {isFolded && <span class="fold-summary dim">{props.summary}</span>}
          <CellTools {...props} />
        </div>
        {!isFolded && props.children}
      </div>
    </>
  );
}

function CellTools({ at, count, onCommand }: CellFrameProps): VNode {
  return (
    <div class="cell-tools" role="toolbar" aria-label={t('Cell {0}', at + 1)}>
      <ToolButton
        icon="arrowUp"
        label={t('Move Up')}
        isDisabled={at === 0}
        onClick={() => onCommand('moveUp')}
      />
      <ToolButton
        icon="arrowDown"
        label={t('Move Down')}
        isDisabled={at === count - 1}
        onClick={() => onCommand('moveDown')}
      />
      <ToolButton icon="trash" label={t('Delete Cell')} onClick={() => onCommand('remove')} />
    </div>
  );
}

/** Tells where a cell runs if that is not where the notebook runs. */
function BindingBadge({ cell }: { readonly cell: Cell }): VNode | null {
  if (cell.kind === 'text') return null;
  const { environment, index, namespace } = cell.binding;
  const parts = [environment, index, namespace].filter((part) => part !== undefined);
  if (parts.length === 0) return null;
  const place = parts.map((part) => (part === '' ? '__default__' : part)).join(' / ');
  return (
    <span class="binding-badge" title={t('This cell runs elsewhere than the notebook: {0}', place)}>
      <Icon name="warning" />
      {place}
    </span>
  );
}

/** Returns the accessible name of a cell. */
export function cellLabel(cell: Cell, at: number): string {
  const kind = t('Cell {0}, {1}', at + 1, kindName(cell));
  return cell.kind === 'text' || cell.name === '' ? kind : `${kind} ${cell.name}`;
}

function kindName({ kind }: Cell): string {
  return {
    query: t('query'),
    map: t('map'),
    explain: t('explain'),
    compare: t('compare'),
    text: t('text'),
  }[kind];
}

function RunButton({ isRunning, onCommand }: CellFrameProps): VNode {
  return isRunning ? (
    <ToolButton icon="stop" label={t('Stop')} onClick={() => onCommand('stop')} />
  ) : (
    <ToolButton icon="play" label={t('Run')} onClick={() => onCommand('run')} />
  );
}

function ToolButton(props: {
  readonly icon: IconName;
  readonly label: string;
  readonly isDisabled?: boolean;
  readonly onClick: () => void;
}): VNode {
  return (
    <vscode-button
      appearance="icon"
      aria-label={props.label}
      title={props.label}
      disabled={props.isDisabled ?? false}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </vscode-button>
  );
}
