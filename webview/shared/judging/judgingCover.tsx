import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../l10n.ts';
import { JudgingView } from './judgingView.tsx';
import type { Shown } from './shownJudging.ts';

/** Judges records over the other parts of a view, which are inert meanwhile. Gives the focus back at the end. */
export function JudgingCover(props: { readonly shown: Shown; readonly onEnd: () => void }): VNode {
  const { start, judging, opener } = props.shown;
  useEffect(() => () => opener instanceof HTMLElement && opener.focus(), []);
  return (
    <div class="judging-cover">
      <JudgingView
        judging={judging}
        askedBy={() => start.asked}
        advice={t('The judgments are in “{0}”.', start.study)}
        endTitle={t('Back (Esc)')}
        onEnd={props.onEnd}
      />
    </div>
  );
}
