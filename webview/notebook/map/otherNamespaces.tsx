import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { MapCell } from '../../../src/model/notebook/cell.ts';
import type { TextFieldElement } from '../../shared/controls.ts';
import { t } from '../../shared/l10n.ts';

/** The other namespaces that the map includes. */
export function OtherNamespaces({ cell, takesFocus, onType }: OtherNamespacesProps): VNode {
  const field = useRef<TextFieldElement>(null);
  useEffect(() => {
    if (takesFocus) field.current?.focus();
  }, []);
  return (
    <div class="query-line">
      <span class="field-name" aria-hidden="true">
        {t('namespaces')}
      </span>
      <vscode-text-field
        ref={field}
        class="map-namespaces"
        value={cell.otherNamespaces.replaceAll('\n', ', ')}
        aria-label={t('other namespaces')}
        placeholder={t('More namespaces on this map, separated by commas')}
        onInput={({ currentTarget }) => {
          const { value } = currentTarget as TextFieldElement;
          onType({ ...cell, otherNamespaces: value });
        }}
      />
    </div>
  );
}

type OtherNamespacesProps = {
  readonly cell: MapCell;
  /** Whether the user has just opened the field. */
  readonly takesFocus: boolean;
  readonly onType: (cell: MapCell) => void;
};

export function OtherNamespacesButton({ onOpen }: { readonly onOpen: () => void }): VNode {
  return (
    <button
      type="button"
      class="link-button"
      title={t('Show more namespaces of the index on this map')}
      onClick={onOpen}
    >
      {t('other namespaces…')}
    </button>
  );
}
