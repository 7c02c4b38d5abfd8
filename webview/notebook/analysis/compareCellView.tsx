import type { VNode } from 'preact';
import { useId } from 'preact/hooks';
import type { CompareCell } from '../../../src/model/notebook/cell.ts';
import { t } from '../../shared/l10n.ts';
import type { CellItemProps } from '../cell/cellProps.ts';
import { LinesField } from '../cell/optionalField.tsx';
import { Problems } from '../cell/problems.tsx';
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
  return (
    <>
      <div class="query">
        <LinesField
          name={t('queries')}
          label={t('Names of the queries to compare')}
          placeholder={queryNames.slice(0, 2).join(', ') || t('two to five names of query cells')}
          value={cell.queries}
          isMain
          isInvalid={problems.length > 0}
          onType={(queries) => controller.type({ ...cell, queries })}
        />
        <Problems id={problemsId} problems={problems} />
      </div>
      <AnalysisResult {...props} run={run} isOld={shown?.isOld ?? false}>
        {shown && <ComparedLists lists={shown.outcome.lists} />}
      </AnalysisResult>
    </>
  );
}
