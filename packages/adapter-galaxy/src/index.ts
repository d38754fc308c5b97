export { type GalaxySettings, galaxyAdapter, inspectGalaxy } from './galaxy-adapter.js';
export { galaxyScreens } from './screens.js';
