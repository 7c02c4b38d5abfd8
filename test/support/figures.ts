import { appendFileSync } from 'node:fs';

export type Figure = { readonly name: string; readonly value: string };

/** Notes a measured figure: `npm test` prints them all at its end. Without a file to note it in, it is lost. */
export function noteFigure(name: string, value: string): void {
  const file = process.env['VECTORSCOPE_FIGURES'];
  const figure: Figure = { name, value };
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(figure)}\n`);
}
