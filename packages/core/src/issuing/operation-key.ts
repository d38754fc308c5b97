import type { EnvironmentKind } from '../environments.js';

export interface OperationKeyParts {
  readonly environment: EnvironmentKind;
  readonly erpId: string;
  readonly accountSet: string;
  readonly color: 'blue' | 'red';
  readonly serialNo: string;
}

/** Key of an operation, unique for ever. Changing it would make every open bill a new one; a golden test holds it. */
export function operationKey({ environment, erpId, accountSet, color, serialNo }: OperationKeyParts): string {
  return [environment, erpId, accountSet, color, serialNo].map(encodeURIComponent).join('/');
}
