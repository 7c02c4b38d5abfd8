import { existsSync } from 'node:fs';
import path from 'node:path';
import { canInstallPackages, installPackage } from '../../../scripts/systemPackages.ts';

/**
 * The program file of a Chrome, Chromium or Edge on this machine; `VECTORSCOPE_BROWSER` names another one.
 * Where there is none, Debian's Chromium is installed if this user may do that; otherwise this throws.
 */
export async function findBrowser(report: (line: string) => void = () => {}): Promise<string> {
  const named = process.env['VECTORSCOPE_BROWSER'];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`VECTORSCOPE_BROWSER names no file: ${named}`);
    return named;
  }
  const found = installedBrowser();
  if (found !== undefined) return found;
  if (!canInstallPackages())
    throw new Error(
      'No Chrome, Chromium or Edge was found: install one, or name it in VECTORSCOPE_BROWSER',
    );
  report('No browser was found: installing Chromium (apt-get) …');
  await installPackage('chromium');
  const installed = installedBrowser();
  if (installed === undefined) throw new Error('apt-get installed no Chromium that could be found');
  return installed;
}

function installedBrowser(): string | undefined {
  return candidates().find((file) => existsSync(file));
}

function candidates(): string[] {
  if (process.platform === 'darwin')
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  if (process.platform === 'win32')
    return ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA']
      .flatMap((variable) => process.env[variable] ?? [])
      .flatMap((folder) => [
        path.join(folder, 'Google/Chrome/Application/chrome.exe'),
        path.join(folder, 'Chromium/Application/chrome.exe'),
        path.join(folder, 'Microsoft/Edge/Application/msedge.exe'),
      ]);
  const names = [
    'google-chrome-stable',
    'google-chrome',
    'chromium',
    'chromium-browser',
    'microsoft-edge-stable',
    'microsoft-edge',
  ];
  return [
    ...(process.env['PATH'] ?? '').split(path.delimiter),
    '/usr/local/bin',
    '/usr/bin',
    '/snap/bin',
  ].flatMap((folder) => names.map((name) => path.join(folder, name)));
}
