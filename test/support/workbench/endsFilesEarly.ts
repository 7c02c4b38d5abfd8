/** The name of the variable that skips the rest of a file after a failed test, whose window the others share. */
export const endsFilesEarly = 'VECTORSCOPE_ENDS_FILES_EARLY';
