import { Failure } from '../common/failure.ts';
import { cloudControllerUrl } from '../model/environment.ts';
import { isLoopbackHost } from '../model/isLoopbackHost.ts';
import type { IndexHosts } from './indexHosts.ts';

/**
 * Decides where a key may be sent: to the controller it was entered for, to its origin, and to the index hosts that
 * this controller returned. Pinecone's controllers may name hosts under pinecone.io; a controller on this machine may
 * name other local ports. Addresses come from settings and responses, and both may be wrong or hostile.
 */
export class HostPolicy {
  readonly #controller: URL;
  readonly #hosts: IndexHosts;

  /** Throws `badInput` for an invalid controller address, `forbidden` for plain http beyond this machine. */
  constructor(controllerUrl: string, hosts: IndexHosts) {
    this.#controller = parseController(controllerUrl);
    this.#hosts = hosts;
  }

  /** Returns the controller's base address without a trailing slash. */
  get controllerUrl(): string {
    return withoutSlash(this.#controller);
  }

  /**
   * Returns the base address, with scheme, of an index host that the controller returned. Local hosts use plain http.
   */
  namedAddressOf(host: string): string {
    const address = withoutSlash(this.#parse(host));
    this.#hosts.add(this.controllerUrl, address);
    return address;
  }

  /**
   * Returns the base address, with scheme, of an index host. Throws `forbidden` if the key may not be sent there,
   * `network` if no controller returned the host.
   */
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
    // A restarted engine has another port; the next listing returns it.
    throw new Failure(
      'network',
      `The key is not sent to “${address.host}”: “${this.#controller.host}” has returned no index there; try again`,
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

/**
 * Returns the engine's base address without a trailing slash. Throws `forbidden` for an address beyond this machine.
 */
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
      // The text may contain a password.
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
      `The address of “${address.host}” must not contain a user, a query or a fragment`,
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
