import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Failure } from '../../../src/common/failure.ts';
import type { NamespaceSummary } from '../../../src/model/vectorIndex.ts';
import { formatCount, formatSentence } from '../../shared/format.ts';
import { t } from '../../shared/l10n.ts';

/** Largest number of namespaces that are listed. */
const maxShown = 500;

export type NamespaceChoiceProps = {
  /** The namespace that the map always includes. */
  readonly own: string;
  readonly chosen: readonly string[];
  /** Returns the namespaces of the index. */
  readonly read: () => Promise<readonly NamespaceSummary[]>;
  readonly onChange: (chosen: readonly string[]) => void;
};

type Known =
  | { readonly at: 'reading' }
  | { readonly at: 'read'; readonly namespaces: readonly NamespaceSummary[] }
  | { readonly at: 'failed'; readonly message: string };

/** Checkboxes for the other namespaces that a map includes; renders nothing if there are none. */
export function NamespaceChoice({
  own,
  chosen,
  read,
  onChange,
}: NamespaceChoiceProps): VNode | null {
  const [known, setKnown] = useState<Known>({ at: 'reading' });
  useEffect(() => {
    read().then(
      (namespaces) => setKnown({ at: 'read', namespaces }),
      (error: unknown) => setKnown({ at: 'failed', message: Failure.from(error).message }),
    );
  }, []);
  if (known.at === 'failed') return <p role="alert">{formatSentence(known.message)}</p>;
  const found = known.at === 'read' ? known.namespaces : [];
  const others = found.filter(({ name }) => name !== own);
  if (others.length === 0) return null;
  const toggle = (name: string): void =>
    onChange(
      chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name].sort(),
    );
  const ownCount = found.find(({ name }) => name === own)?.recordCount ?? 0;
  return (
    <fieldset class="namespaces">
      <legend>{t('Namespaces')}</legend>
      <Namespace name={own} recordCount={ownCount} isChosen={true} />
      {others.slice(0, maxShown).map(({ name, recordCount }) => (
        <Namespace
          key={name}
          name={name}
          recordCount={recordCount}
          isChosen={chosen.includes(name)}
          onToggle={() => toggle(name)}
        />
      ))}
      {others.length > maxShown && (
        <p class="dim">{t('{0} more namespaces', formatCount(others.length - maxShown))}</p>
      )}
    </fieldset>
  );
}

type NamespaceProps = NamespaceSummary & {
  readonly isChosen: boolean;
  /** Absent for the map's own namespace, which cannot be removed. */
  readonly onToggle?: () => void;
};

function Namespace({ name, recordCount, isChosen, onToggle }: NamespaceProps): VNode {
  return (
    <label class="namespace">
      <input
        type="checkbox"
        checked={isChosen}
        disabled={onToggle === undefined}
        onChange={() => onToggle?.()}
      />
      <span class="namespace-name">{name}</span>
      <span class="numeric dim">{formatCount(recordCount)}</span>
    </label>
  );
}
