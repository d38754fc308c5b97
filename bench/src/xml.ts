import { loadXml, type XmlElement } from '@piaozone/core/adapter';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { median } from './measure.js';

interface Reader {
  readonly name: string;
  /** Reads the document as a whole; answers how many cells it saw, so that no engine drops the work. */
  read(document: Buffer): number;
}

const SIZES = [1, 10] as const;
/** What the SDK's reader is worth against the library it replaced, both as strict as a reply of an ERP has to be read. */
const GOAL = 2;
const CELL = 'getAccountBalanceReturn';
const LIMITS = { maxBytes: Number.MAX_SAFE_INTEGER, maxElements: Number.MAX_SAFE_INTEGER };

/** Lines of the table for balances of 1 and 10 MB as Axis answers them, and whether a goal was missed. */
export async function xmlLines(quick: boolean): Promise<{ readonly lines: readonly (readonly string[])[]; readonly missed: number }> {
  const readers = [await ours(), fastXmlParser()];
  const lines: string[][] = [];
  let missed = 0;
  for (const megabytes of SIZES) {
    const { document, cells } = reply(megabytes);
    for (const { name, read } of readers) if (read(document) !== cells) throw new Error(`${name} did not read every cell`);
    const seconds = measure(readers, document, quick ? 3 : 9);
    const [us = [], them = []] = seconds;
    const ratio = median(us.map((value, index) => (them[index] ?? Number.NaN) / value));
    if (ratio < GOAL) missed += 1;
    const speed = (of: readonly number[]) => (document.length / 1e6 / median(of)).toFixed(1);
    lines.push([`${megabytes} MB`, speed(us), speed(them), ratio.toFixed(1), `≥ ${GOAL} ×: ${ratio < GOAL ? 'MISSED' : 'met'}`]);
  }
  return { lines, missed };
}

/** Interleaved, so that a slow minute of the machine meets both; CPU seconds of each run. */
function measure(readers: readonly Reader[], document: Buffer, repetitions: number): number[][] {
  const seconds: number[][] = readers.map(() => []);
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    for (const [index, reader] of readers.entries()) {
      const before = process.cpuUsage();
      reader.read(document);
      const { user, system } = process.cpuUsage(before);
      seconds[index]?.push((user + system) / 1e6);
    }
  }
  return seconds;
}

async function ours(): Promise<Reader> {
  const xml = await loadXml();
  const count = ({ name, children }: XmlElement): number => {
    let cells = name === CELL && children.every((child) => typeof child === 'string') ? 1 : 0;
    for (const child of children) if (typeof child !== 'string') cells += count(child);
    return cells;
  };
  return { name: 'sdk', read: (document) => count(xml.parse(document, LIMITS)) };
}

/** Its parser repairs broken input in silence, so its validator has to come first. */
function fastXmlParser(): Reader {
  const options = { preserveOrder: true, ignoreAttributes: false, parseTagValue: false, parseAttributeValue: false, trimValues: false, jPath: false };
  const count = (nodes: unknown): number =>
    (nodes as Readonly<Record<string, unknown>>[]).reduce((sum, node) => {
      const below = Object.entries(node).reduce((inner, [name, value]) => inner + (Array.isArray(value) && name !== ':@' ? count(value) : 0), 0);
      const children = node[CELL] as Readonly<Record<string, unknown>>[] | undefined;
      return sum + below + (children?.every((child) => '#text' in child) === true ? 1 : 0);
    }, 0);
  return {
    name: 'fast-xml-parser',
    read(document) {
      const text = document.toString('utf8');
      if (XMLValidator.validate(text) !== true) throw new Error('not well-formed');
      return count(new XMLParser({ ...options, processEntities: true, htmlEntities: true }).parse(text));
    },
  };
}

/** `getAccountBalance`: rows of strings with nil cells and character references. */
function reply(megabytes: number): { readonly document: Buffer; readonly cells: number } {
  const cell = (text: string) => `<${CELL} xsi:type="xsd:string">${text}</${CELL}>`;
  const row = (number: number) =>
    `<${CELL} soapenc:arrayType="xsd:string[7]" xsi:type="soapenc:Array">${[
      'C01',
      `${1000 + number}.01`,
      '&#x94F6;&#x884C;&#x5B58;&#x6B3E;',
      `${number}.25`,
      '0.00',
      'A&amp;B &lt;x&gt;',
    ]
      .map(cell)
      .join('')}<${CELL} xsi:type="xsd:string" xsi:nil="true"/></${CELL}>`;
  const rows = Math.ceil((megabytes * 1e6) / Buffer.byteLength(row(100)));
  const body = Array.from({ length: rows }, (_, index) => row(index)).join('');
  const document = `<?xml version="1.0" encoding="utf-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body><ns1:getAccountBalanceResponse xmlns:ns1="urn:bench"><${CELL} soapenc:arrayType="xsd:string[][${rows}]" xsi:type="soapenc:Array" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/">${body}</${CELL}></ns1:getAccountBalanceResponse></soapenv:Body></soapenv:Envelope>`;
  return { document: Buffer.from(document), cells: rows * 7 };
}
