/** Of one page, compressed or not: writers make pages of about a megabyte. */
export const maxPageBytes = 128 * 1024 * 1024;
/** Of one page, nulls included, which may take next to no bytes. */
export const maxPageEntries = 2 ** 26;
/** Of one row in one column: far more than the largest vector has. */
export const maxRowEntries = 2 ** 22;
/** Of one text: more than the largest record takes. */
export const maxTextBytes = 4 * 1024 * 1024;
/** Of the pages and dictionaries of all columns that are read at once. */
export const maxHeldBytes = 1024 * 1024 * 1024;
export const maxFooterBytes = 256 * 1024 * 1024;
/** Of groups within groups in a schema. */
export const maxSchemaDepth = 64;
