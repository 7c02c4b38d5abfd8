import type { VNode } from 'preact';
import { formatCount, formatSentence } from '../../shared/format.ts';
import { Icon } from '../../shared/icons.tsx';
import { t } from '../../shared/l10n.ts';
import type { MapController } from '../mapController.ts';
import type { MapSearch } from './mapSearch.ts';

const statusId = 'search-status';

type SearchProps = { readonly controller: MapController };

/** The search box: finds points by text or a filter. Enter moves to the next match. */
export function SearchBox({ controller }: SearchProps): VNode {
  const { search } = controller;
  const hasMatches = search.matches.size > 0;
  return (
    <div class="search" role="search">
      <input
        class="field"
        type="text"
        value={search.typed}
        aria-label={t('Search by text, id or filter')}
        aria-describedby={statusId}
        aria-invalid={search.state.at === 'failed'}
        placeholder={
          search.isByMeaning ? t('A question or a topic') : t('Text, id or { "field": … }')
        }
        spellcheck={false}
        onInput={(event) => search.type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') void controller.showMatch(event.shiftKey ? -1 : 1);
          else if (event.key === 'Escape') search.type('');
          else return;
          event.preventDefault();
        }}
      />
      <MeaningToggle controller={controller} />
      <Steps controller={controller} />
      {hasMatches && (
        <button
          type="button"
          class="control"
          title={t('Select the matches')}
          onClick={() => controller.highlighting.selectFiltered()}
        >
          {t('Select')}
        </button>
      )}
      <span class="search-status numeric dim" id={statusId} role="status">
        {describeSearch(search)}
      </span>
    </div>
  );
}

/** Switches between words and meaning, where the model of the index is known. */
function MeaningToggle({ controller: { title, search } }: SearchProps): VNode | null {
  if (title?.model === undefined) return null;
  return (
    <button
      type="button"
      class="control toggle"
      aria-pressed={search.isByMeaning}
      title={t('Search by meaning, with the model {0}', title.model)}
      onClick={() => search.searchBy(!search.isByMeaning)}
    >
      {t('By Meaning')}
    </button>
  );
}

function Steps({ controller }: SearchProps): VNode {
  const hasMatches = controller.search.matches.size > 0;
  return (
    <>
      <button
        type="button"
        class="icon-button"
        disabled={!hasMatches}
        aria-label={t('Previous Match')}
        title={t('Previous match (Shift+Enter)')}
        onClick={() => void controller.showMatch(-1)}
      >
        <Icon name="arrowUp" />
      </button>
      <button
        type="button"
        class="icon-button"
        disabled={!hasMatches}
        aria-label={t('Next Match')}
        title={t('Next match (Enter)')}
        onClick={() => void controller.showMatch(1)}
      >
        <Icon name="arrowDown" />
      </button>
    </>
  );
}

function describeSearch(search: MapSearch): string {
  const { state, matches, at } = search;
  if (search.isWaiting) return t('Enter searches by meaning');
  switch (state.at) {
    case 'nothing':
      return '';
    case 'searching':
      return t('Searching…');
    case 'failed':
      return formatSentence(state.message);
    case 'found':
      break;
  }
  const count = formatCount(matches.size);
  const place = at >= 0 ? t('{0} of {1}', formatCount(at + 1), count) : t('{0} found', count);
  const capped = state.isCapped ? [t('first matches only')] : [];
  const elsewhere =
    state.elsewhere > 0 ? [t('{0} more not on this map', formatCount(state.elsewhere))] : [];
  const unknown = state.unknownFields.map(({ field, similar }) =>
    similar === undefined
      ? t('no record has the field “{0}”', field)
      : t('no record has the field “{0}”; did you mean “{1}”?', field, similar),
  );
  return [place, ...capped, ...elsewhere, ...unknown].join(' · ');
}
