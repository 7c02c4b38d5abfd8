import * as v from 'valibot';
import type { Decoders } from '../../common/rpc.ts';
import { mapDetails, mapDistances, mapMethods } from '../../model/map/map.ts';
import { outlierOrders } from '../../model/map/mapAnalysis.ts';
import type { MapCalls } from '../../protocol/map.ts';
import { noParams, decodeParams } from '../webview/decodeParams.ts';
import { recordPaneCallDecoders } from '../webview/recordPaneCallDecoders.ts';

const ids = v.array(v.string());

/** Schema of the parameters that a map is computed with. */
export const mapParameters = v.strictObject({
  method: v.exactOptional(v.picklist(mapMethods)),
  neighbours: v.number(),
  minDistance: v.number(),
  detail: v.exactOptional(v.picklist(mapDetails)),
  seed: v.number(),
  sample: v.number(),
  distance: v.exactOptional(v.picklist(mapDistances)),
  components: v.exactOptional(v.picklist([2, 3])),
  namespaces: v.exactOptional(v.array(v.string())),
});

/** Decoders for the calls of a map view. */
export const mapCallDecoders: Decoders<MapCalls> = {
  'map.open': noParams,
  'map.cancel': noParams,
  'map.restart': decodeParams(v.strictObject({ parameters: v.exactOptional(mapParameters) })),
  'namespaces.find': decodeParams(v.strictObject({ prefix: v.string() })),
  'record.show': decodeParams(v.strictObject({ id: v.string(), neighbours: v.number() })),
  'records.find': decodeParams(v.strictObject({ filter: v.string() })),
  'texts.find': decodeParams(v.strictObject({ words: v.array(v.string()) })),
  'meaning.find': decodeParams(v.strictObject({ text: v.string() })),
  'duplicates.find': decodeParams(v.strictObject({ maxDistance: v.number() })),
  'outliers.find': decodeParams(
    v.strictObject({ limit: v.number(), by: v.picklist(outlierOrders) }),
  ),
  'selection.export': decodeParams(v.strictObject({ ids })),
  'selection.query': decodeParams(
    v.strictObject({
      centreId: v.string(),
      ids,
      count: v.number(),
      filter: v.exactOptional(v.looseObject({})),
    }),
  ),
  'image.save': decodeParams(
    v.strictObject({ format: v.picklist(['png', 'svg']), data: v.instance(ArrayBuffer) }),
  ),
  'table.save': noParams,
  'query.score': decodeParams(v.strictObject({ id: v.string() })),
  'query.remove': decodeParams(v.strictObject({ id: v.string() })),
  'comparison.viewChanged': decodeParams(
    v.strictObject({
      camera: v.exactOptional(v.strictObject({ x: v.number(), y: v.number(), scale: v.number() })),
      focus: v.exactOptional(v.nullable(v.string())),
      selection: v.exactOptional(ids),
    }),
  ),
  'namespace.show': decodeParams(v.strictObject({ namespace: v.string() })),
  'connectionCode.copy': noParams,
  'comparison.end': noParams,
  'view.save': decodeParams(v.strictObject({ view: v.looseObject({}) })),
  ...recordPaneCallDecoders,
  'clipboard.write': decodeParams(v.strictObject({ text: v.string() })),
};
