import { xmlElement, xmlText } from './xml-text.js';
import { zip } from './zip.js';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"';
/** Millimetres: the paper of a 数电 invoice. */
const [WIDTH, HEIGHT] = [210, 140];

/** A one-page OFD (GB/T 33190-2016): a zip of XML parts, one text line per entry. The first part is stored, the others are deflated. */
export function invoiceOfd(docId: string, lines: readonly string[]): Buffer {
  const parts: [string, string][] = [
    ['OFD.xml', root(docId)],
    ['Doc_0/Document.xml', DOCUMENT],
    ['Doc_0/PublicRes.xml', PUBLIC_RESOURCES],
    ['Doc_0/Pages/Page_0/Content.xml', page(lines)],
  ];
  return zip(parts.map(([name, xml], index) => ({ name, content: Buffer.from(DECLARATION + xml, 'utf8'), stored: index === 0 })));
}

function root(docId: string): string {
  const info = `<ofd:DocInfo>${xmlElement('ofd:DocID', docId)}${xmlElement('ofd:Creator', 'MOCK')}</ofd:DocInfo>`;
  return `<ofd:OFD ${NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody>${info}<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`;
}

const AREA = `<ofd:PhysicalBox>0 0 ${WIDTH} ${HEIGHT}</ofd:PhysicalBox>`;
const DOCUMENT = [
  `<ofd:Document ${NAMESPACE}><ofd:CommonData><ofd:MaxUnitID>1000</ofd:MaxUnitID><ofd:PageArea>${AREA}</ofd:PageArea>`,
  '<ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData>',
  '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
].join('');
const PUBLIC_RESOURCES = `<ofd:Res ${NAMESPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="2" FontName="宋体" FamilyName="宋体"/></ofd:Fonts></ofd:Res>`;

function page(lines: readonly string[]): string {
  const objects = lines.map((line, index) => {
    const box = `10 ${10 + index * 7} ${WIDTH - 20} 6`;
    const delta = [...line].slice(1).map(() => '3.5');
    const spacing = delta.length === 0 ? '' : ` DeltaX="${delta.join(' ')}"`;
    return `<ofd:TextObject ID="${10 + index}" Boundary="${box}" Font="2" Size="3.5"><ofd:TextCode X="0" Y="4"${spacing}>${xmlText(line)}</ofd:TextCode></ofd:TextObject>`;
  });
  return `<ofd:Page ${NAMESPACE}><ofd:Area>${AREA}</ofd:Area><ofd:Content><ofd:Layer ID="3">${objects.join('')}</ofd:Layer></ofd:Content></ofd:Page>`;
}
