import { missingLabel } from '../../../src/model/map/map.ts';
import { legendOf, type Legend } from './legend.ts';
import { allPass, passes, toMetadataFilter, type LegendFilter } from './legendFilter.ts';
import { colouringColumn } from '../shared/mapState.ts';
import { createPalette, type Palette } from './palette.ts';
import type { PointSet } from '../shared/pointSet.ts';
import { scoredQuery, type ColumnData } from '../shared/columnData.ts';
import { stylePoints } from './pointStyles.ts';
import { createColouring, type Colouring } from './colouring.ts';
import type { ScaleKind } from './scaleKinds.ts';
import { asTimes, likelyUnit, type TimeUnit } from './timeFields.ts';
import type { Theme } from './theme.ts';
import type { NumberRange } from '../viewState.ts';
import type { ViewStore } from '../viewStore.ts';

/** The colouring of the points: the chosen field, its legend, and the filter of the legend. */
export class PointColours {
  readonly #store: ViewStore;
  readonly #onChange: () => void;
  #palette: Palette;
  /** The columns as received from the engine. */
  #raw: readonly ColumnData[] = [];
  #columns: readonly ColumnData[] = [];
  #column: ColumnData | undefined;
  #colouring: Colouring | undefined;
  #legend: Legend | undefined;
  #filter: LegendFilter = allPass;

  /** `onChange` is called after each change by the user. */
  constructor(store: ViewStore, theme: Theme, onChange: () => void) {
    this.#store = store;
    this.#onChange = onChange;
    this.#palette = paletteFor(theme);
  }

  get palette(): Palette {
    return this.#palette;
  }

  /** The field that colours the points. */
  get column(): ColumnData | undefined {
    return this.#column;
  }

  /** All fields; numeric fields that the user reads as times are converted. */
  get columns(): readonly ColumnData[] {
    return this.#columns;
  }

  /** Whether the points are coloured by the scores of a query. */
  get isByScore(): boolean {
    return scoredQuery(this.#column?.column.name ?? '') !== undefined;
  }

  /** The unit in which the field's numbers are read as times; undefined if they are plain numbers. */
  get timeUnit(): TimeUnit | undefined {
    return this.#store.state.timeUnits?.[this.#column?.column.name ?? ''];
  }

  /** The likely time unit of the field's numbers; undefined if they are no likely times. */
  get likelyUnit(): TimeUnit | undefined {
    const name = this.#column?.column.name;
    const data = this.#raw.find(({ column }) => column.name === name);
    return data && likelyUnit(data);
  }

  get showsAllCategories(): boolean {
    return this.#store.state.showsAllCategories === true;
  }

  /** How the values of the field look. */
  get colouring(): Colouring | undefined {
    return this.#colouring;
  }

  /** The legend of the field, for the points on the map. */
  get legend(): Legend | undefined {
    return this.#legend;
  }

  get filter(): LegendFilter {
    return this.#filter;
  }

  /** The legend's filter as a metadata filter; undefined if it cannot be expressed. */
  get metadataFilter(): object | undefined {
    return toMetadataFilter(this.#filter, this.#column);
  }

  setTheme(theme: Theme): void {
    this.#palette = paletteFor(theme);
  }

  setColumns(columns: readonly ColumnData[]): void {
    this.#raw = columns;
    this.#readTimes();
    this.#update();
  }

  /** Reads the field's numbers as times in this unit; undefined reads them as plain numbers. */
  readAsTimes(unit: TimeUnit | undefined): void {
    const name = this.#column?.column.name;
    if (name === undefined) return;
    const { [name]: _, ...others } = this.#store.state.timeUnits ?? {};
    const timeUnits = unit === undefined ? others : { ...others, [name]: unit };
    this.#store.update({ timeUnits, range: undefined });
    this.#readTimes();
    this.#update();
    this.#onChange();
  }

  /** Colours by the field with this name: empty for none, undefined for the default. Resets the legend's filter. */
  colourBy(name: string | undefined): void {
    this.#store.update({
      colourBy: name,
      chosen: [],
      range: undefined,
      showsAllCategories: undefined,
    });
    this.#update();
    this.#onChange();
  }

  /** Adds a category to the legend's filter, or removes it. */
  toggleCategory(category: number): void {
    const chosen = new Set(this.#filter.kind === 'labels' ? this.#filter.chosen : []);
    if (!chosen.delete(category)) chosen.add(category);
    this.#store.update({ chosen: [...chosen].map((place) => this.#labelAt(place)) });
    this.#update();
    this.#onChange();
  }

  /** Gives all categories a colour, or only the largest. */
  showAllCategories(showsAll: boolean): void {
    this.#store.update({ showsAllCategories: showsAll || undefined });
    this.#update();
    this.#onChange();
  }

  /** Spreads the values of the field over the colours in this way. */
  scaleBy(kind: ScaleKind): void {
    const name = this.#column?.column.name ?? '';
    this.#store.update({ scales: { ...this.#store.state.scales, [name]: kind } });
    this.#update();
    this.#onChange();
  }

  setRange(range: NumberRange | undefined): void {
    this.#store.update({ range });
    this.#update();
    this.#onChange();
  }

  letAllThrough(): void {
    this.#store.update({ chosen: [], range: undefined });
    this.#update();
    this.#onChange();
  }

  /** Returns whether the point passes the legend's filter. */
  passesFilter(index: number): boolean {
    return this.#column === undefined || passes(this.#filter, this.#column, index);
  }

  /** Returns the styles of `count` points. */
  styles(count: number, highlighted: PointSet | undefined): Uint8Array {
    return stylePoints(count, this.#colouring, this.#filter, highlighted);
  }

  #readTimes(): void {
    const { timeUnits = {} } = this.#store.state;
    this.#columns = this.#raw.map((data) => {
      const unit = timeUnits[data.column.name];
      return unit === undefined ? data : asTimes(data, unit);
    });
  }

  #update(): void {
    const { colourBy, chosen, range } = this.#store.state;
    this.#column = colouringColumn(this.#columns, colourBy);
    this.#filter = filterOf(this.#column, chosen, range);
    this.#colouring =
      this.#column && createColouring(this.#column, this.#filter, this.#store.state);
    this.#legend = this.#colouring && legendOf(this.#colouring);
  }

  #labelAt(place: number): string {
    const column = this.#column?.column;
    return column?.kind === 'category' ? (column.labels[place] ?? '') : '';
  }
}

function filterOf(
  data: ColumnData | undefined,
  labels: readonly string[],
  range: NumberRange | undefined,
): LegendFilter {
  if (data === undefined) return allPass;
  if (data.column.kind !== 'category') return range ? { kind: 'range', ...range } : allPass;
  const known = data.column.labels;
  const chosen = labels
    .map((label) => (label === '' ? missingLabel : known.indexOf(label)))
    .filter((place) => place >= 0);
  return chosen.length > 0 ? { kind: 'labels', chosen: new Set(chosen) } : allPass;
}

/** WCAG 2 requires a contrast of 3 for graphics; high-contrast themes use 4.5, as for text. */
function paletteFor({ background, foreground, isHighContrast }: Theme): Palette {
  return createPalette(background, foreground, isHighContrast ? 4.5 : 3);
}
