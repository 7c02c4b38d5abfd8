import path from 'node:path';
import * as vscode from 'vscode';
import type { MapImage } from '../../protocol/map.ts';
import { mapCsv } from '../../services/maps/mapCsv.ts';
import type { MapSession } from '../../services/maps/mapSession.ts';
import { askFile, writeAtomically } from '../flows/saveFile.ts';

/** Asks for a file and writes the map's picture to it. */
export async function savePicture(session: MapSession, picture: MapImage): Promise<void> {
  const { format, data } = picture;
  const file = await askFile({
    title: vscode.l10n.t('Export the Picture'),
    name: `${session.source.index}-map.${format}`,
    formats: { [format.toUpperCase()]: format },
  });
  if (file === undefined) return;
  await writeAtomically(file, (write) => write(new Uint8Array(data)));
  tell(file);
}

/** Asks for a file and writes the points' positions and fields to it as CSV. */
export async function saveTable(session: MapSession): Promise<void> {
  const file = await askFile({
    title: vscode.l10n.t('Export the Points'),
    name: `${session.source.index}-map.csv`,
    formats: { [vscode.l10n.t('CSV')]: 'csv' },
  });
  if (file === undefined) return;
  await writeAtomically(file, async (write) => {
    for (const part of mapCsv([...session.events()])) await write(part);
  });
  tell(file);
}

function tell(file: string): void {
  const message = vscode.l10n.t('The map is in “{0}”.', path.basename(file));
  void vscode.window.showInformationMessage(message);
}
