import * as vscode from 'vscode';
import { keyPurposes } from '../../model/keys/keyPurpose.ts';
import { hasFailed } from '../../model/vectorIndex.ts';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import type { Backups } from '../../services/catalog/backups.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { cachedStatsOf, type CachedStats } from '../../services/catalog/catalogSnapshot.ts';
import type { Environment } from '../../model/environment.ts';
import type { KeyRotation } from '../../services/keys/keyRotation.ts';
import type { ProjectAccess } from '../../services/keys/projectAccess.ts';
import type { Pulls } from '../../services/transfer/pull.ts';
import type { WriteAccess } from '../../services/writes/writeAccess.ts';
import type { SettingsKeys } from '../exposedKeys/settingsKeys.ts';
import { contextKeys } from '../ids.ts';
import {
  backupNodes,
  backupsNodes,
  damagedIndexNodes,
  environmentNode,
  exposedKeyNode,
  indexNodes,
  isDamaged,
  namespaceNodes,
  namespacePageSize,
  problemNode,
  settingsProblemNode,
} from './childNodes.ts';
import {
  parentOf,
  type BackupsNode,
  type EnvironmentNode,
  type IndexNode,
  type MoreNode,
  type ProjectKeysNode,
  type TreeNode,
} from './nodes.ts';
import type { OriginCount } from './tooltips.ts';
import { keyRowsOf, projectKeyNodes } from './keyNodes.ts';
import { treeItemOf, type EngineState } from './treeItem.ts';
import type { TreeLoader } from './treeLoader.ts';
import { RenderedTree, type TreeRows } from './renderedTree.ts';

/** Tree of environments, indexes and namespaces. Requests nothing before a node is expanded. */
export class IndexTree implements vscode.TreeDataProvider<TreeNode>, Disposable {
  readonly #deps: IndexTreeDeps;
  readonly #resources = new Disposables();
  readonly #changed = this.#resources.own(new vscode.EventEmitter<void>());
  /** Number of visible namespaces by index node id. */
  readonly #shown = new Map<string, number>();
  readonly #rendered = new RenderedTree<TreeNode>();
  readonly #rows: TreeRows<TreeNode> = {
    childrenOf: (node) => this.#childrenOf(node),
    textOf: (node) => textOf(this.#itemOf(node)),
  };
  /** Increases with every change that may alter rows. */
  #changeCount = 0;
  #isEmpty: boolean | undefined;
  #repaint: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData: vscode.Event<void> = this.#changed.event;

  constructor(deps: IndexTreeDeps) {
    this.#deps = deps;
    const repaintSoon = (): void => this.#repaintSoon();
    this.#resources.own(deps.environments.onDidChange(repaintSoon));
    this.#resources.own(deps.exposedKeys.onDidChange(repaintSoon));
    this.#resources.own(deps.catalog.onDidChange(repaintSoon));
    this.#resources.own(deps.loader.onDidChange(repaintSoon));
    this.#resources.own(deps.backups.onDidChange(repaintSoon));
    this.#resources.own(deps.keys.onDidChange(repaintSoon));
    this.#resources.own(deps.pulls.onDidProgress(() => this.#repaintSoon(progressDelayMs)));
    this.#resources.own(deps.onDidChangeEngineState(repaintSoon));
    this.#resources.own(deps.writeAccess.onDidChange(repaintSoon));
    this.#resources.own({ dispose: () => clearTimeout(this.#repaint) });
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const item = this.#itemOf(node);
    this.#rendered.keepText(node, textOf(item));
    return item;
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    const changesBefore = this.#changeCount;
    const children = await this.#childrenOf(node);
    this.#rendered.keepChildren(node, children);
    if (this.#changeCount !== changesBefore) this.#repaintSoon();
    return children;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    return parentOf(node);
  }

  /** Shows one more page of namespaces. */
  showMore({ parent }: MoreNode): void {
    this.#shown.set(parent.id, this.#shownOf(parent) + namespacePageSize);
    this.#fire();
  }

  /** Returns the node of an index, to reveal it; waits for pending requests. */
  async findIndex(environmentName: string, index: string): Promise<TreeNode | undefined> {
    const environments = await this.#roots();
    const parent = environments.find(
      (node) => node.type === 'environment' && node.environment.name === environmentName,
    );
    if (parent?.type !== 'environment') return undefined;
    await this.#deps.loader.loadEnvironment(parent.environment);
    const indexes = await this.#indexes(parent);
    return indexes.find((node) => node.type === 'index' && node.index.name === index);
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #itemOf(node: TreeNode): vscode.TreeItem {
    const { catalog, engineState, environments, pulls, writeAccess } = this.#deps;
    const nameOf = (id: string): string | undefined => environments.byId(id)?.name;
    const originCount: OriginCount = ({ environment: id, index, namespace }) => {
      const environment = environments.byId(id);
      const known = environment && cachedStatsOf(catalog.snapshotOf(environment), index);
      return known?.stats.namespaces.find(({ name }) => name === namespace)?.recordCount;
    };
    return treeItemOf(node, {
      engine: engineState(),
      now: Date.now(),
      nameOf,
      originCount,
      writeAccess,
      isUnwritable: this.#deps.keys.isUnwritable,
      progressOf: (index) => pulls.progressOf(index),
    });
  }

  async #childrenOf(node: TreeNode | undefined): Promise<TreeNode[]> {
    if (node === undefined) {
      this.#deps.watchEngine();
      return this.#rootsOrWelcome();
    }
    if (node.type === 'environment') {
      const { before, after } = keyRowsOf(node);
      return [...before, ...(await this.#indexes(node)), ...after];
    }
    if (node.type === 'projectKeys') return this.#projectKeys(node);
    if (node.type === 'index') return [...(await this.#namespaces(node)), ...backupsNodes(node)];
    if (node.type === 'backups') return this.#backups(node);
    return [];
  }

  async #roots(): Promise<TreeNode[]> {
    const { environments, exposedKeys, catalog, loader } = this.#deps;
    const all = environments.all();
    const problems = [
      ...exposedKeys.all().map(exposedKeyNode),
      ...environments.problems().map(settingsProblemNode),
    ];
    if (all.length === 1 && problems.length === 0 && (await this.#hasNothing())) return [];
    const nodes = await Promise.all(
      all.map(async (environment) =>
        environmentNode(
          environment,
          await this.#keyState(environment),
          catalog.snapshotOf(environment),
          loader.environmentState(environment),
        ),
      ),
    );
    return [...problems, ...nodes];
  }

  /** If secrets cannot be read, *Enter Key* shows the reason. */
  async #keyState(
    environment: Environment,
  ): Promise<Pick<EnvironmentNode, 'hasKey' | 'isConnected' | 'isRotating'>> {
    const { environments, keys } = this.#deps;
    const { access, rotation } = keys;
    const [hasKey, isConnected, isRotating] = await Promise.all([
      environments.hasKey(environment.id).catch(() => false),
      access.has(environment).catch(() => false),
      Promise.all(keyPurposes.map((purpose) => rotation.pending(environment, purpose))).then(
        (states) => states.some((state) => state !== undefined),
        () => false,
      ),
    ]);
    return { hasKey, isConnected, isRotating };
  }

  async #rootsOrWelcome(): Promise<TreeNode[]> {
    const roots = await this.#roots();
    const isEmpty = roots.length === 0;
    if (this.#isEmpty !== isEmpty) {
      this.#isEmpty = isEmpty;
      await vscode.commands.executeCommand('setContext', contextKeys.isEmpty, isEmpty);
    }
    return roots;
  }

  async #hasNothing(): Promise<boolean> {
    const { engineState, isLocalUnused } = this.#deps;
    return engineState() === 'stopped' && (await isLocalUnused());
  }

  /** Returns known indexes at once; waits for the service only if none are known. */
  async #indexes(parent: EnvironmentNode): Promise<TreeNode[]> {
    const { catalog, loader } = this.#deps;
    const { environment, hasKey } = parent;
    if (!hasKey) return [];
    const loading = loader.loadEnvironment(environment);
    if (catalog.snapshotOf(environment) === undefined) await loading;
    const state = loader.environmentState(environment);
    return [...indexNodes(parent, catalog.snapshotOf(environment), state)];
  }

  async #namespaces(parent: IndexNode): Promise<TreeNode[]> {
    const { catalog, loader } = this.#deps;
    const { environment, index } = parent;
    const known = (): CachedStats | undefined =>
      cachedStatsOf(catalog.snapshotOf(environment), index.name);
    const shown = this.#shownOf(parent);
    // The environment node already shows why nothing newer is known.
    const isCutOff = loader.environmentState(environment).status === 'failed';
    if (isCutOff && known() !== undefined && !hasFailed(index))
      return [...namespaceNodes(parent, known(), { status: 'idle' }, shown)];
    const loading = loader.loadIndex(environment, index.name);
    if (known() === undefined || hasFailed(index)) await loading;
    const state = loader.indexState(environment, index.name);
    if (isDamaged(index, state)) return [...damagedIndexNodes(parent, state)];
    return [...namespaceNodes(parent, known(), state, shown)];
  }

  async #backups(parent: BackupsNode): Promise<TreeNode[]> {
    const { environment, target } = parent;
    try {
      return [...backupNodes(parent, await this.#deps.backups.known(environment, target.index))];
    } catch (error) {
      return [problemNode(parent, Failure.from(error))];
    }
  }

  async #projectKeys(parent: ProjectKeysNode): Promise<TreeNode[]> {
    try {
      return [...projectKeyNodes(parent, await this.#deps.keys.access.known(parent.environment))];
    } catch (error) {
      return [problemNode(parent, Failure.from(error))];
    }
  }

  #shownOf({ id }: IndexNode): number {
    return this.#shown.get(id) ?? namespacePageSize;
  }

  /** Coalesces bursts of responses into one repaint. */
  #repaintSoon(delayMs = repaintDelayMs): void {
    this.#changeCount++;
    this.#repaint ??= setTimeout(() => {
      this.#repaint = undefined;
      void this.#repaintChanges();
    }, delayMs);
  }

  async #repaintChanges(): Promise<void> {
    // VS Code requests what cannot be compared, and shows why it cannot be read.
    const isCurrent = await this.#rendered.isCurrent(this.#rows).catch(() => false);
    if (!isCurrent && !this.#resources.isDisposed) this.#fire();
  }

  #fire(): void {
    this.#rendered.clear();
    this.#changed.fire();
  }
}

export type IndexTreeDeps = {
  readonly environments: Pick<Environments, 'all' | 'byId' | 'problems' | 'hasKey' | 'onDidChange'>;
  readonly exposedKeys: Pick<SettingsKeys, 'all' | 'onDidChange'>;
  readonly catalog: Pick<Catalog, 'snapshotOf' | 'onDidChange'>;
  readonly backups: Pick<Backups, 'known' | 'onDidChange'>;
  readonly keys: TreeKeys;
  readonly pulls: Pick<Pulls, 'progressOf' | 'onDidProgress'>;
  readonly writeAccess: WriteAccess;
  readonly loader: TreeLoader;
  readonly engineState: () => EngineState;
  /** Called when the tree becomes visible, to follow the engine's state from then on. */
  readonly watchEngine: () => void;
  readonly onDidChangeEngineState: (listener: () => void) => Disposable;
  /** Whether the local engine has never held an index: an empty tree then shows its welcome text. */
  readonly isLocalUnused: () => Promise<boolean>;
};

/** What the tree shows of keys. */
export type TreeKeys = {
  readonly access: Pick<ProjectAccess, 'has' | 'known'>;
  readonly rotation: Pick<KeyRotation, 'pending'>;
  /** Whether no key of an environment may write records. */
  readonly isUnwritable: (environment: Environment) => boolean;
  /** Fires when a project is connected, its keys change, or a rotation begins or ends. */
  readonly onDidChange: (listener: () => void) => Disposable;
};

const repaintDelayMs = 100;
/** Interval between repaints for progress. */
const progressDelayMs = 500;

/** Returns everything that VS Code shows of an item. */
function textOf(item: vscode.TreeItem): string {
  return JSON.stringify(item, (_, value: unknown) =>
    value instanceof vscode.MarkdownString ? value.value : value,
  );
}
