import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { formatShare } from '../shared/format.ts';
import { Icon } from '../shared/icons.tsx';
import { t } from '../shared/l10n.ts';
import type { RecordsController } from './recordsController.ts';

/** A button that opens the list of learned metadata fields: each with its share, types and examples. */
export function ColumnChooser({ controller }: { controller: RecordsController }): VNode {
  const [isOpen, setIsOpen] = useState(false);
  const fields = controller.status?.fields ?? [];
  const shown = controller.columns;
  const toggle = (name: string): void =>
    controller.chooseColumns(
      shown.includes(name) ? shown.filter((one) => one !== name) : [...shown, name],
    );
  return (
    <div
      class="menu"
      onFocusOut={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) setIsOpen(false);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setIsOpen(false);
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
      {isOpen && (
        <div class="menu-list columns" role="group" aria-label={t('Columns')} tabIndex={-1}>
          {fields.length === 0 && (
            <p class="dim">{t('The records read so far have no metadata')}</p>
          )}
          {fields.map(({ name, share, types, examples }) => (
            <label key={name} class="column-choice">
              <input type="checkbox" checked={shown.includes(name)} onChange={() => toggle(name)} />
              <span>{name}</span>
              <span class="dim numeric">{`${formatShare(share)} · ${types.join(', ')}`}</span>
              <span class="dim examples">{examples.join(' · ')}</span>
            </label>
          ))}
        </div>
      )}
    </div>
  );
}
