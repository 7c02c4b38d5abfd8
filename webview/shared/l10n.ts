import { pageData } from './pageData.ts';

/** Returns the translated message with `{0}`, `{1}`… replaced by the arguments. */
export function t(message: string, ...args: readonly (string | number)[]): string {
  return fillIn(pageData.bundle[message] ?? message, args);
}

/** Replaces `{0}`, `{1}`… by the arguments; placeholders without an argument are left unchanged. */
export function fillIn(message: string, args: readonly (string | number)[]): string {
  return message.replaceAll(/\{(\d+)\}/g, (placeholder, place: string) =>
    String(args[Number(place)] ?? placeholder),
  );
}
