export type ServiceName = 'redis' | 'postgres';

export interface Service {
  /** With user and password. */
  readonly url: string;
  /** Process id of the server. */
  readonly pid: number;
  stop(): Promise<void>;
}

export function findProgram(name: string): string | undefined;
export function canStart(service: ServiceName): boolean;
export function packageOf(service: ServiceName): string;
export function startService(service: ServiceName, password: string): Promise<Service>;
