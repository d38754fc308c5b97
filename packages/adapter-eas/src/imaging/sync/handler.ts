import { type SyncOrganization, type SyncUser, writeOrganizations, writeUsers } from './reply.js';
import { readSyncRequest, type SyncRequest } from './request.js';

/** Answers one message: XML text in, JSON text out. How it is mounted is the facade's matter, whose names are not published. */
export type SyncHandler = (xml: string | Buffer) => Promise<string>;

/**
 * The organization synchronisation. What is to be answered to a wrong message is not published: the handler throws.
 * @param lookUp the organizations last modified in the time asked for
 */
export function organizationSync(lookUp: (request: SyncRequest) => Promise<readonly SyncOrganization[]>): SyncHandler {
  return async (xml) => writeOrganizations(await lookUp(await readSyncRequest(xml)));
}

/** The user synchronisation; as {@link organizationSync}. */
export function userSync(lookUp: (request: SyncRequest) => Promise<readonly SyncUser[]>): SyncHandler {
  return async (xml) => writeUsers(await lookUp(await readSyncRequest(xml)));
}
