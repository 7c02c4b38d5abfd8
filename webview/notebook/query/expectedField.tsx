import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { QueryCell } from '../../../src/model/notebook/cell.ts';
import { t } from '../../shared/l10n.ts';

type ExpectedFieldProps = {
  readonly cell: QueryCell;
  /** Whether the user has just opened the field. */
  readonly takesFocus: boolean;
  readonly onType: (cell: QueryCell) => void;
};

/** A button that opens the field for expected ids, shown while it is empty. */
export function ExpectedButton({ onOpen }: { readonly onOpen: () => void }): VNode {
  return (
    <button
      type="button"
      class="link-button"
      title={t('Name the records that this query should find')}
      onClick={onOpen}
    >
      {t('expected…')}
    </button>
  );
}

/** The input for the ids of records that the query should find. */
export function ExpectedField({ cell, takesFocus, onType }: ExpectedFieldProps): VNode {
  const { expected } = cell;
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (takesFocus) field.current?.focus();
  }, []);
  return (
    <div class="query-line">
      <span class="field-name" aria-hidden="true">
        {t('expected')}
      </span>
      <textarea
        ref={field}
        class="expected-ids mono"
        rows={Math.min(8, expected.split('\n').length)}
        value={expected}
        spellcheck={false}
        aria-label={t('IDs of expected records')}
        placeholder={t('IDs, one per line or separated by commas')}
        onInput={({ currentTarget }) => onType({ ...cell, expected: currentTarget.value })}
      />
    </div>
  );
}
