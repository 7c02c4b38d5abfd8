import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { MapCell } from '../../../src/model/notebook/cell.ts';
import type { TextFieldElement } from '../../shared/controls.ts';
import { t } from '../../shared/l10n.ts';

type OtherNamespacesProps = {
  readonly cell: MapCell;
  readonly onType: (cell: MapCell) => void;
};

/** Which namespaces of the index stand on the map beside the cell's own: a field where there are some, or on demand. */
export function OtherNamespaces({ cell, onType }: OtherNamespacesProps): VNode {
  const { otherNamespaces } = cell;
  const [isOpen, setOpen] = useState(false);
  const field = useRef<TextFieldElement>(null);
  useEffect(() => {
    if (isOpen) field.current?.focus();
  }, [isOpen]);
  const hint = t('Further namespaces on the same map, set apart by commas');
  if (!isOpen && otherNamespaces === '')
    return (
      <button type="button" class="link-button" title={hint} onClick={() => setOpen(true)}>
        {t('other namespaces…')}
      </button>
    );
  const label = t('other namespaces');
  return (
    <span class="map-namespaces" title={hint}>
      <span class="field-name" aria-hidden="true">
        {label}
      </span>
      <vscode-text-field
        ref={field}
        value={otherNamespaces.replaceAll('\n', ', ')}
        aria-label={label}
        onInput={({ currentTarget }) => {
          const { value } = currentTarget as TextFieldElement;
          onType({ ...cell, otherNamespaces: value });
        }}
      />
    </span>
  );
}
