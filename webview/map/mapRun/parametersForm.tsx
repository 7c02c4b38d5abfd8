import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import {
  mapDetails,
  mapDistances,
  mapMethods,
  type MapParameters,
} from '../../../src/model/map/map.ts';
import { mapNumbers, type MapNumber } from '../../../src/model/map/mapLimits.ts';
import { t } from '../../shared/l10n.ts';
import { NamespaceChoice, type NamespaceChoiceProps } from './namespaceChoice.tsx';
import { methodName } from '../shared/displayText.ts';
import { detailName } from './detailName.ts';

/** The form that restarts the map with changed parameters. */
export function ParametersForm({ parameters, onSubmit, source }: FormProps): VNode {
  const [draft, setDraft] = useState(parameters);
  const isPca = draft.method === 'pca';
  const number = (name: MapNumber, label: string, hint: string): VNode => (
    <label title={hint}>
      {label}
      <input
        class="field numeric"
        type="number"
        required
        min={mapNumbers[name].min}
        max={mapNumbers[name].max}
        step={mapNumbers[name].isWhole ? 1 : 'any'}
        value={draft[name]}
        onInput={({ currentTarget: { valueAsNumber } }) => {
          if (!Number.isNaN(valueAsNumber)) setDraft({ ...draft, [name]: valueAsNumber });
        }}
      />
    </label>
  );
  return (
    <form
      class="parameters"
      aria-label={t('Parameters')}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(withoutOthers(draft));
      }}
    >
      <Choices draft={draft} onChange={setDraft} />
      {!isPca &&
        number(
          'neighbours',
          t('Neighbours'),
          t('More neighbours show the overall structure, fewer show details'),
        )}
      {!isPca &&
        number('minDistance', t('Minimal distance'), t('Smallest distance between points, 0 to 1'))}
      {(draft.method ?? 'umap') === 'umap' && <DetailChoice draft={draft} onChange={setDraft} />}
      {source && (
        <NamespaceChoice
          {...source}
          chosen={draft.namespaces ?? []}
          onChange={(namespaces) => setDraft(withNamespaces(draft, namespaces))}
        />
      )}
      {number('sample', t('Records at most'), t('If there are more, a seeded sample is shown'))}
      {number('seed', t('Seed'), t('The same seed gives the same map'))}
      <button type="submit" class="control primary">
        {t('Make Map')}
      </button>
    </form>
  );
}

type FormProps = {
  readonly parameters: MapParameters;
  readonly onSubmit: (parameters: MapParameters) => void;
  /** The namespace of the map, and a call that finds the others. Absent if the map cannot include others. */
  readonly source?: Pick<NamespaceChoiceProps, 'own' | 'find'>;
};

/** Only PCA supports three components, only UMAP fine detail. */
function withoutOthers({ components, detail, ...rest }: MapParameters): MapParameters {
  const { method = 'umap' } = rest;
  return {
    ...rest,
    ...(method === 'pca' && components === 3 && { components }),
    ...(method === 'umap' && detail === 'fine' && { detail }),
  };
}

function withNamespaces(draft: MapParameters, chosen: readonly string[]): MapParameters {
  const { namespaces: _, ...rest } = draft;
  return chosen.length > 0 ? { ...rest, namespaces: chosen } : rest;
}

type ChoicesProps = {
  readonly draft: MapParameters;
  readonly onChange: (draft: MapParameters) => void;
};

function Choices({ draft, onChange }: ChoicesProps): VNode {
  const { distance, ...rest } = draft;
  return (
    <>
      <label>
        {t('Method')}
        <select
          class="control"
          value={draft.method ?? 'umap'}
          onChange={({ currentTarget: { value } }) => {
            const method = mapMethods.find((one) => one === value);
            if (method) onChange({ ...draft, method });
          }}
        >
          {mapMethods.map((method) => (
            <option key={method} value={method}>
              {methodName(method)}
            </option>
          ))}
        </select>
      </label>
      {draft.method === 'pca' && (
        <label title={t('Three components give a 3D map that can be rotated')}>
          {t('Dimensions')}
          <select
            class="control"
            value={String(draft.components ?? 2)}
            onChange={({ currentTarget: { value } }) =>
              onChange({ ...draft, components: value === '3' ? 3 : 2 })
            }
          >
            <option value="2">2</option>
            <option value="3">3</option>
          </select>
        </label>
      )}
      <label>
        {t('Distance')}
        <select
          class="control"
          value={distance ?? ''}
          onChange={({ currentTarget: { value } }) => {
            const chosen = mapDistances.find((one) => one === value);
            onChange(chosen ? { ...rest, distance: chosen } : rest);
          }}
        >
          <option value="">{t('index’s distance')}</option>
          {mapDistances.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

/** Selects how much effort goes into the places of near records. */
function DetailChoice({ draft, onChange }: ChoicesProps): VNode {
  return (
    <label
      title={t('Fine maps keep more neighbours and take longer; groups spread and gaps close')}
    >
      {t('Detail')}
      <select
        class="control"
        value={draft.detail ?? 'standard'}
        onChange={({ currentTarget: { value } }) => {
          const detail = mapDetails.find((one) => one === value);
          if (detail) onChange({ ...draft, detail });
        }}
      >
        {mapDetails.map((one) => (
          <option key={one} value={one}>
            {detailName(one)}
          </option>
        ))}
      </select>
    </label>
  );
}
