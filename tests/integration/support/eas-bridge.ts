import type { EasFacade, FacadeContext } from '@piaozone/testkit';

type Text = string | null;

/** What the string facade of tests/axis/src/eastest/StringFacade.java does; names and texts are this test's own. */
export interface BridgeHandlers {
  readonly queryUnits?: (request: Text, context: FacadeContext) => Text;
  readonly queryBills?: (request: Text, context: FacadeContext) => Text;
  readonly writeBack?: (request: Text, context: FacadeContext) => Text;
  readonly pair?: (one: Text, two: Text, context: FacadeContext) => Text;
  readonly whoAmI?: (context: FacadeContext) => Text;
}

export const BRIDGE_SERVICE = 'WSInvoiceBridgeFacade';
export const BRIDGE_NAMESPACE = 'http://webservice.bridge.example';

/** The same facade for a mock EAS and behind Axis. */
export function bridgeFacade(handlers: BridgeHandlers): EasFacade {
  const one = (name: 'queryUnits' | 'queryBills' | 'writeBack') => ({
    parts: ['request'],
    returns: 'string' as const,
    run: ([request = null]: readonly Text[], context: FacadeContext) => wanted(name, handlers[name])(request, context),
  });
  return {
    service: BRIDGE_SERVICE,
    namespace: BRIDGE_NAMESPACE,
    operations: {
      queryUnits: one('queryUnits'),
      queryBills: one('queryBills'),
      writeBack: one('writeBack'),
      pair: {
        parts: ['one', 'two'],
        returns: 'string',
        run: ([first = null, second = null], context) => wanted('pair', handlers.pair)(first, second, context),
      },
      whoAmI: { parts: [], returns: 'string', run: (_args, context) => wanted('whoAmI', handlers.whoAmI)(context) },
    },
  };
}

function wanted<Handler>(name: string, handler: Handler | undefined): Handler {
  if (handler === undefined) throw new Error(`the test gives no ${name}`);
  return handler;
}
