import * as vscode from 'vscode';
import type { Catalog } from '../services/catalog/catalog.ts';
import { describeDiagnostics } from '../services/diagnostics/describeDiagnostics.ts';
import type { RecentFailures } from '../services/diagnostics/recentFailures.ts';
import type { Environments } from '../services/environments/environments.ts';
import { registerCommand } from './commands.ts';
import { commands, settings } from './ids.ts';
import type { Report } from './report.ts';

/** Registers *Copy Diagnostics*, which copies a text for a bug report to the clipboard. Makes no request. */
export function registerCopyDiagnostics(deps: DiagnosticsDeps): vscode.Disposable {
  const copy = async (): Promise<void> => {
    await vscode.env.clipboard.writeText(await diagnosticsOf(deps));
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'Copied diagnostics: versions, states and recent failures, without keys, names or data.',
      ),
    );
  };
  return registerCommand(commands.copyDiagnostics, copy, deps.report);
}

export type DiagnosticsDeps = {
  readonly environments: Environments;
  readonly catalog: Catalog;
  readonly failures: RecentFailures;
  readonly engine: { readonly state: string };
  /** Version of this extension. */
  readonly version: string;
  readonly report: Report;
};

async function diagnosticsOf(deps: DiagnosticsDeps): Promise<string> {
  const { environments, catalog, failures } = deps;
  return describeDiagnostics({
    versions: versionsOf(deps.version),
    engine: engineOf(deps.engine.state),
    environments: await Promise.all(
      environments.all().map(async (environment) => ({
        environment,
        hasKey: await environments.hasKey(environment.id),
        known: catalog.snapshotOf(environment),
      })),
    ),
    refusedSettings: environments.problems().length,
    failures: failures.all(),
    now: Date.now(),
  });
}

function versionsOf(version: string): Record<string, string> {
  const { platform, arch, versions } = process;
  return {
    Vectorscope: version,
    'VS Code': `${vscode.version} (${vscode.env.appHost})`,
    Platform: `${platform} ${arch}`,
    Node: versions.node,
    Remote: vscode.env.remoteName ?? 'no',
    'Workspace trusted': vscode.workspace.isTrusted ? 'yes' : 'no',
    Language: vscode.env.language,
  };
}

function engineOf(state: string): Record<string, string> {
  const configuration = vscode.workspace.getConfiguration(settings.section);
  const folder = configuration.get<string>(settings.engineDataFolder, '');
  return {
    State: state,
    'Data folder': folder.trim() === '' ? 'default' : 'set by the user',
    'Stops when idle': `after ${configuration.get<number>(settings.engineIdleMinutes, 15)} min`,
  };
}
