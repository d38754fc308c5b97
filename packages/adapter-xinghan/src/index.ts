export { type XinghanSettings, xinghanAdapter } from './xinghan-adapter.js';
