import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Hit } from '../../../src/model/hit.ts';
import { parsePointKey } from '../../../src/model/map/pointKey.ts';
import { textKeyOf, type Metadata } from '../../../src/model/record.ts';
import type { RecordDetails } from '../../../src/protocol/map.ts';
import { formatCount, formatScore, formatValue } from '../../shared/format.ts';
import { Icon } from '../../shared/icons.tsx';
import { t } from '../../shared/l10n.ts';
import type { MapController } from '../mapController.ts';
import { extentOf, rangeOf, sparklinePath } from '../../shared/recordPane/sparkline.ts';

const longTextLength = 400;

type RecordProps = { readonly controller: MapController; readonly id: string };

/** The details of the focused record: text, metadata, vector and nearest neighbours. */
export function RecordView({ controller, id }: RecordProps): VNode {
  const { focus, map } = controller;
  const { record, index } = focus;
  const { id: name, namespace } = parsePointKey(id, '');
  const details = record.state === 'shown' ? record.details : undefined;
  return (
    <>
      <RecordText key={id} text={textOf(details) || map.texts[index] || name} />
      <div class="record-id">
        <code class="mono dim">{name}</code>
        <CopyButton label={t('Copy ID')} onCopy={() => controller.actions.copy(name)} />
        {name !== id && <span class="dim">{t('in {0}', namespace)}</span>}
      </div>
      {record.state === 'none' && (
        <button type="button" class="control" onClick={() => void focus.show(id)}>
          {t('Show Record')}
        </button>
      )}
      {record.state === 'waiting' && <p class="dim late">{t('Reading the record…')}</p>}
      {record.state === 'failed' && <p role="alert">{record.message}.</p>}
      {details && <Details details={details} controller={controller} />}
    </>
  );
}

/** The text of a record; long texts are shortened, so that the rest of the panel stays visible. */
function RecordText({ text }: { text: string }): VNode {
  const [includesOutliers, setIsWhole] = useState(false);
  const isLong = text.length > longTextLength;
  const shown = isLong && !includesOutliers ? `${text.slice(0, longTextLength).trimEnd()}…` : text;
  return (
    <div class="record-text">
      {shown}
      {isLong && (
        <button
          type="button"
          class="link-button"
          aria-expanded={includesOutliers}
          onClick={() => setIsWhole(!includesOutliers)}
        >
          {includesOutliers ? t('Show Less') : t('Show All')}
        </button>
      )}
    </div>
  );
}

type DetailsProps = { readonly details: RecordDetails; readonly controller: MapController };

function Details({ details, controller }: DetailsProps): VNode {
  const { metadata, values } = details;
  return (
    <>
      <MetadataTable metadata={metadata} />
      <Vector values={values} onCopy={() => controller.actions.copy(JSON.stringify(values))} />
      <Neighbours details={details} controller={controller} />
    </>
  );
}

function MetadataTable({ metadata }: { metadata: Metadata }): VNode | null {
  const textKey = textKeyOf(metadata);
  const rows = Object.entries(metadata).filter(([key]) => key !== textKey);
  if (rows.length === 0) return null;
  return (
    <table class="metadata">
      <caption class="unseen">{t('Metadata')}</caption>
      <tbody>
        {rows.map(([key, value]) => (
          <tr key={key}>
            <th scope="row">{key}</th>
            <td>{formatValue(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type VectorProps = { readonly values: readonly number[]; readonly onCopy: () => void };

function Vector({ values, onCopy }: VectorProps): VNode | null {
  if (values.length === 0) return null;
  const { min, max } = rangeOf(values);
  const zero = (40 * max) / (max - min);
  const { least, greatest } = extentOf(values);
  const label =
    values.length === 1
      ? t('1 number: {0}', least.toFixed(2))
      : t(
          '{0} numbers, {1} to {2}',
          formatCount(values.length),
          least.toFixed(2),
          greatest.toFixed(2),
        );
  return (
    <>
      <h2>
        {t('Vector')} <span class="dim numeric">{label}</span>
        <CopyButton label={t('Copy Vector')} onCopy={onCopy} />
      </h2>
      <svg class="sparkline" viewBox="0 0 240 40" preserveAspectRatio="none" aria-hidden="true">
        <path class="sparkline-zero" d={`M0 ${zero.toFixed(1)}H240`} />
        <path d={sparklinePath(values, 240, 40)} />
      </svg>
    </>
  );
}

function Neighbours({ details, controller }: DetailsProps): VNode {
  const metric = controller.title?.metric ?? '';
  return (
    <>
      <h2>
        {t('Nearest in the original space')} <span class="dim">{metric}</span>
      </h2>
      <ol class="neighbours">
        {details.neighbours.map((hit) => (
          <Neighbour key={hit.id} hit={hit} controller={controller} />
        ))}
      </ol>
      {details.neighbours.length === 0 && <p class="dim">{t('This is the only record')}</p>}
    </>
  );
}

function Neighbour({ hit, controller }: { hit: Hit; controller: MapController }): VNode {
  const index = controller.feed.indexOf(hit.id);
  const { id: name, namespace } = parsePointKey(hit.id, '');
  const text = textOf(hit) || controller.map.texts[index] || '';
  return (
    <li>
      <button
        type="button"
        class="neighbour"
        onClick={() => void controller.focus.show(hit.id)}
        onPointerEnter={() => controller.focus.hover(index)}
        onPointerLeave={() => controller.focus.hover(-1)}
        onFocus={() => controller.focus.hover(index)}
        onBlur={() => controller.focus.hover(-1)}
      >
        <span class="neighbour-id">{name}</span>
        <span class="numeric">{formatScore(hit.score)}</span>
        {text !== '' && text !== name && <span class="neighbour-text dim">{text}</span>}
        {name !== hit.id && <span class="dim">{t('in {0}', namespace)}</span>}
        {index === -1 && <span class="dim">{t('not in this sample')}</span>}
      </button>
    </li>
  );
}

function CopyButton({ label, onCopy }: { label: string; onCopy: () => void }): VNode {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} onClick={onCopy}>
      <Icon name="copy" />
    </button>
  );
}

function textOf(record: { readonly metadata: Metadata } | undefined): string {
  const key = record && textKeyOf(record.metadata);
  return key === undefined ? '' : formatValue(record?.metadata[key] ?? '');
}
