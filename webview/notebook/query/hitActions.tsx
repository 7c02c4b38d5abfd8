import type { VNode } from 'preact';
import type { QueryCell } from '../../../src/model/notebook/cell.ts';
import { parseList } from '../../../src/model/notebook/parseList.ts';
import { t } from '../../shared/l10n.ts';
import type { NotebookController } from '../state/notebookController.ts';
import type { OpenHit } from '../state/hitReading.ts';
import type { CellView } from '../state/notebookView.ts';

type HitActionsProps = {
  readonly controller: NotebookController;
  readonly cell: QueryCell;
  readonly opened: OpenHit;
  readonly view: CellView;
  readonly onView: (view: CellView) => void;
};

/** What can be done with the open hit. */
export function HitActions(props: HitActionsProps): VNode {
  const { controller, cell, opened, view, onView } = props;
  const { id, cellId, binding } = opened;
  const pinned = view.pinned ?? [];
  const isPinned = pinned.includes(id);
  const expected = parseList(cell.expected);
  const act = (action: HitAction): void =>
    void controller.actOnHit({ action, cellId, binding, id });
  return (
    <div class="hit-actions" role="group" aria-label={t('Hit')}>
      <Action name={t('Find Similar')} onClick={() => act('findSimilar')} />
      <Action name={t('Edit')} onClick={() => act('edit')} />
      <Action name={t('Show on Map')} onClick={() => act('showOnMap')} />
      <Action
        name={t('Pin')}
        isOn={isPinned}
        onClick={() =>
          onView({
            ...view,
            pinned: isPinned ? pinned.filter((one) => one !== id) : [...pinned, id],
          })
        }
      />
      <Action
        name={t('Expect')}
        isOn={expected.includes(id)}
        onClick={() => controller.type({ ...cell, expected: toggled(cell.expected, id) })}
      />
    </div>
  );
}

type HitAction = Parameters<NotebookController['actOnHit']>[0]['action'];

/** Returns the expected ids as typed with this one added, or without it. */
function toggled(expected: string, id: string): string {
  const ids = parseList(expected);
  const next = ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id];
  const isOneLine = !expected.includes('\n') && !id.includes(',');
  return next.join(isOneLine ? ', ' : '\n');
}

function Action(props: {
  readonly name: string;
  readonly isOn?: boolean;
  readonly onClick: () => void;
}): VNode {
  return (
    <button
      type="button"
      class={props.isOn ? 'control is-on' : 'control'}
      aria-pressed={props.isOn}
      onClick={props.onClick}
    >
      {props.name}
    </button>
  );
}
