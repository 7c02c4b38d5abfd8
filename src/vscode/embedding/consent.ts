import * as vscode from 'vscode';
import type { ConsentQuestion, ProviderDeps } from '../../services/embedding/embeddingProviders.ts';

const memento = 'embedding.agreed';

/** Asks in a dialog whether texts may leave this machine. */
export async function askConsent({ host, model, texts }: ConsentQuestion): Promise<boolean> {
  const send = vscode.l10n.t('Send');
  const answer = await vscode.window.showWarningMessage(
    texts === 1
      ? vscode.l10n.t('Send the text of this query to {0}?', host)
      : vscode.l10n.t('Send {0} texts to {1}?', texts.toLocaleString('en'), host),
    {
      modal: true,
      detail:
        texts === 1
          ? vscode.l10n.t(
              'The model “{0}” embeds it there. Later queries with this model are sent to this host without asking.',
              model,
            )
          : vscode.l10n.t('The model “{0}” embeds them there.', model),
    },
    send,
  );
  return answer === send;
}

/** Remembers in the workspace to which hosts and models questions may be sent. */
export function agreedHosts(state: vscode.Memento): AgreedHosts {
  const entryOf = (host: string, model: string): string => JSON.stringify([host, model]);
  const all = (): readonly string[] => state.get<readonly string[]>(memento, []);
  return {
    has: (host, model) => all().includes(entryOf(host, model)),
    add: async (host, model) => state.update(memento, [...all(), entryOf(host, model)]),
    forget: async (host) => {
      const isOther = (entry: string): boolean => !entry.startsWith(`[${JSON.stringify(host)},`);
      await state.update(memento, all().filter(isOther));
    },
  };
}

/** The hosts and models that the user agreed to, with a way to take back a host. */
export type AgreedHosts = ProviderDeps['agreed'] & { forget(host: string): Promise<void> };
