import { Fragment, type VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { FoundNamespaces } from '../../src/protocol/map.ts';
import { formatCount, formatSentence } from '../shared/format.ts';
import { t } from '../shared/l10n.ts';
import type { MapController } from './mapController.ts';

/** Explains why there is no map, and offers next steps if the namespace has no records. */
export function FailureNotice({ controller, message }: NoticeProps): VNode {
  const { map } = controller;
  const [filled, setFilled] = useState<FoundNamespaces>();
  useEffect(() => {
    // If this call fails too, the message above already names the cause.
    if (map.ids.length === 0)
      controller.actions.findNamespaces('').then(setFilled, () => undefined);
  }, []);
  return (
    <div class="failure">
      <p role="alert">{formatSentence(message)}</p>
      {filled?.ownRecords === 0 && <NextSteps controller={controller} filled={filled} />}
    </div>
  );
}

/** Largest number of namespaces that are offered. */
const maxOffered = 5;

type NoticeProps = { readonly controller: MapController; readonly message: string };

/** Offers other namespaces that have records, or code that writes records. */
function NextSteps({
  controller,
  filled: { namespaces, total },
}: {
  readonly controller: MapController;
  readonly filled: FoundNamespaces;
}): VNode {
  const { actions } = controller;
  if (total === 0)
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
  const offered = namespaces.toSorted((one, other) => other.recordCount - one.recordCount);
  const left = total - maxOffered;
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
