import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { echoFacades } from './support/eas-echo.js';
import { EAS_SERVERS, type RunningEas } from './support/eas-servers.js';
import { readTree, type Tree } from './support/soap-reading.js';

// What a WSDL says to a client: operations with their parts, types and results. Axis writes its own from the Java classes of tests/axis.
const mockServer = EAS_SERVERS.find(({ kind, form }) => kind === 'mock' && form === 2);
const axisServer = EAS_SERVERS.find(({ kind, form }) => kind === 'axis' && form === 2);
const missing = axisServer?.missing;

const local = (name = '') => name.replace(/^.*[:}]/, '');

function inside(tree: Tree, name: string): Tree[] {
  return tree.children.flatMap((child) => [...(local(child.name) === name ? [child] : []), ...inside(child, name)]);
}

/** `login(userName:string,…):WSContext`, sorted; array names without the prefixes each side chose for its namespaces. */
function operations(wsdl: string): string[] {
  const root = readTree(wsdl);
  const named = ({ attributes }: Tree) => [attributes['name'] ?? '', local(attributes['type']).replace(/_tns\d+_/, '_')] as const;
  const messages = new Map(inside(root, 'message').map((message) => [message.attributes['name'], inside(message, 'part').map(named)]));
  return inside(root, 'portType')
    .flatMap((portType) => portType.children)
    .map((operation) => {
      const message = (kind: string) => messages.get(local(inside(operation, kind)[0]?.attributes['message'])) ?? [];
      const parts = message('input').map(([name, type]) => `${name}:${type}`);
      const order = operation.attributes['parameterOrder'] ?? '';
      return `${operation.attributes['name']}(${parts.join()} in order ${order}):${message('output').map(([, type]) => type)}`;
    })
    .sort();
}

describe.each(['EASLogin', 'WSGLWebServiceFacade', 'WSWSVoucher', 'WSInvoiceBridgeFacade'])('WSDL of %s', (service) => {
  let mock: RunningEas | undefined;
  let axis: RunningEas | undefined;
  beforeAll(async () => {
    if (missing === undefined) [mock, axis] = await Promise.all([mockServer?.start({ facades: echoFacades() }), axisServer?.start()]);
  });
  afterAll(async () => {
    await Promise.all([mock?.close(), axis?.close()]);
  });

  it.skipIf(missing !== undefined)(`is the mock’s as Axis makes it${missing === undefined ? '' : ` (needs ${missing})`}`, async () => {
    const load = async (eas: RunningEas | undefined) => (await fetch(`${eas?.servicesUrl}${service}?wsdl`)).text();
    const [own, real] = [await load(mock), await load(axis)];
    expect(operations(own)).toEqual(operations(real));
    expect(operations(own).length).toBeGreaterThan(2);
  });
});
