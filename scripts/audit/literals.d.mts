export interface AuditedLiteral {
  readonly kind: 'address' | 'path' | 'code' | 'field';
  readonly text: string;
  readonly standard: boolean;
  readonly mock: boolean;
}
export function literals(): AuditedLiteral[];
