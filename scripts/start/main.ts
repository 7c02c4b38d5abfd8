import { parseArgs } from 'node:util';
import { runTool } from '../command.ts';
import { inRepository } from '../repository.ts';
import { findDesktop, openDesktop } from './desktop.ts';
import { startFolders } from './folders.ts';
import { makeSampleIndexes } from './sampleIndexes.ts';
import { writeSampleWorkspace } from './sampleWorkspace.ts';
import { installInServer, serve } from './server.ts';
import { runSmoke } from './smoke.ts';

const usage = `npm start                          VS Code with Vectorscope and its samples: on the desktop, else as a server
npm start -- --server              as a server even where the desktop has VS Code
npm start -- --smoke [--out DIR]   without a window: runs the sample query and the map, leaves screenshots in DIR`;

const { values } = parseArgs({
  options: {
    server: { type: 'boolean', default: false },
    smoke: { type: 'boolean', default: false },
    out: { type: 'string', default: inRepository('.cache/smoke') },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) console.log(usage);
else if (values.smoke) process.exitCode = await runSmoke(values.out);
else await start();

async function start(): Promise<void> {
  const desktop = values.server ? undefined : findDesktop();
  console.log('Building …');
  if (desktop === undefined) await installInServer();
  else await runTool('esbuild.mjs');
  console.log('Making the sample indexes …');
  await makeSampleIndexes(startFolders.engineData);
  await writeSampleWorkspace(startFolders.workspace);
  if (desktop === undefined) return serve();
  await openDesktop(desktop);
  console.log('Opened in VS Code.');
}
