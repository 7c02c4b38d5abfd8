import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mustRun } from '../command.ts';
import { repository } from '../repository.ts';
import { startFolders, startSettings } from './folders.ts';

/** The command of a desktop VS Code on the PATH, if there is one. */
export function findDesktop(): string | undefined {
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  return (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => existsSync(file));
}

/** Opens a window with the extension from this repository, apart from the user's own settings and extensions. */
export async function openDesktop(command: string): Promise<void> {
  const settings = path.join(startFolders.desktopUser, 'User/settings.json');
  await mkdir(path.dirname(settings), { recursive: true });
  if (!existsSync(settings)) await writeFile(settings, JSON.stringify(startSettings, undefined, 2));
  await mustRun(
    command,
    [
      `--extensionDevelopmentPath=${repository}`,
      `--user-data-dir=${startFolders.desktopUser}`,
      `--extensions-dir=${startFolders.desktopExtensions}`,
      startFolders.workspace,
    ],
    { shell: process.platform === 'win32' },
  );
}
