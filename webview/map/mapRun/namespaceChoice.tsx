import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Failure } from '../../../src/common/failure.ts';
import type { FoundNamespaces } from '../../../src/protocol/map.ts';
import { formatCount, formatSentence } from '../../shared/format.ts';
import { t } from '../../shared/l10n.ts';

/**
 * Checkboxes for the other namespaces that a map includes, with a search if there are many; renders nothing if there are
 * none.
 */
export function NamespaceChoice({
  own,
  chosen,
  find,
  onChange,
}: NamespaceChoiceProps): VNode | null {
  const [prefix, setPrefix] = useState('');
  const [known, setKnown] = useState<Known>({ at: 'reading' });
  useEffect(() => {
    let isNewest = true;
    const show = (next: Known): void => void (isNewest && setKnown(next));
    find(prefix).then(
      (found) => show({ at: 'read', found }),
      (error: unknown) => show({ at: 'failed', message: Failure.from(error).message }),
    );
    return () => {
      isNewest = false;
    };
  }, [prefix]);
  if (known.at === 'failed') return <p role="alert">{formatSentence(known.message)}</p>;
  if (known.at === 'reading') return null;
  const { namespaces, total } = known.found;
  const counts = new Map(namespaces.map(({ name, recordCount }) => [name, recordCount]));
  const isSearched = prefix !== '' || total > namespaces.length;
  const others = [...new Set([...chosen, ...counts.keys()])].filter((name) => name !== own);
  if (others.length === 0 && !isSearched) return null;
  const toggle = (name: string): void =>
    onChange(
      chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name].sort(),
    );
  return (
    <fieldset class="namespaces">
      <legend>{t('Namespaces')}</legend>
      {isSearched && (
        <input
          class="field"
          type="search"
          aria-label={t('Find namespaces')}
          placeholder={t('Type how the name starts')}
          value={prefix}
          onInput={({ currentTarget: { value } }) => setPrefix(value)}
        />
      )}
      <Namespace name={own} recordCount={counts.get(own)} isChosen={true} />
      {others.map((name) => (
        <Namespace
          key={name}
          name={name}
          recordCount={counts.get(name)}
          isChosen={chosen.includes(name)}
          onToggle={() => toggle(name)}
        />
      ))}
      {total > namespaces.length && (
        <p class="dim">{t('{0} more namespaces', formatCount(total - namespaces.length))}</p>
      )}
    </fieldset>
  );
}

export type NamespaceChoiceProps = {
  /** The namespace that the map always includes. */
  readonly own: string;
  readonly chosen: readonly string[];
  /** Finds namespaces of the index by the start of their name. */
  readonly find: (prefix: string) => Promise<FoundNamespaces>;
  readonly onChange: (chosen: readonly string[]) => void;
};

type Known =
  | { readonly at: 'reading' }
  | { readonly at: 'read'; readonly found: FoundNamespaces }
  | { readonly at: 'failed'; readonly message: string };

type NamespaceProps = {
  readonly name: string;
  /** Unknown for a namespace that the search did not find. */
  readonly recordCount: number | undefined;
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
      {recordCount !== undefined && <span class="numeric dim">{formatCount(recordCount)}</span>}
    </label>
  );
}
