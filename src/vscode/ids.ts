/** Ids shared by the manifest and the code. A test compares them with package.json. */
export const commands = {
  addEnvironment: 'vectorscope.environment.add',
  renameEnvironment: 'vectorscope.environment.rename',
  editEnvironment: 'vectorscope.environment.edit',
  removeEnvironment: 'vectorscope.environment.remove',
  updateKey: 'vectorscope.environment.updateKey',
  unlock: 'vectorscope.environment.unlock',
  lock: 'vectorscope.environment.lock',
  toggleReadOnly: 'vectorscope.environment.toggleReadOnly',
  forgetUnusedKeys: 'vectorscope.environment.forgetUnusedKeys',
  openEnvironmentSettings: 'vectorscope.environment.openSettings',
  removeExposedKeys: 'vectorscope.settings.removeExposedKeys',
  findLeakedKeys: 'vectorscope.keys.findLeaked',
  moveKeyToSecretStorage: 'vectorscope.keys.moveToSecretStorage',
  ignoreFile: 'vectorscope.keys.ignoreFile',
  refreshTree: 'vectorscope.tree.refresh',
  deleteSelected: 'vectorscope.tree.deleteSelected',
  renameSelected: 'vectorscope.tree.renameSelected',
  showMore: 'vectorscope.tree.showMore',
  createSample: 'vectorscope.index.createSample',
  createIndex: 'vectorscope.index.create',
  cloneSettings: 'vectorscope.index.cloneSettings',
  configureIndex: 'vectorscope.index.configure',
  createNamespace: 'vectorscope.namespace.create',
  goToNamespace: 'vectorscope.namespace.goTo',
  deleteNamespace: 'vectorscope.namespace.delete',
  pullIndex: 'vectorscope.index.pull',
  refreshTwin: 'vectorscope.twin.refresh',
  pushIndex: 'vectorscope.index.push',
  copyRecords: 'vectorscope.records.copyTo',
  deleteIndex: 'vectorscope.index.delete',
  copyName: 'vectorscope.index.copyName',
  importRecords: 'vectorscope.index.import',
  backUpIndex: 'vectorscope.index.backUp',
  restoreBackup: 'vectorscope.backup.restore',
  deleteBackup: 'vectorscope.backup.delete',
  copyConnectionCode: 'vectorscope.program.copyConnectionCode',
  openTerminal: 'vectorscope.program.openTerminal',
  newNotebook: 'vectorscope.notebook.new',
  queryIndex: 'vectorscope.notebook.queryIndex',
  newMapCell: 'vectorscope.notebook.newMapCell',
  updateEnvironmentNames: 'vectorscope.notebook.updateEnvironmentNames',
  openAsText: 'vectorscope.notebook.openAsText',
  openAsNotebook: 'vectorscope.notebook.openAsNotebook',
  runAll: 'vectorscope.notebook.runAll',
  showRecords: 'vectorscope.records.show',
  editMetadata: 'vectorscope.records.editMetadata',
  deleteRecords: 'vectorscope.records.delete',
  openRecord: 'vectorscope.record.open',
  findRecord: 'vectorscope.record.find',
  newRecord: 'vectorscope.record.new',
  writeRecord: 'vectorscope.record.write',
  discardDraft: 'vectorscope.record.discardDraft',
  pasteVector: 'vectorscope.record.pasteVector',
  undoWrite: 'vectorscope.write.undo',
  showUsage: 'vectorscope.usage.show',
  writeHistory: 'vectorscope.write.history',
  exportRecords: 'vectorscope.records.export',
  showMap: 'vectorscope.map.show',
  compareMaps: 'vectorscope.map.compare',
  restartEngine: 'vectorscope.engine.restart',
  showEngineLog: 'vectorscope.engine.showLog',
  showLog: 'vectorscope.log.show',
  copyDiagnostics: 'vectorscope.diagnostics.copy',
} as const;

export const views = { container: 'vectorscope', tree: 'vectorscope.tree' } as const;

export const viewTypes = {
  notebook: 'vectorscope.notebook',
  map: 'vectorscope.map',
  records: 'vectorscope.records',
} as const;

/** Scheme of the documents of records. */
export const recordScheme = 'vectorscope';

export const contextKeys = {
  /** Set when the tree is empty: the view then shows its welcome text. */
  isEmpty: 'vectorscope:isEmpty',
} as const;

export const settings = {
  section: 'vectorscope',
  environments: 'environments',
  engineDataFolder: 'engine.dataFolder',
  engineIdleMinutes: 'engine.idleMinutes',
  searchOnSave: 'keys.searchOnSave',
} as const;
