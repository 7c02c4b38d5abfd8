import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkbenchSession } from '../support/workbench/session.ts';

const root = path.resolve(import.meta.dirname, '../..');
const limitMs = 300_000;

/** Runs the compiled suite inside VS Code as a server, in a headless browser. Throws where the host gives no results. */
export async function runInServer(results: string): Promise<void> {
  const session = await WorkbenchSession.start({
    report: console.log,
    environment: {
      VECTORSCOPE_HOST_RESULTS: results,
      VECTORSCOPE_FIGURES: process.env['VECTORSCOPE_FIGURES'],
    },
  });
  try {
    const { promise, resolve } = Promise.withResolvers<void>();
    await session.context.exposeFunction('codeAutomationExit', () => resolve());
    await session.open({
      development: { extension: root, tests: path.join(root, 'out/host/suite.cjs') },
    });
    await Promise.race([promise, sleep(limitMs, undefined, { ref: false })]);
    if (!existsSync(results))
      throw new Error(
        `The suite gave no results within ${limitMs / 1000} s:\n${await session.serverLog()}`,
      );
  } finally {
    await session.close();
  }
}
