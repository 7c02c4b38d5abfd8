import type { MapDetail } from '../../../src/model/map/map.ts';
import { t } from '../../shared/l10n.ts';

/** Returns the display name of a level of detail. */
export function detailName(detail: MapDetail): string {
  return { standard: t('standard'), fine: t('fine') }[detail];
}
