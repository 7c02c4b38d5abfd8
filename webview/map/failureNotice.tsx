import { Fragment, type VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { NamespaceSummary } from '../../src/model/vectorIndex.ts';
import { formatCount, formatSentence } from '../shared/format.ts';
import { t } from '../shared/l10n.ts';
import type { MapController } from './mapController.ts';

/** Largest number of namespaces that are offered. */
const maxOffered = 5;

type NoticeProps = { readonly controller: MapController; readonly message: string };

/** Explains why there is no map, and offers next steps if the namespace has no records. */
export function FailureNotice({ controller, message }: NoticeProps): VNode {
  const { map, title } = controller;
  const [filled, setFilled] = useState<readonly NamespaceSummary[]>();
  useEffect(() => {
    // If this call fails too, the message above already names the cause.
    if (map.ids.length === 0) controller.actions.namespaces().then(setFilled, () => undefined);
  }, []);
  const own = title && [title.namespace, ...(title.parameters.namespaces ?? [])];
  const isEmpty = own && filled && !filled.some(({ name }) => own.includes(name));
  return (
    <div class="failure">
      <p role="alert">{formatSentence(message)}</p>
      {isEmpty && <NextSteps controller={controller} filled={filled} />}
    </div>
  );
}

/** Offers other namespaces that have records, or code that writes records. */
function NextSteps({
  controller,
  filled,
}: {
  readonly controller: MapController;
  readonly filled: readonly NamespaceSummary[];
}): VNode {
  const { actions } = controller;
  if (filled.length === 0)
    return (
      <p role="status">
        {t('Write records with your program, then restart the map.')}{' '}
        <button
          type="button"
          class="link-button"
          onClick={() => actions.ask('connectionCode.copy', {})}
        >
          {t('Copy Connection Code')}
        </button>
      </p>
    );
  const offered = filled.toSorted((one, other) => other.recordCount - one.recordCount);
  const left = offered.length - maxOffered;
  return (
    <p role="status">
      {t('Other namespaces of this index have records. Show the map of one:')}
      {offered.slice(0, maxOffered).map(({ name, recordCount }) => (
        <Fragment key={name}>
          {' '}
          <button
            type="button"
            class="link-button"
            onClick={() => actions.ask('namespace.show', { namespace: name })}
          >
            {t('“{0}” ({1})', name, formatCount(recordCount))}
          </button>
        </Fragment>
      ))}
      {left > 0 && ` ${t('and {0} more', formatCount(left))}`}
    </p>
  );
}
