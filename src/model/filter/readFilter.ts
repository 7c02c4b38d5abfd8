import { isObject } from '../../common/objects.ts';
import type { Comparison, Filter } from './filter.ts';
import {
  describeUnknownOperator,
  isFieldOperator,
  isJoinOperator,
  isTextOperator,
  nearestOperator,
  type FieldOperator,
  type JoinOperator,
} from './operators.ts';

/** Converts parsed JSON to a filter. Reports every problem, and omits the affected conditions. */
export function readFilter(
  value: unknown,
  report: (culprit: FilterIssue) => void,
  { takesText = false }: FilterOptions = {},
): Filter {
  return new FilterReader(report, takesText).read(value);
}

/** Our own bounds: each record is compared with all conditions, and each list is copied between threads. */
const maxConditions = 10_000;
const maxChoices = 10_000;

/** Something that the filter language does not allow: its path, and a message with the fix. */
export type FilterIssue = {
  /** Keys and list positions from the root. */
  readonly path: readonly (string | number)[];
  /** Whether the last key of the path is wrong, or its value. */
  readonly part: 'key' | 'value';
  readonly message: string;
  /** The service's message for the same problem, if it is known. */
  readonly serviceMessage?: string;
};

type Path = FilterIssue['path'];

/** Our own limit, so that no filter can overflow the stack; the service's limit is unknown. */
const deepestNesting = 64;
type Choice = string | number | boolean;

/** Which conditions a filter may have. */
export type FilterOptions = {
  /** Whether it may search the text of documents. Such conditions are checked, and left out of the filter. */
  readonly takesText?: boolean;
};

class FilterReader {
  readonly #report: (culprit: FilterIssue) => void;
  readonly #takesText: boolean;
  #conditionCount = 0;

  constructor(report: (culprit: FilterIssue) => void, takesText: boolean) {
    this.#report = report;
    this.#takesText = takesText;
  }

  read(value: unknown): Filter {
    if (isObject(value)) return joined('and', this.#conditions(value, []));
    const message = 'A filter is a JSON object, such as {"year": {"$gte": 2024}}';
    this.#refuse([], 'value', message, Array.isArray(value) ? listAsFilter : undefined);
    return joined('and', []);
  }

  #conditions(value: object, path: Path): Filter[] {
    if (path.length > deepestNesting) {
      this.#refuse(path, 'value', 'The filter is nested too deeply; join fewer conditions');
      return [];
    }
    return Object.entries(value).flatMap(([key, operand]) => {
      const at = [...path, key];
      if (isJoinOperator(key)) return this.#join(key, operand, at);
      if (!key.startsWith('$')) return this.#field(key, operand, at);
      this.#refuse(at, 'key', describeMisplaced(key));
      return [];
    });
  }

  #join(operator: JoinOperator, value: unknown, path: Path): Filter[] {
    if (!Array.isArray(value) || value.length === 0) {
      this.#refuse(path, 'value', `“${operator}” needs a list with at least one condition`);
      return [];
    }
    const operands = value.flatMap((operand: unknown, place) => {
      const at = [...path, place];
      if (isObject(operand) && Object.keys(operand).length > 0)
        return [joined('and', this.#conditions(operand, at))];
      this.#refuse(at, 'value', `Each item of “${operator}” is a condition on a field`);
      return [];
    });
    return [joined(operator === '$and' ? 'and' : 'or', operands)];
  }

  #field(field: string, value: unknown, path: Path): Filter[] {
    if (isObject(value)) return this.#operators(field, value, path);
    if (!this.#counts(path)) return [];
    if (isScalar(value)) return [{ op: 'compare', field, comparison: '$eq', value }];
    const fix = Array.isArray(value)
      ? `use {"$in": [...]} to match any of several values of “${field}”`
      : `use {"$exists": false} to find records without “${field}”`;
    const message = `A field is compared with one value; ${fix}`;
    const serviceMessage =
      value === null ? wrongEquality('$eq', value) : illegal(field, value, message);
    this.#refuse(path, 'value', message, serviceMessage);
    return [];
  }

  #operators(field: string, value: object, path: Path): Filter[] {
    const entries = Object.entries(value);
    if (entries.length === 0) {
      const message = `Say how “${field}” is compared, such as {"$eq": "red"}`;
      this.#refuse(path, 'value', message, illegal(field, value, message));
    }
    return entries.flatMap(([key, operand]) => {
      const at = [...path, key];
      if (!this.#counts(at)) return [];
      if (isFieldOperator(key)) return this.#operator(field, key, operand, at);
      if (this.#takesText && isTextOperator(key)) return this.#textOperator(key, operand, at);
      const message = describeUnderField(field, key);
      this.#refuse(at, 'key', message, illegal(field, value, message));
      return [];
    });
  }

  #textOperator(operator: string, operand: unknown, path: Path): Filter[] {
    if (typeof operand !== 'string' || operand.trim() === '')
      this.#refuse(path, 'value', `“${operator}” needs a text`);
    return [];
  }

  /** Whether there may be one more condition; that there may not is reported once. */
  #counts(path: Path): boolean {
    this.#conditionCount++;
    if (this.#conditionCount === maxConditions + 1)
      this.#refuse(path, 'value', `A filter has at most ${maxConditions} conditions`);
    return this.#conditionCount <= maxConditions;
  }

  #operator(field: string, operator: FieldOperator, operand: unknown, path: Path): Filter[] {
    switch (operator) {
      case '$eq':
      case '$ne':
        if (isScalar(operand)) return [compare(field, operator, operand)];
        return this.#wrongOperand(
          operator,
          operand,
          'a string, a number, true or false',
          path,
          wrongEquality(operator, operand),
        );
      case '$gt':
      case '$gte':
      case '$lt':
      case '$lte':
        if (isNumber(operand)) return [compare(field, operator, operand)];
        return this.#wrongOperand(operator, operand, 'a number', path);
      case '$in':
      case '$nin': {
        const values = this.#choices(operator, operand, path);
        return [{ op: 'in', field, isNegated: operator === '$nin', values }];
      }
      case '$exists':
        if (typeof operand === 'boolean') return [{ op: 'exists', field, isExpected: operand }];
        return this.#wrongOperand(operator, operand, 'true or false', path);
      default:
        return operator satisfies never;
    }
  }

  #choices(operator: '$in' | '$nin', operand: unknown, path: Path): Choice[] {
    const expected = 'a list of strings or a list of numbers';
    const serviceMessage = `the ${operator} operator must be followed by ${expected}`;
    if (!Array.isArray(operand)) {
      this.#wrongOperand(operator, operand, expected, path);
      return [];
    }
    if (operand.length > maxChoices) {
      this.#refuse(path, 'value', `“${operator}” takes at most ${maxChoices} values`);
      return [];
    }
    const [first] = operand as readonly unknown[];
    return operand.flatMap((choice: unknown, place) => {
      if (isChoice(choice) && typeof choice === typeof first) return [choice];
      const message = `“${operator}” needs ${expected}; this is ${describe(choice)}`;
      this.#refuse([...path, place], 'value', message, serviceMessage);
      return [];
    });
  }

  #wrongOperand(
    operator: FieldOperator,
    operand: unknown,
    expected: string,
    path: Path,
    serviceMessage = `the ${operator} operator must be followed by ${expected}`,
  ): [] {
    const message = `“${operator}” needs ${expected}, not ${describe(operand)}`;
    this.#refuse(path, 'value', message, serviceMessage);
    return [];
  }

  #refuse(path: Path, part: FilterIssue['part'], message: string, serviceMessage?: string): void {
    this.#report({ path, part, message, ...(serviceMessage !== undefined && { serviceMessage }) });
  }
}

const listAsFilter = ': Proto field is not repeating, cannot start list.';

function wrongEquality(operator: string, operand: unknown): string {
  return `the ${operator} operator must be followed by a string, boolean or a number, got ${briefly(operand)} instead`;
}

/** The service's message with the fix, which the service does not tell. */
function illegal(field: string, condition: unknown, fix: string): string {
  return `illegal condition for field ${field}, got ${briefly(condition)}: ${fix}`;
}

const maxShownLength = 100;

function briefly(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > maxShownLength ? `${text.slice(0, maxShownLength)}…` : text;
}

function joined(op: 'and' | 'or', operands: readonly Filter[]): Filter {
  const [only] = operands;
  return only !== undefined && operands.length === 1 ? only : { op, operands };
}

function compare(field: string, comparison: Comparison, value: Choice): Filter {
  return { op: 'compare', field, comparison, value };
}

function describeMisplaced(key: string): string {
  if (isFieldOperator(key)) {
    return `“${key}” needs a field before it: {"field": {"${key}": ...}}`;
  }
  return describeUnknownOperator(key);
}

function describeUnderField(field: string, key: string): string {
  if (isJoinOperator(key)) {
    return `“${key}” joins whole conditions; write {"${key}": [{"${field}": ...}, {"${field}": ...}]}`;
  }
  if (key.startsWith('$')) return describeUnknownOperator(key);
  const near = nearestOperator(key);
  return near === undefined
    ? `Metadata fields are not nested; “${field}” needs an operator such as "$eq"`
    : `“${key}” is not an operator; did you mean “${near}”?`;
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'a string';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'object') return 'an object';
  return Number.isFinite(value) ? 'a number' : 'a number that is too large';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isChoice(value: unknown): value is string | number {
  return typeof value === 'string' || isNumber(value);
}

function isScalar(value: unknown): value is Choice {
  return typeof value === 'string' || typeof value === 'boolean' || isNumber(value);
}
