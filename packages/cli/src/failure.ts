import { type Bilingual, isPiaozoneError } from '@piaozone/core';

export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;

/** A command's own failure: what to print and with what to exit. Its texts never hold what the user typed as a secret. */
export class Failure extends Error {
  readonly text: Bilingual;
  readonly exitCode: number;

  constructor(text: Bilingual, exitCode: number = EXIT_FAILED) {
    super(text.en);
    this.text = text;
    this.exitCode = exitCode;
  }
}

/** Ends a command whose output has already said why: nothing more is printed. */
export class QuietExit extends Error {
  override readonly name = 'QuietExit';
  constructor(readonly exitCode: number) {
    super('quiet exit');
  }
}

export function usageFailure(text: Bilingual): Failure {
  return new Failure(text, EXIT_USAGE);
}

/** Any thrown value as one line in both languages. */
export function describeFailure(error: unknown): { readonly line: string; readonly exitCode: number } {
  const { zh, en } = bilingual(error);
  return { line: oneLine(`错误：${zh} / error: ${en}`), exitCode: error instanceof Failure ? error.exitCode : EXIT_FAILED };
}

function bilingual(error: unknown): Bilingual {
  if (error instanceof Failure) return error.text;
  if (isPiaozoneError(error)) {
    const hint = error.hintText;
    return {
      zh: [error.text.zh, ...error.problems.map(({ path, message }) => `${path} ${message.zh}`), ...(hint === undefined ? [] : [hint.zh])].join('；'),
      en: [error.text.en, ...error.problems.map(({ path, message }) => `${path}: ${message.en}`), ...(hint === undefined ? [] : [hint.en])].join(
        '; ',
      ),
    };
  }
  // A foreign text may quote its input; its kind is all that is known to be harmless.
  const kind = kindOf(error);
  return { zh: `未预料的错误（${kind}）`, en: `unexpected error (${kind})` };
}

/** The code (`EADDRINUSE`) or name of an error that is not ours. */
export function kindOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return typeof error;
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'object';
}

/** Also keeps what a module or path brings along from moving the cursor of a terminal. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
