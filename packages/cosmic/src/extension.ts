import type { AdapterContext, Call, Finding } from '@piaozone/core/adapter';
import type { CosmicAccess } from './settings/config.js';
import type { QuerySettings } from './settings/types.js';

/** What an extension gets besides the call. */
export interface CheckTools {
  readonly context: AdapterContext;
  readonly access: CosmicAccess;
  /** A published query of this ERP, good to ask its gateway something harmless. */
  readonly query: QuerySettings;
  /** What the platform's own test said. */
  readonly findings: readonly Finding[];
}

/** What one product adds to the platform. */
export interface CosmicExtension {
  /** More lines of the connection test; a line with the code of one of the platform's stands in its place. Never throws for what it tests. */
  check(tools: CheckTools, call: Call): Promise<readonly Finding[]>;
}

/** The platform's lines with those of the extension. */
export async function checkWith(
  extension: CosmicExtension | undefined,
  platform: () => Promise<Finding[]>,
  tools: Omit<CheckTools, 'findings'>,
  call: Call,
): Promise<Finding[]> {
  const findings = await platform();
  if (extension === undefined) return findings;
  const more = await extension.check({ ...tools, findings }, call);
  const replaced = new Set(more.map(({ code }) => code));
  return [...findings.filter(({ code }) => !replaced.has(code)), ...more];
}
