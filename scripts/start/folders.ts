import path from 'node:path';
import { cacheFolder } from '../repository.ts';

/** What `npm start` keeps from one time to the next. */
export const startFolder = path.join(cacheFolder, 'start');

export const startFolders = {
  engineData: path.join(startFolder, 'engine'),
  workspace: path.join(startFolder, 'workspace'),
  server: path.join(startFolder, 'server'),
  desktopUser: path.join(startFolder, 'user'),
  desktopExtensions: path.join(startFolder, 'extensions'),
} as const;

/** Settings for a window that shows this extension and its samples. */
export const startSettings = {
  'vectorscope.engine.dataFolder': startFolders.engineData,
  // A notebook that a new window opens by itself shows as plain text: its editor is not known that early.
  'workbench.startupEditor': 'readme',
} as const;
