import { missingLabel } from '../../../src/model/map/map.ts';
import { legendOf, type Legend } from './legend.ts';
import { allPass, passes, toMetadataFilter, type LegendFilter } from './legendFilter.ts';
import { colouringColumn } from '../shared/mapState.ts';
import { createPalette, type Palette } from './palette.ts';
import type { PointSet } from '../shared/pointSet.ts';
import { scoredQuery, type ColumnData } from '../shared/columnData.ts';
import { stylePoints } from './pointStyles.ts';
import { asTimes, likelyUnit, type TimeUnit } from './timeFields.ts';
import type { Theme } from './theme.ts';
import type { NumberRange } from '../viewState.ts';
import type { ViewStore } from '../viewStore.ts';

/** Which field colours the points, what its colours mean, and which of them the legend lets through. */
export class PointColours {
  readonly #store: ViewStore;
  readonly #onChange: () => void;
  #palette: Palette;
  /** As they came from the engine. */
  #raw: readonly ColumnData[] = [];
  #columns: readonly ColumnData[] = [];
  #column: ColumnData | undefined;
  #legend: Legend | undefined;
  #filter: LegendFilter = allPass;

  /** `onChange` is called when the user has chosen something else. */
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

  /** All fields, with times where the user reads a field's numbers as such. */
  get columns(): readonly ColumnData[] {
    return this.#columns;
  }

  /** Whether the colours tell how the points score for a query. */
  get isByScore(): boolean {
    return scoredQuery(this.#column?.column.name ?? '') !== undefined;
  }

  /** In which unit the numbers of the colouring field are read as times; undefined where they are numbers. */
  get timeUnit(): TimeUnit | undefined {
    return this.#store.state.timeUnits?.[this.#column?.column.name ?? ''];
  }

  /** The unit in which they could be. */
  get likelyUnit(): TimeUnit | undefined {
    const name = this.#column?.column.name;
    const data = this.#raw.find(({ column }) => column.name === name);
    return data && likelyUnit(data);
  }

  /** What the colours mean, for the points on the map. */
  get legend(): Legend | undefined {
    return this.#legend;
  }

  get filter(): LegendFilter {
    return this.#filter;
  }

  /** The filter in the service's language, where it can be said. */
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

  /** Reads the numbers of the colouring field as times in this unit, or as numbers again. */
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

  /** Colours by the field of this name, by none where it is empty, or by the default; the legend lets all through again. */
  colourBy(name: string | undefined): void {
    this.#store.update({ colourBy: name, chosen: [], range: undefined });
    this.#update();
    this.#onChange();
  }

  /** Lets the points of a category through besides those that may pass already, or takes it back. */
  toggleCategory(category: number): void {
    const chosen = new Set(this.#filter.kind === 'labels' ? this.#filter.chosen : []);
    if (!chosen.delete(category)) chosen.add(category);
    this.#store.update({ chosen: [...chosen].map((place) => this.#labelAt(place)) });
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

  /** Whether the legend lets the point through. */
  passesFilter(index: number): boolean {
    return this.#column === undefined || passes(this.#filter, this.#column, index);
  }

  /** How each of so many points is drawn. */
  styles(count: number, highlighted: PointSet | undefined): Uint8Array {
    return stylePoints(count, this.#column, this.#filter, highlighted);
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
    this.#legend = this.#column && legendOf(this.#column);
    this.#filter = filterOf(this.#column, chosen, range);
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

/** 3 is what WCAG asks of graphics; high contrast asks for what text needs. */
function paletteFor({ background, foreground, isHighContrast }: Theme): Palette {
  return createPalette(background, foreground, isHighContrast ? 4.5 : 3);
}
