import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { QueryCell } from '../../src/model/notebook/cell.ts';
import { t } from '../shared/l10n.ts';

type ExpectedFieldProps = {
  readonly cell: QueryCell;
  readonly onType: (cell: QueryCell) => void;
};

/** The ids that the query should find: out of the way until somebody names some. */
export function ExpectedField({ cell, onType }: ExpectedFieldProps): VNode {
  const [isOpen, setIsOpen] = useState(false);
  const { expected } = cell;
  if (expected === '' && !isOpen) {
    return (
      <button type="button" class="link-button" onClick={() => setIsOpen(true)}>
        {t('Expected Hits…')}
      </button>
    );
  }
  return (
    <div class="query-line">
      <span class="field-name" aria-hidden="true">
        {t('expected')}
      </span>
      <textarea
        class="expected-ids mono"
        rows={Math.min(8, expected.split('\n').length)}
        value={expected}
        spellcheck={false}
        aria-label={t('IDs of records that it should find')}
        placeholder={t('IDs, one on each line or set apart by commas')}
        onInput={({ currentTarget }) => onType({ ...cell, expected: currentTarget.value })}
      />
    </div>
  );
}
