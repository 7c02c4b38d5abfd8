import type { VNode } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { CompareCell } from '../../../src/model/notebook/cell.ts';
import { t } from '../../shared/l10n.ts';
import type { CellItemProps } from '../cell/cellProps.ts';
import { LinesField, OptionalFieldButton } from '../cell/optionalField.tsx';
import { Problems } from '../cell/problems.tsx';
import type { CellProblem } from '../../../src/protocol/notebook.ts';
import { AlphaCurve } from './alphaCurve.tsx';
import { AnalysisResult } from './analysisResult.tsx';
import { analysisProblems } from './analysisProblems.ts';
import { ComparedLists } from './comparedLists.tsx';
import { lastResultOf } from './lastResult.ts';

/** A compare cell: the names of the queries, and their result lists side by side. */
export function CompareCellView(props: CellItemProps & { readonly cell: CompareCell }): VNode {
  const { controller, cell, queryNames } = props;
  const problemsId = useId();
  const run = controller.model.runs[cell.id];
  const problems = analysisProblems(cell, run);
  const shown = lastResultOf(run, 'comparison');
  const [isSweeping, setSweeping] = useState(false);
  const alphas = cell.alphas ?? '';
  const has = (field: CellProblem['field']): boolean =>
    problems.some((problem) => problem.field === field);
  return (
    <>
      <div class="query">
        <LinesField
          name={t('queries')}
          label={t('Names of the queries to compare')}
          placeholder={queryNames.slice(0, 2).join(', ') || t('two to five names of query cells')}
          value={cell.queries}
          isMain
          isInvalid={has('queries')}
          onType={(queries) => controller.type({ ...cell, queries })}
        />
        {isSweeping || alphas !== '' ? (
          <LinesField
            name={t('alphas')}
            label={t('Values of alpha to run the query with')}
            placeholder="0, 0.25, 0.5, 0.75, 1"
            value={alphas}
            takesFocus={isSweeping}
            isInvalid={has('alphas')}
            onType={(typed) => controller.type({ ...cell, alphas: typed })}
          />
        ) : (
          <OptionalFieldButton
            label={t('alphas…')}
            hint={t('Run one hybrid query with several values of alpha')}
            onOpen={() => setSweeping(true)}
          />
        )}
        <Problems id={problemsId} problems={problems} />
      </div>
      <AnalysisResult {...props} run={run} isOld={shown?.isOld ?? false}>
        {shown?.outcome.alphas && (
          <AlphaCurve lists={shown.outcome.lists} alphas={shown.outcome.alphas} />
        )}
        {shown && <ComparedLists lists={shown.outcome.lists} />}
      </AnalysisResult>
    </>
  );
}
