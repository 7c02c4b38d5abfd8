import { listPages, type Page } from '../common/listPages.ts';
import type { Backup, RestoreState } from '../model/backup.ts';
import type { ClientLimits } from './clientOptions.ts';
import { decodeResponse } from './wire/decode.ts';
import type { BackupClient } from './pineconeClient.ts';
import type { ServiceResponse, ServiceRequest, Transport } from './transport.ts';
import { wireBackup, wireBackupPage, wireRestoreJob, wireRestoring } from './wire/backups.ts';

/** Backup client over REST. The address must have passed the host policy. */
export class RestBackupClient implements BackupClient {
  readonly #address: string;
  readonly #transport: Transport;
  readonly #limits: ClientLimits;

  constructor(address: string, transport: Transport, limits: ClientLimits) {
    this.#address = address;
    this.#transport = transport;
    this.#limits = limits;
  }

  async list(signal: AbortSignal): Promise<readonly Backup[]> {
    const purpose = 'list the backups';
    const ask = (next: string | undefined, asked: AbortSignal): Promise<Page<Backup>> =>
      this.#page(purpose, next, asked);
    const backups: Backup[] = [];
    for await (const { items } of listPages({ purpose, ask, maxPages }, signal))
      backups.push(...items);
    return backups.sort((one, other) => other.createdAtMs - one.createdAtMs);
  }

  async create(index: string, name: string, signal: AbortSignal): Promise<Backup> {
    const purpose = `back up “${index}”`;
    const path = `indexes/${encodeURIComponent(index)}/backups`;
    const { body } = await this.#copy(path, purpose, { name }, signal);
    return decodeResponse(wireBackup, body, purpose);
  }

  async describe({ id }: Pick<Backup, 'id'>, signal: AbortSignal): Promise<Backup> {
    const purpose = 'look at the backup';
    const call = { purpose, method: 'GET', isIdempotent: true } as const;
    const { body } = await this.#send(`backups/${encodeURIComponent(id)}`, call, signal);
    return decodeResponse(wireBackup, body, purpose);
  }

  async restore({ id }: Pick<Backup, 'id'>, index: string, signal: AbortSignal): Promise<string> {
    const purpose = `restore the backup as “${index}”`;
    const path = `backups/${encodeURIComponent(id)}/create-index`;
    const { body } = await this.#copy(path, purpose, { name: index }, signal);
    return decodeResponse(wireRestoring, body, purpose).restore_job_id;
  }

  async restoreState(jobId: string, signal: AbortSignal): Promise<RestoreState> {
    const purpose = 'look at how far restoring is';
    const call = { purpose, method: 'GET', isIdempotent: true } as const;
    const { body } = await this.#send(`restore-jobs/${encodeURIComponent(jobId)}`, call, signal);
    return decodeResponse(wireRestoreJob, body, purpose);
  }

  async delete({ id }: Pick<Backup, 'id'>, signal: AbortSignal): Promise<void> {
    const purpose = 'delete the backup';
    const path = `backups/${encodeURIComponent(id)}`;
    await this.#send(path, { purpose, method: 'DELETE', isIdempotent: false }, signal);
  }

  async #page(
    purpose: string,
    next: string | undefined,
    signal: AbortSignal,
  ): Promise<Page<Backup>> {
    const query = new URLSearchParams({ limit: String(backupsPerPage) });
    if (next !== undefined) query.set('paginationToken', next);
    const call = { purpose, method: 'GET', isIdempotent: true } as const;
    const { body } = await this.#send(`backups?${query.toString()}`, call, signal);
    const { data, pagination } = decodeResponse(wireBackupPage, body, purpose);
    return { items: data, ...(pagination?.next ? { next: pagination.next } : {}) };
  }

  /**
   * Sends a request that copies a whole index: it may take minutes, and is never repeated, since that would make two
   * copies.
   */
  #copy(
    path: string,
    purpose: string,
    body: object,
    signal: AbortSignal,
  ): Promise<ServiceResponse> {
    const timeoutMs = this.#limits.copyTimeoutMs;
    return this.#send(
      path,
      { purpose, method: 'POST', body: () => body, isIdempotent: false },
      signal,
      timeoutMs,
    );
  }

  #send(
    path: string,
    call: Omit<ServiceRequest, 'url' | 'timeoutMs'>,
    signal: AbortSignal,
    timeoutMs = this.#limits.controlTimeoutMs,
  ): Promise<ServiceResponse> {
    return this.#transport.send({ ...call, url: `${this.#address}/${path}`, timeoutMs }, signal);
  }
}

const backupsPerPage = 100;
/** Enough for 100,000 backups. */
const maxPages = 1000;
