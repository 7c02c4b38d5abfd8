import type { MapDistance, MapMethod } from '../../../../src/model/map/map.ts';
import type { Cell, MapCell, Notebook } from '../../../../src/model/notebook/cell.ts';
import type { NotebookEdit } from '../../../../src/model/notebook/notebookEdit.ts';

/** Text that a careless format would lose: blanks, cell heads, escapes, keys, comments, other scripts. */
const oddLines = [
  '',
  ' ',
  '  ',
  '\t',
  'plain words',
  '  indented',
  '### query stolen',
  '### text',
  '###',
  '#### deeper',
  '\\### escaped',
  '\\',
  '\\\\',
  '\\  ',
  'text: not a field',
  'filter:',
  '# no comment',
  '{ "year": { "$gte": 2024 } }',
  '日本語 – “quoted” 🙂',
  '\u00a0non-breaking\u00a0',
  'trailing  ',
  '<<<<<<< HEAD',
  'vecnb 2',
];

/** Random notebooks, edits and texts that are the same for the same seed. */
export class RandomNotebooks {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  notebook(): Notebook {
    return {
      binding: { environment: this.#oddText(), index: this.#oddText(), namespace: this.#oddText() },
      cells: Array.from({ length: this.#below(5) }, (_, at) => this.cell(String(at + 1))),
    };
  }

  cell(id: string): Cell {
    if (this.#below(3) === 0) return { kind: 'text', id, text: this.#oddText() };
    if (this.#below(3) === 0) return this.mapCell(id);
    if (this.#below(4) === 0)
      return {
        kind: 'explain',
        id,
        name: this.#pick(['', 'why', '### explain']),
        query: this.#oddText(),
        expected: this.#oddText(),
        binding: {},
      };
    if (this.#below(4) === 0)
      return {
        kind: 'compare',
        id,
        name: this.#pick(['', 'both', '日本語']),
        queries: this.#oddText(),
        ...(this.#below(3) === 0 && { alphas: '0, 0.5, 1' }),
        binding: {},
      };
    return {
      kind: 'query',
      id,
      name: this.#pick(['', 'similar_refunds', 'two words', '日本語', '### query', ': #']),
      input: { by: this.#pick(['text', 'id', 'vector', 'records']), value: this.#oddText() },
      filter: this.#oddText(),
      topK: this.#pick([10, 1, 10_000, 0, -3, 2.5, 1e21]),
      includeValues: this.#below(2) === 0,
      expected: this.#oddText(),
      ...(this.#below(3) === 0 && { sparse: `1: 2\n${this.#oddText()}` }),
      ...(this.#below(3) === 0 && { alpha: this.#pick(['0.5', 'x', '0, 1']) }),
      ...(this.#below(3) === 0 && { otherNamespaces: 'a, b' }),
      ...(this.#below(3) === 0 && { assert: `hits >= 1\n${this.#oddText()}` }),
      binding: {
        ...(this.#below(3) === 0 && { environment: this.#oddText() }),
        ...(this.#below(3) === 0 && { namespace: this.#oddText() }),
      },
    };
  }

  mapCell(id: string): MapCell {
    const method = this.#pick<MapMethod | undefined>([undefined, 'umap', 'umap-js', 'pca']);
    const distance = this.#pick<MapDistance | undefined>([undefined, 'cosine', 'euclidean']);
    return {
      kind: 'map',
      id,
      name: this.#pick(['', 'words', 'two words', '日本語', '### map']),
      parameters: {
        ...(method && { method }),
        ...(distance && { distance }),
        ...(this.#below(3) === 0 && { components: this.#pick([2, 3] as const) }),
        ...(this.#below(3) === 0 && { detail: this.#pick(['standard', 'fine'] as const) }),
        neighbours: this.#pick([15, 2, 0, -3, 2.5]),
        minDistance: this.#pick([0.1, 0, 1e-7]),
        sample: this.#pick([10_000, 1, 1e21]),
        seed: this.#pick([42, 0, -1]),
      },
      otherNamespaces: this.#oddText(),
      ...(this.#below(2) === 0 && { colourBy: this.#pick(['', 'class', this.#oddText()]) }),
      query: this.#oddText(),
      filter: this.#oddText(),
      binding: { ...(this.#below(3) === 0 && { index: this.#oddText() }) },
    };
  }

  /** An edit of some cell of the notebook. */
  edit(notebook: Notebook): NotebookEdit {
    const place = this.#below(notebook.cells.length + 1);
    const cell = notebook.cells[place];
    if (!cell)
      return this.#pick<NotebookEdit>([
        { edit: 'setBinding', binding: this.notebook().binding },
        { edit: 'insertCell', cell: this.cell('new'), at: this.#below(6) },
        { edit: 'insertCells', cells: [this.cell('n'), this.cell('m')], at: this.#below(6) },
      ]);
    return this.#pick<NotebookEdit>([
      { edit: 'replaceCell', cell: this.cell(cell.id) },
      { edit: 'replaceCell', cell },
      { edit: 'removeCell', cellId: cell.id },
      {
        edit: 'removeCells',
        cellIds: notebook.cells.filter(() => this.#below(2) === 0).map(({ id }) => id),
      },
      { edit: 'moveCell', cellId: cell.id, to: this.#below(6) },
      { edit: 'insertCell', cell: this.cell('new'), at: place },
    ]);
  }

  /** The text as another hand may have left it: comments, other spacing, other line breaks, no last line break. */
  roughen(text: string): string {
    const comments = text.replace(/^(top k|values|index|seed): /gm, (field) =>
      this.#below(2) === 0 ? `# a comment\n${field}  ` : field,
    );
    const spaced = comments.replaceAll('\n\n### ', () =>
      this.#pick(['\n\n### ', '\n### ', '\n\n\n### ']),
    );
    const ended = this.#below(3) === 0 ? spaced.replace(/\n+$/, '') : spaced;
    return this.#below(2) === 0 ? ended.replaceAll('\n', '\r\n') : ended;
  }

  #oddText(): string {
    return Array.from({ length: 1 + this.#below(4) }, () => this.#pick(oddLines)).join('\n');
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#below(items.length)] as T;
  }

  /** mulberry32 */
  #below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * limit);
  }
}
