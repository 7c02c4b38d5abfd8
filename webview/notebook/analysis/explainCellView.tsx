import type { VNode } from 'preact';
import { useId } from 'preact/hooks';
import type { ExplainCell } from '../../../src/model/notebook/cell.ts';
import type { Explanation } from '../../../src/model/explain/explanation.ts';
import type { ExplainOutcome } from '../../../src/protocol/notebook.ts';
import { Icon } from '../../shared/icons.tsx';
import { t } from '../../shared/l10n.ts';
import { Select } from '../../shared/select.tsx';
import type { CellItemProps } from '../cell/cellProps.ts';
import { LinesField } from '../cell/optionalField.tsx';
import { Problems } from '../cell/problems.tsx';
import { AnalysisResult } from './analysisResult.tsx';
import { analysisProblems } from './analysisProblems.ts';
import { rowsOf, verdictText } from './explanationText.ts';
import { lastResultOf } from './lastResult.ts';

/** An explain cell: the query, the ids that are expected of it, and where each of them is. */
export function ExplainCellView(props: CellItemProps & { readonly cell: ExplainCell }): VNode {
  const { controller, cell, queryNames } = props;
  const problemsId = useId();
  const run = controller.model.runs[cell.id];
  const problems = analysisProblems(cell, run);
  const shown = lastResultOf(run, 'explanations');
  const onType = (typed: ExplainCell): void => controller.type(typed);
  return (
    <>
      <div class="query">
        <div class="query-line">
          <span class="field-name" aria-hidden="true">
            {t('query')}
          </span>
          <Select
            label={t('Query whose result is explained')}
            value={cell.query}
            placeholder={t('no query')}
            options={queryNames.map((name) => ({ value: name, label: name }))}
            onChange={(query) => onType({ ...cell, query })}
          />
        </div>
        <LinesField
          name={t('expected')}
          label={t('IDs of records to explain')}
          placeholder={t('IDs, or nothing for those that the query expects')}
          value={cell.expected}
          isMain
          isInvalid={problems.some(({ field }) => field === 'expected')}
          onType={(expected) => onType({ ...cell, expected })}
        />
        <Problems id={problemsId} problems={problems} />
      </div>
      <AnalysisResult {...props} run={run} isOld={shown?.isOld ?? false}>
        {shown && <Explanations outcome={shown.outcome} />}
      </AnalysisResult>
    </>
  );
}

function Explanations({ outcome }: { readonly outcome: ExplainOutcome }): VNode {
  return (
    <ul class="explanations">
      {outcome.explanations.map((one) => (
        <li key={one.id}>
          <Explained explanation={one} outcome={outcome} />
        </li>
      ))}
    </ul>
  );
}

function Explained(props: {
  readonly explanation: Explanation;
  readonly outcome: ExplainOutcome;
}): VNode {
  const { explanation, outcome } = props;
  const { topK, recordCount, binding } = outcome;
  const rows = rowsOf(explanation, { topK, recordCount, namespace: binding.namespace });
  const isFound = explanation.verdict === 'found';
  return (
    <>
      <p class={isFound ? 'verdict is-met' : 'verdict is-unmet'}>
        <Icon name={isFound ? 'check' : 'error'} />
        {verdictText(explanation, topK)}
      </p>
      <table class="explanation-facts">
        <tbody>
          {rows.map(({ name, value, note, isReason }) => (
            <tr key={name} class={isReason ? 'is-reason' : ''}>
              <th scope="row" class="mono">
                {name}
              </th>
              <td class="numeric">{value}</td>
              <td class="dim">{note}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
