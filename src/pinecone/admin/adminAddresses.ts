import { cloudControllerUrl } from '../../model/environment.ts';
import { HostPolicy } from '../hostPolicy.ts';
import { IndexHosts } from '../indexHosts.ts';

/** Where a service account signs in, and where its token is valid. */
export type AdminAddresses = { readonly admin: string; readonly token: string };

/**
 * Returns the addresses for a controller: Pinecone has a host for tokens, any other controller issues them itself. Throws
 * as `HostPolicy` does: a secret is sent over https only, except on this machine.
 */
export function adminAddressesOf(controllerUrl: string): AdminAddresses {
  const checked = new HostPolicy(controllerUrl, new IndexHosts()).controllerUrl;
  if (checked === cloudControllerUrl)
    return {
      admin: `${cloudControllerUrl}/admin`,
      token: 'https://login.pinecone.io/oauth/token',
    };
  const { origin } = new URL(checked);
  return { admin: `${checked}/admin`, token: `${origin}/oauth/token` };
}
