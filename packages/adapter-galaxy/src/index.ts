export { type GalaxySettings, galaxyAdapter } from './galaxy-adapter.js';
