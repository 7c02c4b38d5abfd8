import { isObject } from '../../src/common/objects.ts';
/**
 * The data that the host embeds in the page: translations by English text, the CSP nonce, and the initial view state.
 */
export type PageData = {
  readonly bundle: Readonly<Record<string, string>>;
  readonly nonce: string;
  /** The initial state if the view has saved none. */
  readonly state: unknown;
};

/** Read once from the inert JSON of the page; empty outside of a page, as in unit tests. */
export const pageData: PageData = readPageData();

function readPageData(): PageData {
  const text = globalThis.document?.getElementById('start')?.textContent;
  const data: unknown = text ? JSON.parse(text) : undefined;
  const { bundle, nonce, state } = isObject(data) ? data : {};
  return {
    bundle: isObject(bundle)
      ? Object.fromEntries(
          Object.entries(bundle).filter((entry): entry is [string, string] => {
            return typeof entry[1] === 'string';
          }),
        )
      : {},
    nonce: typeof nonce === 'string' ? nonce : '',
    state,
  };
}
