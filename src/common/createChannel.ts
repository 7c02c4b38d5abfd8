import type { Port } from './rpc.ts';

type Enveloped = { readonly channel: string; readonly message: unknown };

/** Returns a named port within another one; both ends use the same name. Other messages of the port are unaffected. */
export function createChannel(port: Port, name: string): Port {
  return {
    post: (message, transfer) =>
      port.post({ channel: name, message } satisfies Enveloped, transfer),
    onMessage: (listener) =>
      port.onMessage((enveloped) => {
        if (isEnveloped(enveloped) && enveloped.channel === name) listener(enveloped.message);
      }),
  };
}

function isEnveloped(message: unknown): message is Enveloped {
  return (
    typeof message === 'object' && message !== null && 'channel' in message && 'message' in message
  );
}
