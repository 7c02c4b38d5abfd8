import type * as vscode from 'vscode';
import type { Port } from '../../common/rpc.ts';

/** Returns the host's end of the channel to a webview. Messages to a disposed view are dropped. */
export function webviewPort(webview: vscode.Webview): Port {
  return {
    // VS Code finds the buffers in a message itself and takes no transfer list.
    post: (message) => {
      webview.postMessage(message).then(undefined, () => undefined);
    },
    onMessage: (listener) => webview.onDidReceiveMessage(listener),
  };
}
