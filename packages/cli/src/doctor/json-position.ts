export interface Position {
  readonly line: number;
  /** In characters of the line, from 1. */
  readonly column: number;
}

/**
 * Where a text stops being JSON. V8 names a position in some of its messages and quotes the text in others, so it is looked for: the shortest beginning that
 * no continuation could make right.
 */
export function jsonErrorAt(text: string): Position {
  let good = 0;
  let bad = text.length;
  if (canGoOn(text)) return positionOf(text, text.length);
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (canGoOn(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  return positionOf(text, bad - 1);
}

/** Whether the only thing wrong with `start` is that it ends. */
function canGoOn(start: string): boolean {
  try {
    JSON.parse(start);
    return true;
  } catch (error) {
    const { message } = error as Error;
    const position = /at position (\d+)/.exec(message)?.[1];
    return /Unexpected end of JSON|Unterminated/.test(message) || (position !== undefined && Number(position) >= start.length);
  }
}

function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
