/** What a process of the shared-token tests needs, for one bundle. */

export { createPiaozone, sharedAuthorization } from '@piaozone/core';
export { HostedService } from '@piaozone/standard';
export { createPostgresTokenStore } from '@piaozone/stores/postgres';
export { createRedisTokenStore } from '@piaozone/stores/redis';
export { createSqliteTokenStore } from '@piaozone/stores/sqlite';
export { createAxiosSender } from '../../../packages/core/src/transport/axios-sender.js';
