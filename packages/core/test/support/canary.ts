/** Inside every secret of the tests; scripts/test.mjs fails the run if it is ever printed. */
export const CANARY = ['CANARY', '7f3a'].join('-');
