import { pageData } from './pageData.ts';

/** The message in the user's language with `{0}`, `{1}`… replaced by the arguments. */
export function t(message: string, ...args: readonly (string | number)[]): string {
  return fillIn(pageData.bundle[message] ?? message, args);
}

/** Replaces `{0}`, `{1}`… by the arguments; a placeholder without an argument stays as it is. */
export function fillIn(message: string, args: readonly (string | number)[]): string {
  return message.replaceAll(/\{(\d+)\}/g, (placeholder, place: string) =>
    String(args[Number(place)] ?? placeholder),
  );
}
