export interface RunningAxis {
  /** On loopback; services are at `/axis/services/<name>`. */
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

export function canStartAxis(): boolean;
export function missingPackage(): string | undefined;
export function startAxis(form: 1 | 2 | 3): Promise<RunningAxis>;
