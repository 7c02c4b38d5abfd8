import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { textKeyOf } from '../../../src/model/record.ts';
import { formatCount, formatSentence, formatValue } from '../format.ts';
import { t } from '../l10n.ts';
import type { Judging } from './judging.ts';
import { markWords } from './markWords.ts';

const gradeKeys = ['0', '1', '2', '3'];

/** One hit to judge: the question, the record's text in large letters, and a key for each grade. Hides id and rank. */
export function JudgingView(props: {
  readonly judging: Judging;
  readonly askedBy: (question: string) => string;
  /** Says what else can be done when all hits are judged. */
  readonly advice: string;
  /** What the button says that ends the judging. */
  readonly endTitle: string;
  readonly onEnd: () => void;
}): VNode {
  const { judging, onEnd } = props;
  const place = useRef<HTMLElement>(null);
  useEffect(() => place.current?.focus(), []);
  const { entry } = judging;
  // Each record is read from its start.
  useEffect(() => place.current?.scrollTo(0, 0), [entry]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!press(event.key, judging, onEnd)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section
      ref={place}
      class="judging"
      tabIndex={-1}
      aria-label={t('Judge hits')}
      data-done={judging.done}
      onKeyDown={onKeyDown}
    >
      <Progress judging={judging} />
      {entry ? (
        <>
          <h2 class="asked">{props.askedBy(entry.question)}</h2>
          <RecordText judging={judging} words={props.askedBy(entry.question)} />
        </>
      ) : (
        <p>
          {t('All hits are judged.')} {props.advice}
        </p>
      )}
      <div class="judging-bar">
        {entry && (
          <div class="grades" role="group" aria-label={t('Grade')}>
            <GradeButtons judging={judging} />
          </div>
        )}
        <button
          type="button"
          class="control"
          onClick={() => judging.undo()}
          disabled={judging.done === 0}
        >
          {t('Undo (u)')}
        </button>
        <button type="button" class="control" onClick={onEnd}>
          {props.endTitle}
        </button>
      </div>
    </section>
  );
}

/** How many hits are judged, and the grade of the last one, whose id may be shown now. */
function Progress({ judging }: { readonly judging: Judging }): VNode {
  const { last } = judging;
  return (
    <p class="numeric dim" role="status">
      {t('{0} of {1} judged', formatCount(judging.done), formatCount(judging.count))}
      {last &&
        ` · ${
          last.grade === undefined
            ? t('{0} skipped', last.entry.record)
            : t('{0}: grade {1}', last.entry.record, last.grade)
        }`}
    </p>
  );
}

function press(key: string, judging: Judging, onEnd: () => void): boolean {
  if (gradeKeys.includes(key)) judging.grade(Number(key));
  else if (key === 'u') judging.undo();
  else if (key === 's') judging.skip();
  else if (key === 'Escape') onEnd();
  else return false;
  return true;
}

function GradeButtons({ judging }: { readonly judging: Judging }): VNode {
  const titles = [
    t('0 not relevant'),
    t('1 somewhat relevant'),
    t('2 relevant'),
    t('3 answers the question'),
  ];
  return (
    <>
      {titles.map((title, grade) => (
        <button key={title} type="button" class="control" onClick={() => judging.grade(grade)}>
          {title}
        </button>
      ))}
      <button type="button" class="control" onClick={() => judging.skip()}>
        {t('Skip (s)')}
      </button>
    </>
  );
}

function RecordText({
  judging,
  words,
}: {
  readonly judging: Judging;
  readonly words: string;
}): VNode {
  const { record, failure } = judging;
  if (failure !== undefined) return <p role="alert">{formatSentence(failure)}</p>;
  if (record === undefined) return <p class="dim">{t('Reading the record…')}</p>;
  if (record.metadata === undefined) return <p>{t('This record does not exist any more')}</p>;
  const { metadata } = record;
  const textKey = textKeyOf(metadata);
  const others = Object.entries(metadata).filter(([key]) => key !== textKey);
  return (
    <article class="record-text">
      {textKey !== undefined && (
        <p class="text">
          {markWords(formatValue(metadata[textKey] ?? ''), words).map(({ text, isMarked }, at) =>
            isMarked ? <mark key={at}>{text}</mark> : text,
          )}
        </p>
      )}
      {textKey === undefined && others.length === 0 && (
        <p>{t('No text: its id is {0}', record.id)}</p>
      )}
      {others.length > 0 && (
        <dl>
          {others.map(([key, value]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{formatValue(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </article>
  );
}
