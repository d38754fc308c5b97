export { xinghanScreens } from './screens.js';
export { inspectXinghan, type XinghanSettings, xinghanAdapter } from './xinghan-adapter.js';
