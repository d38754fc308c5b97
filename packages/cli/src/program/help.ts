import type { Bilingual } from '@piaozone/core';
import type { Command } from 'commander';

/** Summary and description of a command in both languages. */
export function describe(command: Command, text: Bilingual): Command {
  return command.summary(lines(text)).description(lines(text));
}

/** Both languages, a line each. */
export function lines({ zh, en }: Bilingual): string {
  return `${zh}\n${en}`;
}

/** Remarks below the options of a command's help. */
export function notes(...texts: readonly Bilingual[]): string {
  return `\n${texts.map(lines).join('\n')}`;
}
