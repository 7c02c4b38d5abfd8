import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { QuestionSummary, ValidStudy } from '../../src/protocol/study.ts';
import { Grid } from '../shared/grid/grid.tsx';
import type { GridColumn } from '../shared/grid/gridRow.tsx';
import { formatCount } from '../shared/format.ts';
import { t } from '../shared/l10n.ts';
import { formatSigned } from './formatStatistics.ts';
import type { StudyController } from './studyController.ts';

/** All questions with the values of the newest run. Enter judges the hits of a question. */
export function QuestionGrid(props: { controller: StudyController; state: ValidStudy }): VNode {
  const { controller, state } = props;
  const [widths, setWidths] = useState<Readonly<Record<string, number>>>({});
  return (
    <Grid
      label={t('Questions')}
      columns={columnsOf(state)}
      rows={state.questions}
      widths={widths}
      onResize={(key, widthPx) => setWidths({ ...widths, [key]: widthPx })}
      onOpen={(row) => {
        const question = state.questions[row];
        if (question) void controller.judge(question.id);
      }}
    />
  );
}

function trendText(change: number | undefined): string {
  if (change === undefined) return '';
  return Math.abs(change) < 0.0005 ? '=' : formatSigned(change);
}

function columnsOf({ measures }: ValidStudy): readonly GridColumn<QuestionSummary>[] {
  return [
    { key: 'id', title: t('question'), widthPx: 140, text: ({ id }) => id },
    { key: 'asked', title: t('asks for'), widthPx: 360, text: ({ asked }) => asked },
    ...measures.map((name, at) => ({
      key: `measure ${name}`,
      title: name,
      widthPx: 100,
      isNumeric: true,
      text: ({ values }: QuestionSummary) => values?.[at]?.toFixed(3) ?? '',
    })),
    {
      key: 'trend',
      title: t('trend'),
      widthPx: 80,
      isNumeric: true,
      hint: t('Change of {0} since the run before of the same setup', measures[0] ?? ''),
      text: ({ changes }) => trendText(changes?.[0]),
    },
    {
      key: 'judged',
      title: t('judged'),
      widthPx: 70,
      isNumeric: true,
      text: ({ judged }) => formatCount(judged),
    },
    {
      key: 'unjudged',
      title: t('to judge'),
      widthPx: 70,
      isNumeric: true,
      hint: t('Hits that no person has judged. Press Enter to judge them'),
      text: ({ unjudged }) => formatCount(unjudged),
    },
  ];
}
