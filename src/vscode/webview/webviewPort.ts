import type * as vscode from 'vscode';
import type { Port } from '../../common/rpc.ts';

/** The host's end of the channel to a webview. What is posted to a view that has gone is dropped. */
export function webviewPort(webview: vscode.Webview): Port {
  return {
    // VS Code finds the buffers in a message by itself; it has no list of what to transfer.
    post: (message) => {
      webview.postMessage(message).then(undefined, () => undefined);
    },
    onMessage: (listener) => webview.onDidReceiveMessage(listener),
  };
}
