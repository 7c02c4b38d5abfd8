import { Failure } from '../common/failure.ts';
import { cloudControllerUrl } from '../model/environment.ts';
import { isLoopbackHost } from '../model/loopback.ts';
import type { IndexHosts } from './indexHosts.ts';

/**
 * Where a key may go: the controller that it was entered for, what has the same origin, and index hosts that this
 * controller named: for Pinecone's own controller hosts under pinecone.io, for one on this machine other ports of this
 * machine. Addresses come from settings and from a service's answers, and both may be wrong or hostile.
 */
export class HostPolicy {
  readonly #controller: URL;
  readonly #hosts: IndexHosts;

  /** Throws `badInput` where the controller has no address, `forbidden` where it is plain http beyond this machine. */
  constructor(controllerUrl: string, hosts: IndexHosts) {
    this.#controller = parseController(controllerUrl);
    this.#hosts = hosts;
  }

  /** The controller's base address, without a slash at its end. */
  get controllerUrl(): string {
    return withoutSlash(this.#controller);
  }

  /**
   * An index' base address, with a scheme, where its controller names `host`. The loopback of a loopback service is plain
   * http.
   */
  namedAddressOf(host: string): string {
    const address = withoutSlash(this.#parse(host));
    this.#hosts.add(this.controllerUrl, address);
    return address;
  }

  /** An index' base address, with a scheme. Throws `forbidden` where the key may not go there, `network` where nobody named it. */
  checkedAddressOf(host: string): string {
    const address = this.#parse(host);
    const text = withoutSlash(address);
    if (address.origin === this.#controller.origin) return text;
    if (!isLoopback(address)) requireHttps(address);
    if (!this.#isOfEnvironment(address)) {
      throw new Failure(
        'forbidden',
        `The key is not sent to “${address.host}”: it was entered for “${this.#controller.host}”`,
      );
    }
    if (this.#hosts.has(this.controllerUrl, text)) return text;
    // An engine that was started anew is at another port, and whoever asks again learns it.
    throw new Failure(
      'network',
      `The key is not sent to “${address.host}”: “${this.#controller.host}” has named no index there; try again`,
    );
  }

  #isOfEnvironment(address: URL): boolean {
    if (isLoopback(this.#controller)) return isLoopback(address);
    return this.#controller.origin === cloudControllerUrl && isPinecone(address);
  }

  #parse(host: string): URL {
    const isPlain = this.#controller.protocol === 'http:';
    const address = parseAddress(host, 'https:');
    return isPlain && isLoopback(address) && !hasScheme(host)
      ? parseAddress(host, 'http:')
      : address;
  }
}

/** The base address of the engine on this machine, without a slash at its end. Throws `forbidden` for any other. */
export function engineAddressOf(url: string): string {
  const address = parseController(url);
  if (isLoopback(address)) return withoutSlash(address);
  throw new Failure('forbidden', `The engine’s key is not sent to “${address.host}”`);
}

function parseController(url: string): URL {
  const address = parseAddress(url, 'https:');
  if (!isLoopback(address)) requireHttps(address);
  return address;
}

function requireHttps(address: URL): void {
  if (address.protocol === 'https:') return;
  throw new Failure(
    'forbidden',
    `The key is not sent to “${address.host}”: the address must begin with https://`,
  );
}

function parseAddress(text: string, scheme: string): URL {
  const address = URL.parse(hasScheme(text) ? text : `${scheme}//${text}`);
  if (
    address === null ||
    !/^https?:$/.test(address.protocol) ||
    address.hostname === '' ||
    address.port === '0'
  ) {
    throw new Failure(
      'badInput',
      // The text may hold a password.
      'The address of a service looks like https://host',
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

function isLoopback(address: URL): boolean {
  return isLoopbackHost(address.hostname);
}

function isPinecone(address: URL): boolean {
  return address.port === '' && address.hostname.endsWith('.pinecone.io');
}
