/** Whether the address is on this machine, so that no proxy and no network stands between. */
export function isLoopback(address: URL): boolean {
  return (
    address.hostname === 'localhost' ||
    address.hostname === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(address.hostname)
  );
}
