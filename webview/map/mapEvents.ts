import type { Disposable } from '../../src/common/disposables.ts';
import { EventReceiver, type Port } from '../../src/common/rpc.ts';
import type { MapEvent, MapEvents } from '../../src/protocol/map.ts';

/** Hands on what the host tells of the map, one event after the other. */
export function receiveMapEvents(port: Port, receive: (event: MapEvent) => void): Disposable {
  const take = <N extends keyof MapEvents>(name: N) => {
    return (payload: MapEvents[N]) => receive({ name, payload } as MapEvent);
  };
  return new EventReceiver<MapEvents>(port, {
    'map.started': take('map.started'),
    'map.points': take('map.points'),
    'map.column': take('map.column'),
    'map.progress': take('map.progress'),
    'map.positions': take('map.positions'),
    'map.faithfulness': take('map.faithfulness'),
    'map.queries': take('map.queries'),
    'map.partner': take('map.partner'),
    'partner.looked': take('partner.looked'),
    'map.done': take('map.done'),
    'map.cancelled': take('map.cancelled'),
    'map.failed': take('map.failed'),
  });
}
