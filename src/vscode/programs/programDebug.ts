import * as vscode from 'vscode';
import { Failure, isCancelled } from '../../common/failure.ts';
import type { Report } from '../report.ts';
import type { ProgramAccess } from './programAccess.ts';

type Variables = Readonly<Record<string, string>>;

/**
 * Replaces a debug configuration of the type `vectorscope` by the one inside it, with the key in its environment. The key
 * is in the running session only.
 */
export class ProgramDebug implements vscode.DebugConfigurationProvider {
  readonly #access: ProgramAccess;
  readonly #report: Report;

  constructor(access: ProgramAccess, report: Report) {
    this.#access = access;
    this.#report = report;
  }

  async resolveDebugConfiguration(
    _folder: vscode.WorkspaceFolder | undefined,
    { name, environment, index, configuration }: vscode.DebugConfiguration,
  ): Promise<vscode.DebugConfiguration | undefined> {
    try {
      const inner = decodeInner(configuration);
      const target = this.#access.targetNamed(environment, index);
      await this.#access.agree(target.environment, 'debug');
      const variables = await this.#access.variables(target, new AbortController().signal);
      return withVariables({ ...inner, name }, variables);
    } catch (error) {
      if (!isCancelled(error)) this.#report(error);
      return undefined;
    }
  }
}

function decodeInner(configuration: unknown): vscode.DebugConfiguration {
  const isObject = typeof configuration === 'object' && configuration !== null;
  const { type, request } = (isObject ? configuration : {}) as Record<string, unknown>;
  if (typeof type !== 'string' || (request !== 'launch' && request !== 'attach'))
    throw new Failure(
      'badInput',
      vscode.l10n.t('“configuration” must be a debug configuration with “type” and “request”'),
    );
  return { ...(configuration as object), type, request, name: '' };
}

/** C++ debuggers have a list of variables, all others an object. */
function withVariables(
  configuration: vscode.DebugConfiguration,
  variables: Variables,
): vscode.DebugConfiguration {
  if (/^cpp(?:dbg|vsdbg)$/.test(configuration.type)) {
    const before: unknown = configuration['environment'];
    const added = Object.entries(variables).map(([name, value]) => ({ name, value }));
    return { ...configuration, environment: [...(Array.isArray(before) ? before : []), ...added] };
  }
  const before: unknown = configuration['env'];
  const isObject = typeof before === 'object' && before !== null;
  return { ...configuration, env: { ...(isObject ? before : {}), ...variables } };
}
