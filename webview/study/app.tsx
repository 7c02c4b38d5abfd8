import type { VNode } from 'preact';
import type { StudyState, ValidStudy } from '../../src/protocol/study.ts';
import { formatCount, formatSentence } from '../shared/format.ts';
import { JudgingView } from '../shared/judging/judgingView.tsx';
import { t } from '../shared/l10n.ts';
import { ComparisonView } from './comparisonView.tsx';
import { QuestionGrid } from './questionGrid.tsx';
import { SearchView } from './searchView.tsx';
import { RunTable } from './runTable.tsx';
import type { StudyController } from './studyController.ts';

/** The root component of the study view. Attributes of its root element expose the state to tests. */
export function App({ controller }: { controller: StudyController }): VNode {
  const { state, problem, judging } = controller;
  return (
    <main
      class="study"
      data-runs={state?.kind === 'valid' ? state.runs.length : -1}
      data-running={state?.kind === 'valid' && state.running !== undefined}
    >
      {problem !== undefined && (
        <p class="failure" role="alert">
          {formatSentence(problem)}
        </p>
      )}
      {state?.kind === 'invalid' && <InvalidStudy controller={controller} state={state} />}
      {state?.kind === 'valid' &&
        (judging ? (
          <JudgingView
            judging={judging}
            askedBy={(id) => state.questions.find((one) => one.id === id)?.asked ?? id}
            advice={t('Run the study again to find others.')}
            endTitle={t('Back to the Study (Esc)')}
            onEnd={() => controller.endJudging()}
          />
        ) : (
          <StudyView controller={controller} state={state} />
        ))}
    </main>
  );
}

function StudyView(props: { controller: StudyController; state: ValidStudy }): VNode {
  const { controller, state } = props;
  return (
    <>
      <TitleBar {...props} />
      {state.failure !== undefined && (
        <p class="failure" role="alert">
          {formatSentence(state.failure)}
        </p>
      )}
      {(state.notes ?? []).length > 0 && (
        <ul class="notes" aria-label={t('Notes on the judgments')}>
          {state.notes?.map((note) => (
            <li key={note}>{formatSentence(note)}</li>
          ))}
        </ul>
      )}
      <div class="parts">
        <JudgmentLine state={state} />
        {state.runs.length > 0 && <RunTable controller={controller} state={state} />}
        <SearchView controller={controller} state={state} />
        <ComparisonView comparing={controller.comparing} state={state} />
      </div>
      <QuestionGrid controller={controller} state={state} />
    </>
  );
}

function TitleBar({
  controller,
  state,
}: {
  controller: StudyController;
  state: ValidStudy;
}): VNode {
  const { environment, index, namespace, running, questions } = state;
  const unjudged = questions.reduce((sum, one) => sum + one.unjudged, 0);
  return (
    <header class="title-bar">
      <h1>{`${index} · ${namespace}`}</h1>
      <span class="dim">{environment}</span>
      <span class="space" />
      {running ? (
        <>
          <span class="numeric" role="status">
            {t('{0}: {1} of {2}', running.setup, running.done, running.all)}
          </span>
          <button type="button" class="control" onClick={() => void controller.stop()}>
            {t('Stop')}
          </button>
        </>
      ) : (
        <button
          type="button"
          class="control"
          disabled={questions.length === 0}
          onClick={() => void controller.run()}
        >
          {t('Run')}
        </button>
      )}
      <button
        type="button"
        class="control"
        disabled={unjudged === 0}
        onClick={() => void controller.judge(null)}
      >
        {t('Judge {0} Hits', formatCount(unjudged))}
      </button>
      <button type="button" class="control" onClick={() => void controller.openText(0)}>
        {t('Open as Text')}
      </button>
    </header>
  );
}

function JudgmentLine({ state }: { readonly state: ValidStudy }): VNode {
  const { judgments, kappa, questions, smallestDifference } = state;
  const { people, unchecked } = judgments;
  if (questions.length === 0)
    return (
      <p>
        {t(
          'This study has no questions yet. Open it as text and add “### question NAME” with a text.',
        )}
      </p>
    );
  return (
    <p class="dim">
      {questions.length === 1 ? t('1 question') : t('{0} questions', formatCount(questions.length))}
      {', '}
      {people === 1 ? t('1 judgment by people') : t('{0} judgments by people', formatCount(people))}
      {unchecked > 0 && `, ${t('{0} unchecked', formatCount(unchecked))}`}
      {unchecked > 0 &&
        ` (${
          kappa === undefined
            ? t('judge 50 of them to see whether they can be trusted')
            : t('agreement with people: kappa {0}', kappa.toFixed(2))
        })`}
      {`. ${t(
        'Differences below about {0} between two runs cannot be told from chance.',
        Number.isFinite(smallestDifference) ? smallestDifference.toFixed(2) : '1',
      )}`}
    </p>
  );
}

function InvalidStudy(props: {
  readonly controller: StudyController;
  readonly state: Extract<StudyState, { kind: 'invalid' }>;
}): VNode {
  return (
    <div class="invalid">
      <h1>{t('This file is not a valid study')}</h1>
      <p>{t('Nothing is lost: correct the text, and the study appears here.')}</p>
      <ul>
        {props.state.problems.slice(0, 20).map(({ line, message }) => (
          <li key={`${line} ${message}`}>
            <button
              type="button"
              class="link-button"
              onClick={() => void props.controller.openText(line)}
            >
              {t('Line {0}', line + 1)}
            </button>{' '}
            {formatSentence(message)}
          </li>
        ))}
      </ul>
      <button type="button" class="control" onClick={() => void props.controller.openText(0)}>
        {t('Open as Text')}
      </button>
    </div>
  );
}
