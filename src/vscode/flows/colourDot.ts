import * as vscode from 'vscode';
import type { EnvironmentColour } from '../../model/environment.ts';

/** Returns a coloured dot as an icon for quick picks. */
export function colourDot(colour: EnvironmentColour): vscode.Uri {
  const circle = `<circle cx="8" cy="8" r="5" fill="${hexOf[colour]}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16">${circle}</svg>`;
  return vscode.Uri.parse(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
}

/** Mid-tones that are visible in light and dark themes. A quick pick ignores the colour of theme icons. */
const hexOf: Readonly<Record<EnvironmentColour, string>> = {
  blue: '#3794ff',
  green: '#5aa64b',
  orange: '#d18616',
  purple: '#a35fc7',
  red: '#e5484d',
  yellow: '#c9a200',
};
