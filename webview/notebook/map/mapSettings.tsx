import type { VNode } from 'preact';
import { useId, useMemo, useState } from 'preact/hooks';
import { mapDetails, mapDistances, mapMethods } from '../../../src/model/map/map.ts';
import type { MapNumber } from '../../../src/model/map/mapLimits.ts';
import type { MapCell } from '../../../src/model/notebook/cell.ts';
import type { CellProblem } from '../../../src/protocol/notebook.ts';
import { detailName } from '../../map/mapRun/detailName.ts';
import { methodName } from '../../map/shared/displayText.ts';
import { CodeEditor } from '../../shared/codeEditor.tsx';
import { t } from '../../shared/l10n.ts';
import { Select } from '../../shared/select.tsx';
import { filterProblems } from '../cell/cellProblems.ts';
import { Problems } from '../cell/problems.tsx';
import { NumberField } from './numberField.tsx';
import { OtherNamespaces, OtherNamespacesButton } from './otherNamespaces.tsx';

type MapSettingsProps = {
  readonly cell: MapCell;
  readonly problems: readonly CellProblem[];
  readonly queryNames: readonly string[];
  readonly onType: (cell: MapCell) => void;
};

/** The settings of a map cell: parameters, filter and query. */
export function MapSettings(props: MapSettingsProps): VNode {
  const { cell, problems, onType } = props;
  const problemsId = useId();
  const [isAdding, setAdding] = useState(false);
  const hasOthers = isAdding || cell.otherNamespaces !== '';
  const underlined = useMemo(() => filterProblems(problems, cell.filter), [problems, cell.filter]);
  return (
    <div class="query map-settings">
      <Parameters cell={cell} problems={problems} onType={onType} />
      <div class="query-line">
        <span class="field-name" aria-hidden="true">
          {t('filter')}
        </span>
        <CodeEditor
          label={t('Filter of highlighted records')}
          value={cell.filter}
          placeholder='{ "field": { "$eq": "value" } }'
          problems={underlined}
          describedBy={underlined.length > 0 ? problemsId : undefined}
          onChange={(filter) => onType({ ...cell, filter })}
        />
        <QueryPicker {...props} />
        {!hasOthers && <OtherNamespacesButton onOpen={() => setAdding(true)} />}
      </div>
      {hasOthers && <OtherNamespaces cell={cell} takesFocus={isAdding} onType={onType} />}
      <Problems id={problemsId} problems={problems} />
    </div>
  );
}

type ParametersProps = Pick<MapSettingsProps, 'cell' | 'problems' | 'onType'>;

function Parameters({ cell, problems, onType }: ParametersProps): VNode {
  const { parameters } = cell;
  const { method = 'umap', distance } = parameters;
  const number = (name: MapNumber, label: string, hint: string): VNode => (
    <NumberField
      name={name}
      label={label}
      hint={hint}
      value={parameters[name]}
      isInvalid={problems.some(({ field }) => field === name)}
      onChange={(value) => onType({ ...cell, parameters: { ...parameters, [name]: value } })}
    />
  );
  return (
    <div class="query-line map-parameters">
      <Select
        label={t('Method')}
        value={method}
        options={mapMethods.map((one) => ({ value: one, label: methodName(one) }))}
        onChange={(value) => {
          const chosen = mapMethods.find((one) => one === value);
          if (!chosen) return;
          // Only PCA supports three components, only UMAP fine detail.
          const { components: _, detail: __, ...rest } = parameters;
          onType({ ...cell, parameters: { ...rest, method: chosen } });
        }}
      />
      {method === 'pca' && <Components cell={cell} onType={onType} />}
      <Select
        label={t('Distance')}
        value={distance ?? indexDistance}
        options={[
          { value: indexDistance, label: t('index’s distance') },
          ...mapDistances.map((one) => ({ value: one, label: one })),
        ]}
        onChange={(value) => {
          const { distance: _, ...rest } = parameters;
          const chosen = mapDistances.find((one) => one === value);
          onType({ ...cell, parameters: chosen ? { ...rest, distance: chosen } : rest });
        }}
      />
      {method !== 'pca' &&
        number(
          'neighbours',
          t('neighbours'),
          t('More neighbours show the overall structure, fewer show details'),
        )}
      {method !== 'pca' &&
        number('minDistance', t('min distance'), t('Smallest distance between points, 0 to 1'))}
      {method === 'umap' && <Detail cell={cell} onType={onType} />}
      {number('sample', t('sample'), t('If there are more records, a seeded sample is shown'))}
      {number('seed', t('seed'), t('The same seed gives the same map'))}
    </div>
  );
}

/** Selects two or three components for PCA. */
function Components({ cell, onType }: Pick<ParametersProps, 'cell' | 'onType'>): VNode {
  const { components = 2 } = cell.parameters;
  return (
    <Select
      label={t('Components')}
      value={String(components)}
      options={[
        { value: '2', label: t('2 components') },
        { value: '3', label: t('3 components') },
      ]}
      onChange={(value) => {
        const chosen = value === '3' ? 3 : 2;
        onType({ ...cell, parameters: { ...cell.parameters, components: chosen } });
      }}
    />
  );
}

/** Selects how much effort goes into the places of near records. */
function Detail({ cell, onType }: Pick<MapSettingsProps, 'cell' | 'onType'>): VNode {
  return (
    <Select
      label={t('Detail')}
      value={cell.parameters.detail ?? 'standard'}
      options={mapDetails.map((one) => ({ value: one, label: detailName(one) }))}
      onChange={(value) => {
        const { detail: _, ...rest } = cell.parameters;
        onType({ ...cell, parameters: value === 'fine' ? { ...rest, detail: 'fine' } : rest });
      }}
    />
  );
}

/** The option for the index's own distance; options need a non-empty value. */
const indexDistance = 'index';

/** Selects the query whose hits are shown on the map. */
function QueryPicker({ cell, queryNames, onType }: MapSettingsProps): VNode {
  return (
    <Select
      label={t('Query whose hits are shown')}
      value={cell.query}
      placeholder={t('no query')}
      options={[
        { value: '', label: t('no query') },
        ...queryNames.map((name) => ({ value: name, label: t('hits of {0}', name) })),
      ]}
      onChange={(query) => onType({ ...cell, query })}
    />
  );
}
