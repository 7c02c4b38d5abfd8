import type { Environment } from '../../model/environment.ts';
import type { IndexModel } from '../../model/embedding/indexModel.ts';

/** What is copied where, and by which model. */
export type ReembeddingPlan = {
  readonly source: IndexPlace;
  readonly target: IndexPlace;
  readonly model: IndexModel & { readonly textField: string };
  /** Names of the namespaces with records. */
  readonly namespaces: readonly string[];
  readonly total: number;
};

/** An index of an environment. */
export type IndexPlace = { readonly environment: Environment; readonly index: string };
