import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { echoFacades } from './support/eas-echo.js';
import { envelope, RAW_REQUESTS, type RawRequest, sessionHeader } from './support/eas-requests.js';
import { EAS_SERVERS, type EasServer, type RunningEas } from './support/eas-servers.js';
import { postSoap, signIn } from './support/raw-soap.js';
import { faultOf, replyTree } from './support/soap-reading.js';

// Where the mock and Axis disagree, Axis is right: these are the requests they were compared by.
const serverOf = (kind: EasServer['kind'], form: 1 | 2 | 3): EasServer => {
  const found = EAS_SERVERS.find((server) => server.kind === kind && server.form === form);
  if (found === undefined) throw new Error(`no ${kind} of form ${form}`);
  return found;
};

/** How a request is read does not depend on the form of the reply: forms 1 and 3 are compared by one request for each kind of result. */
const RESULTS = /result|login of 6 parts|wrong password|^logout|three parts: ints|four parts: booleans|rare characters|prefixed|vouchers: item rows/;
const requestsFor = (form: 1 | 2 | 3) => RAW_REQUESTS.filter(({ name }) => form === 2 || RESULTS.test(name));

async function outcome(eas: RunningEas, { service, body = '', header, document }: RawRequest): Promise<unknown> {
  const id = await signIn(eas.servicesUrl);
  const sent = (document ?? envelope(body, header ?? sessionHeader(id))).replaceAll('{SID}', id);
  const { status, headers, text } = await postSoap(`${eas.servicesUrl}${service}`, sent);
  const withoutIds = text.replaceAll(id, '{SID}').replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '{NEW}');
  return { status, type: headers['content-type'], ...(faultOf(withoutIds) ?? { reply: replyTree(withoutIds) }) };
}

describe.each([1, 2, 3] as const)('form %i', (form) => {
  const axisServer = serverOf('axis', form);
  const missing = axisServer.missing;
  let mock: RunningEas;
  let axis: RunningEas;

  beforeAll(async () => {
    if (missing !== undefined) return;
    const options = { facades: echoFacades(), ltpaToken: 't' };
    [mock, axis] = await Promise.all([serverOf('mock', form).start(options), axisServer.start(options)]);
  });
  afterAll(async () => {
    await Promise.all([mock?.close(), axis?.close()]);
  });

  it.skipIf(missing !== undefined).each(requestsFor(form).map((request) => ({ ...request, title: `${request.service}: ${request.name}` })))(
    `mock answers as Axis${missing === undefined ? '' : ` (needs ${missing})`}: $title`,
    async (request) => {
      expect(await outcome(mock, request)).toEqual(await outcome(axis, request));
    },
  );
});
