import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Hit } from '../../../src/model/hit.ts';
import { jsonPieces } from './hitsJson.ts';
import { jsonTokenKinds, jsonTokens } from './jsonTokens.ts';

/**
 * The hits as JSON. All of it is in the page as text, so that it can be found and copied; only what is in view is laid
 * out and coloured.
 */
export function ResultJson(props: {
  readonly hits: readonly Hit[];
  readonly label: string;
}): VNode {
  const { hits, label } = props;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => (place.current ? showPieces(place.current, hits) : undefined), [hits]);
  return (
    <div
      ref={place}
      class="result-json mono"
      role="region"
      aria-label={label}
      tabIndex={0}
      onKeyDown={selectAll}
    />
  );
}

/** Milliseconds of a frame in which pieces are added. */
const budgetMs = 8;
const lineHeightPx = 18;
/** Pieces this close to the visible ones are coloured. */
const colouredPx = 300;

/** Adds the pieces, as many in each frame as fit into the budget. The result ends that and removes them. */
function showPieces(place: HTMLElement, hits: readonly Hit[]): () => void {
  const colours = new PieceColours(place);
  const pieces = jsonPieces(hits);
  let frame = 0;
  const addSome = (): void => {
    const endAt = performance.now() + budgetMs;
    do {
      const { value: text, done } = pieces.next();
      if (done) return;
      const piece = pieceElement(text);
      place.append(piece);
      colours.watch(piece);
    } while (performance.now() < endAt);
    frame = requestAnimationFrame(addSome);
  };
  addSome();
  return () => {
    cancelAnimationFrame(frame);
    colours.dispose();
    place.replaceChildren();
  };
}

function pieceElement(text: string): HTMLElement {
  const piece = document.createElement('div');
  piece.className = 'json-piece';
  // Each piece is a block, which begins with a new line by itself.
  piece.textContent = text.startsWith('\n') ? text.slice(1) : text;
  const heightPx = text.split('\n').length * lineHeightPx;
  piece.style.setProperty('contain-intrinsic-block-size', `auto ${heightPx}px`);
  return piece;
}

/** Colours the pieces in view by highlights, which leave the text and the user's selection as they are. */
class PieceColours {
  readonly #ranges = new Map<Element, readonly (readonly [Highlight, StaticRange])[]>();
  readonly #observer: IntersectionObserver;

  constructor(place: HTMLElement) {
    const options = { root: place, rootMargin: `${colouredPx}px` };
    this.#observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries)
        if (isIntersecting) this.#colour(target);
        else this.#fade(target);
    }, options);
  }

  watch(piece: Element): void {
    this.#observer.observe(piece);
  }

  dispose(): void {
    this.#observer.disconnect();
    for (const piece of this.#ranges.keys()) this.#fade(piece);
  }

  #colour(piece: Element): void {
    const text = piece.firstChild;
    if (this.#ranges.has(piece) || !(text instanceof Text)) return;
    const highlights = Object.fromEntries(
      jsonTokenKinds.map((kind) => [kind, highlightOf(`json-${kind}`)]),
    );
    const ranges = jsonTokens(text.data).flatMap(({ kind, start, end }) => {
      const highlight = highlights[kind];
      const [startContainer, endContainer] = [text, text];
      const range = { startContainer, startOffset: start, endContainer, endOffset: end };
      return highlight ? [[highlight, new StaticRange(range)] as const] : [];
    });
    for (const [highlight, range] of ranges) highlight.add(range);
    this.#ranges.set(piece, ranges);
  }

  #fade(piece: Element): void {
    for (const [highlight, range] of this.#ranges.get(piece) ?? []) highlight.delete(range);
    this.#ranges.delete(piece);
  }
}

/** Returns the highlight of this name, which all results of the page share. */
function highlightOf(name: string): Highlight {
  const known = CSS.highlights.get(name);
  if (known) return known;
  const highlight = new Highlight();
  CSS.highlights.set(name, highlight);
  return highlight;
}

/** Ctrl+A selects the JSON, not the whole page. */
function selectAll(event: KeyboardEvent): void {
  const { key, ctrlKey, metaKey, currentTarget } = event;
  if (!(ctrlKey || metaKey) || key.toLowerCase() !== 'a') return;
  event.preventDefault();
  event.stopPropagation();
  getSelection()?.selectAllChildren(currentTarget as Element);
}
