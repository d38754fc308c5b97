import type { Edition } from './editions.mjs';

export interface AuditedLiteral {
  readonly kind: 'address' | 'path' | 'code' | 'field';
  readonly text: string;
  readonly sdk: boolean;
  readonly mock: boolean;
}
export function literals(edition: Edition): AuditedLiteral[];
