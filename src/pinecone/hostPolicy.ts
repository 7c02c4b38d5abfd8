import { Failure } from '../common/failure.ts';
import { isLoopback } from './loopback.ts';

/**
 * Where a key may go: Pinecone's own hosts over https, the machine's loopback, and hosts that the user confirmed.
 * Addresses come from settings and from a service's answers, and both may be wrong or hostile.
 */
export class HostPolicy {
  readonly #controller: URL;
  readonly #confirmed: readonly URL[];

  /** `confirmedHosts` are hosts with or without scheme and port. Throws `forbidden` where the controller is none of them. */
  constructor(controllerUrl: string, confirmedHosts: readonly string[]) {
    this.#confirmed = confirmedHosts.map((host) => parseAddress(host, 'https:'));
    this.#controller = parseAddress(controllerUrl, 'https:');
    if (!isLoopback(this.#controller)) this.#check(this.#controller);
  }

  /** The controller's base address, without a slash at its end. */
  get controllerUrl(): string {
    return withoutSlash(this.#controller);
  }

  /** An index' base address as its service named it, with a scheme. The loopback of a loopback service is plain http. */
  addressOf(host: string): string {
    return withoutSlash(this.#parse(host));
  }

  /** The same, once it is known that the key may go there; throws `forbidden` else. */
  checkedAddressOf(host: string): string {
    const address = this.#parse(host);
    if (!(isLoopback(address) && isLoopback(this.#controller))) this.#check(address);
    return withoutSlash(address);
  }

  #parse(host: string): URL {
    const isPlain = this.#controller.protocol === 'http:' && isLoopback(this.#controller);
    const address = parseAddress(host, 'https:');
    return isPlain && isLoopback(address) && !hasScheme(host)
      ? parseAddress(host, 'http:')
      : address;
  }

  #check(address: URL): void {
    if (address.protocol !== 'https:') {
      throw new Failure(
        'forbidden',
        `The key is not sent to “${address.host}”: the address must begin with https://`,
      );
    }
    if (isPinecone(address) || this.#confirmed.some((known) => known.host === address.host)) return;
    throw new Failure(
      'forbidden',
      `The key is not sent to “${address.host}”: it belongs neither to Pinecone nor to a host that you confirmed for this environment`,
    );
  }
}

function parseAddress(text: string, scheme: string): URL {
  const address = URL.parse(hasScheme(text) ? text : `${scheme}//${text}`);
  if (address === null || !/^https?:$/.test(address.protocol) || address.hostname === '') {
    throw new Failure(
      'badInput',
      `“${text}” is not the address of a service; it looks like https://host`,
    );
  }
  if (
    address.username !== '' ||
    address.password !== '' ||
    address.search !== '' ||
    address.hash !== ''
  ) {
    throw new Failure(
      'badInput',
      `The address of “${address.host}” may hold neither a user, nor a query, nor a fragment`,
    );
  }
  return address;
}

function hasScheme(text: string): boolean {
  return /^[a-z][a-z\d+.-]*:\/\//i.test(text);
}

function withoutSlash(address: URL): string {
  return address.href.replace(/\/+$/, '');
}

function isPinecone(address: URL): boolean {
  return address.hostname.endsWith('.pinecone.io');
}
