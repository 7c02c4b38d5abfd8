import type { VNode } from 'preact';
import { formatShare } from '../shared/format.ts';
import { t } from '../shared/l10n.ts';
import { Popup } from '../shared/popup.tsx';
import type { RecordsController } from './recordsController.ts';

/** A button that opens the list of learned metadata fields: each with its share, types and examples. */
export function ColumnChooser({ controller }: { controller: RecordsController }): VNode {
  const fields = controller.status?.fields ?? [];
  const shown = controller.columns;
  const toggle = (name: string): void =>
    controller.chooseColumns(
      shown.includes(name) ? shown.filter((one) => one !== name) : [...shown, name],
    );
  return (
    <Popup name={t('Columns')} listClass="columns">
      {fields.length === 0 && <p class="dim">{t('The records read so far have no metadata')}</p>}
      {fields.map(({ name, share, types, examples }) => (
        <label key={name} class="column-choice">
          <input type="checkbox" checked={shown.includes(name)} onChange={() => toggle(name)} />
          <span>{name}</span>
          <span class="dim numeric">{`${formatShare(share)} · ${types.join(', ')}`}</span>
          <span class="dim examples">{examples.join(' · ')}</span>
        </label>
      ))}
    </Popup>
  );
}
