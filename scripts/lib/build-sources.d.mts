export function buildSources(entries: Readonly<Record<string, string>>): Promise<{ readonly folder: string; readonly remove: () => void }>;
