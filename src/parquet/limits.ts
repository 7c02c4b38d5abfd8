/** The size of one page, compressed or not. Writers make pages of about 1 MB. */
export const maxPageBytes = 128 * 1024 * 1024;
/** The values of one page, including nulls, which take almost no bytes. */
export const maxPageEntries = 2 ** 26;
/** The values of one row in one column, far above the largest vector. */
export const maxRowEntries = 2 ** 22;
/** The bytes of one text, more than the largest record. */
export const maxTextBytes = 4 * 1024 * 1024;
/** The total of pages and dictionaries of all columns in memory. */
export const maxHeldBytes = 1024 * 1024 * 1024;
/** The size of the footer. */
export const maxFooterBytes = 256 * 1024 * 1024;
/** The nesting of groups in a schema. */
export const maxSchemaDepth = 64;
