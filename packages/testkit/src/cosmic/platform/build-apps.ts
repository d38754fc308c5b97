import { SeededRandom } from '../../erp/random.js';
import type { CosmicIdentity } from '../identity.js';
import type { MockCosmicOptions } from '../options.js';
import { CosmicApp, type CosmicAppOptions, CosmicApps } from './apps.js';
import { CosmicUsers } from './users.js';

/** The default app out of the mock's own options, then `apps`. Draws the default app's values from `random`, those of the others from sequences of their own. */
export function buildApps(options: MockCosmicOptions, identity: CosmicIdentity, random: SeededRandom): { apps: CosmicApps; first: CosmicApp } {
  const { gatewayIdentity, ...own } = options;
  const { appId, appSecret, user } = identity;
  // The default app is one that was switched for two-step login, so that it works without more ado.
  const firstOptions = { ...appPart(own), enhanced: options.enhanced ?? false, appId, appSecret };
  const first = new CosmicApp(typeof gatewayIdentity === 'string' ? { ...firstOptions, gatewayIdentity } : firstOptions, user, random);
  const others = (options.apps ?? []).map((app, index) => {
    const draw = new SeededRandom(`${options.seed ?? 'cosmic'}:app${index + 1}`);
    const id = app.appId ?? app.preset ?? `app${draw.digits(6)}`; // mock-defined
    return new CosmicApp({ ...app, appId: id, appSecret: app.appSecret ?? draw.text(32) }, user, draw); // mock-defined
  });
  const apps = new CosmicApps([first, ...others]);
  const present = gatewayIdentity !== undefined || others.some((app) => app.gatewayIdentity !== undefined);
  if (present) for (const app of apps.all) if (app.gatewayIdentity === undefined) app.resetIdentity();
  return { apps, first };
}

function appPart(options: CosmicAppOptions): CosmicAppOptions {
  const { preset, digestKey, basicKey, jwt, agentUsers, agentUserControl, grants, allowedIps, subscriptions } = options;
  const part = { preset, digestKey, basicKey, jwt, agentUsers, agentUserControl, grants, allowedIps, subscriptions };
  return Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined));
}

/** The default user, who is known under every kind of name unless `userType` says one, then `users`. */
export function buildUsers(options: MockCosmicOptions, { user }: CosmicIdentity): CosmicUsers {
  const first = options.userType === undefined ? { user } : { user, types: [options.userType] };
  return new CosmicUsers([first, ...(options.users ?? [])]);
}
