import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { ValidStudy } from '../../src/protocol/study.ts';
import { formatCount } from '../shared/format.ts';
import { t } from '../shared/l10n.ts';
import type { Comparing } from './comparing.ts';
import { formatSigned } from './formatStatistics.ts';
import { setupOf } from './setupOf.ts';

const fewChanges = 8;

type Props = { readonly comparing: Comparing; readonly state: ValidStudy };

/** The questions whose value changed, the largest loss first. Choosing one shows both answers. */
export function ChangeList({ comparing, state }: Props): VNode | null {
  const [isWhole, setIsWhole] = useState(false);
  const { focus, changes, shown: compared, open } = comparing;
  if (!focus || !compared) return null;
  const asked = new Map(state.questions.map((one) => [one.id, one.asked]));
  const shown = isWhole ? changes : changes.slice(0, fewChanges);
  return (
    <>
      <div class="choices">
        <ChoiceBox
          label={t('Measure of the list')}
          value={focus.measure}
          options={state.measures.map((name) => [name, name])}
          onChoose={(measure) => void comparing.look({ ...focus, measure })}
        />
        {compared.after.length > 1 && (
          <ChoiceBox
            label={t('Run of the list')}
            value={focus.run}
            options={compared.after.map((id) => [id, setupOf(state, id)])}
            onChoose={(run) => void comparing.look({ ...focus, run })}
          />
        )}
      </div>
      {changes.length === 0 && <p class="dim">{t('No question differs by {0}.', focus.measure)}</p>}
      {changes.length > 0 && (
        <table>
          <caption>{t('Largest losses and wins of {0}', focus.measure)}</caption>
          <tbody>
            {shown.map(({ question, before, after }) => (
              <tr key={question}>
                <th scope="row">
                  <button
                    type="button"
                    class="link-button"
                    aria-expanded={open?.question === question}
                    onClick={() =>
                      open?.question === question ? comparing.hide() : void comparing.show(question)
                    }
                  >
                    {asked.get(question) ?? question}
                  </button>
                </th>
                <td class="numeric">{t('{0} to {1}', before.toFixed(3), after.toFixed(3))}</td>
                <td class="numeric">{formatSigned(after - before)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {changes.length > fewChanges && (
        <button type="button" class="link-button" onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? t('Show fewer') : t('Show all {0}', formatCount(changes.length))}
        </button>
      )}
    </>
  );
}

/** A list of values with their labels, of which one is chosen. */
function ChoiceBox(props: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChoose: (value: string) => void;
}): VNode {
  return (
    <select
      class="control"
      aria-label={props.label}
      value={props.value}
      onChange={({ currentTarget: { value } }) => props.onChoose(value)}
    >
      {props.options.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}
