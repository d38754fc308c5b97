import {
  type EasFacade,
  type FacadeContext,
  GL_NAMESPACE,
  GL_SERVICE,
  GL_SIGNATURES,
  type PartType,
  type Signature,
  type TypedOperation,
  type Value,
  VOUCHER_SERVICE,
  VOUCHER_SIGNATURES,
} from '@piaozone/testkit';
import { bridgeFacade } from './eas-bridge.js';

/** Facades that answer what they were given, as JSON in whatever shape they return: so replies show how arguments were read. */
export function echoFacades(): EasFacade[] {
  const { importVoucherWithInfo, importVoucher, nImportVoucher } = VOUCHER_SIGNATURES;
  return [
    {
      service: GL_SERVICE,
      namespace: GL_NAMESPACE,
      operations: Object.fromEntries(Object.entries(GL_SIGNATURES).map(([name, form]) => [name, echo(form)])),
    },
    {
      service: VOUCHER_SERVICE,
      namespace: GL_NAMESPACE,
      operations: { importVoucher: [echo(importVoucher), echo(importVoucherWithInfo)], nImportVoucher: echo(nImportVoucher) },
    },
    bridgeFacade({
      queryUnits: (request) => JSON.stringify([request]),
      pair: (one, two) => JSON.stringify([one, two]),
      whoAmI: ({ userName, sessionId }: FacadeContext) => JSON.stringify([userName ?? null, sessionId ?? null]),
    }),
  ];
}

function echo(signature: Signature): TypedOperation {
  return { ...signature, answer: (args) => shaped(JSON.stringify(args.map(sent)), signature.returns) };
}

/** Rows of a hundred fields, most of them never sent: only what differs from the defaults is shown. */
function sent(value: Value): unknown {
  if (Array.isArray(value)) return value.map(sent);
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (value === null || typeof value !== 'object') return value;
  const fields = Object.entries(value).filter(([, field]) => field !== null && field !== 0 && field !== false);
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, field]) => [name, sent(field as Value)]));
}

function shaped(text: string, type: PartType | 'void'): Value | undefined {
  if (type === 'void') return undefined;
  if (type === 'string') return text;
  if (type === 'boolean') return true;
  if (type === 'int' || type === 'double') return text.length;
  if (type.kind === 'array') return [shaped(text, type.items) ?? null, null];
  return { message: text, period: 11, year: 2025 };
}
