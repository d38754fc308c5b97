import type { Bilingual, Problem } from '@piaozone/core';

/** Where a cell is, for a person with the sheet open. */
export interface CellPlace {
  readonly sheet: string;
  /** Counted from 1, as the spreadsheet does. */
  readonly row: number;
  /** Counted from 0. */
  readonly column: number;
  /** Title of the column. */
  readonly title: string;
}

export interface PlacedProblem {
  /** `企业!B3 企业税号`, or the path in a JSON file. */
  readonly where: string;
  readonly message: Bilingual;
}

export function nameOf({ sheet, row, column, title }: CellPlace): string {
  return `${sheet}!${columnLetters(column)}${row} ${title}`.trim();
}

function columnLetters(column: number): string {
  const letter = String.fromCharCode(65 + (column % 26));
  return column < 26 ? letter : columnLetters(Math.floor(column / 26) - 1) + letter;
}

/** Where each member of the directory came from, so that what is said about a member can be said about its cell. */
export class Origins {
  readonly #places = new Map<string, CellPlace>();

  set(path: string, place: CellPlace): void {
    if (!this.#places.has(path)) this.#places.set(path, place);
  }

  /** The cell of the member, else of what it belongs to; texts of the messages name members by their cells too. */
  place({ path, message }: Problem): PlacedProblem {
    const inCells = (text: string) => text.replace(MEMBER, (member) => this.#find(member) ?? member);
    return { where: this.#find(path) ?? path, message: { zh: inCells(message.zh), en: inCells(message.en) } };
  }

  #find(path: string): string | undefined {
    for (let at = path; at !== ''; at = at.replace(/(?:^|\.)[^.]*$/, '')) {
      const place = this.#places.get(at) ?? this.#places.get(at.replace(/\[\d+\]$/, ''));
      if (place !== undefined) return nameOf(place);
    }
    return undefined;
  }
}

const MEMBER = /(?:enterprises|tenants)\[\d+\](?:\.\w+(?:\[\d+\])?)*/g;
