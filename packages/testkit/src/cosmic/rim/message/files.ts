import { createHash } from 'node:crypto';
import type { Row } from '../../../erp/bill-table.js';
import type { MockHandler } from '../../../server/http-server.js';
import type { CosmicContext } from '../../part.js';
import { checkValue, RimRefusal } from '../wire.js';

/** pdf, image, ofd, xml: what can be an invoice (flagship-and-cosmic §7). */
const INVOICE_FILE_TYPES = ['1', '2', '4', '9'];
const FOLDER = '/mock-files/'; // mock-defined

export interface StoredFile {
  readonly fileDownUrl: string;
  readonly fileType: string;
  readonly bytes: Buffer;
}

/** Files of uploadFile, and what recognition finds in a file of a given content. */
export class RimFiles {
  readonly #context: CosmicContext;
  readonly #stored = new Map<string, StoredFile>();
  readonly #answers = new Map<string, unknown>();

  constructor(context: CosmicContext) {
    this.#context = context;
  }

  /** Uploaded files, oldest first. */
  get all(): readonly StoredFile[] {
    return [...this.#stored.values()];
  }

  /** Recognition of these bytes answers `data`; its members are the caller's: the reference does not hold them. */
  recognise(bytes: Buffer, data: unknown): void {
    this.#answers.set(hash(bytes), data);
  }

  /** uploadFile → fileDownUrl. */
  upload({ base64, fileType }: Row): Row {
    checkValue(fileType, INVOICE_FILE_TYPES, 'uploadFile.fileType');
    const bytes = bytesOf(base64, 'uploadFile.base64');
    const name = this.#context.random.text(32);
    const fileDownUrl = `${this.#context.baseUrl}${FOLDER}${name}`;
    this.#stored.set(name, { fileDownUrl, fileType: String(fileType), bytes });
    return { fileDownUrl };
  }

  /** recognitionCheck of the file in the request or of one that was uploaded. */
  recognition({ base64, fileDownUrl, fileType }: Row): unknown {
    if ((base64 === undefined) === (fileDownUrl === undefined)) throw new RimRefusal('MOCK_FIELD', 'recognitionCheck: base64 or fileDownUrl'); // mock-defined
    checkValue(fileType, INVOICE_FILE_TYPES, 'recognitionCheck.fileType');
    const bytes = base64 === undefined ? this.#storedBytes(fileDownUrl) : bytesOf(base64, 'recognitionCheck.base64');
    const answer = this.#answers.get(hash(bytes));
    if (answer === undefined) throw new RimRefusal('MOCK_NOT_RECOGNISED', 'no invoice in the file'); // mock-defined
    return answer;
  }

  readonly openRoutes: Readonly<Record<string, MockHandler>> = {
    [`${FOLDER}*`]: ({ path }) => {
      const file = this.#stored.get(path.slice(FOLDER.length));
      return file === undefined
        ? { status: 404, contentType: 'text/plain', body: 'no such file' }
        : { contentType: 'application/octet-stream', body: file.bytes };
    },
  };

  #storedBytes(url: unknown): Buffer {
    const file = this.all.find(({ fileDownUrl }) => fileDownUrl === url);
    if (file === undefined) throw new RimRefusal('MOCK_FIELD', 'fileDownUrl: no file of uploadFile'); // mock-defined
    return file.bytes;
  }
}

function bytesOf(base64: unknown, where: string): Buffer {
  const text = typeof base64 === 'string' ? base64 : '';
  if (text === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) throw new RimRefusal('MOCK_FIELD', `${where}: not base64`); // mock-defined
  return Buffer.from(text, 'base64');
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
