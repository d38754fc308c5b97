import { type Bilingual, loadXml, PiaozoneError, type Verdict, type WireResponse, type XmlReader } from '@piaozone/core/adapter';
import { faultHint } from '../hints.js';
import type { EasCaller, EasCallOptions } from '../session/eas-caller.js';

export interface DocumentLimits {
  /** Bytes of one WSDL or schema. */
  readonly maxBytes: number;
}

/** A WSDL that includes more than this is no EAS facade's. */
const MAX_DOCUMENTS = 20;
const ROOTS = ['definitions', 'schema'];

/** Fetches a WSDL and what it includes: from EAS' own address only, and read by our reader before npm `soap` sees a byte. */
export class WsdlDocuments {
  readonly #caller: EasCaller;
  readonly #origin: string;
  readonly #limits: DocumentLimits;
  readonly #options: EasCallOptions;
  #fetched = 0;

  /** @param servicesUrl what is included must lie on its origin: a WSDL may name an inner host, or one that is nobody's business */
  constructor(caller: EasCaller, servicesUrl: string, limits: DocumentLimits, options: EasCallOptions) {
    this.#caller = caller;
    this.#origin = new URL(servicesUrl).origin;
    this.#limits = limits;
    this.#options = options;
  }

  /** @throws response_invalid for anything that is no WSDL or schema: HTML, DOCTYPE, too large, another host */
  async text(url: string): Promise<string> {
    if (!URL.canParse(url) || new URL(url).origin !== this.#origin) {
      throw refusal({ zh: 'WSDL 引用了其他主机上的文档，不会去取', en: 'the WSDL includes a document of another host, which is not fetched' });
    }
    this.#fetched += 1;
    if (this.#fetched > MAX_DOCUMENTS) {
      throw refusal({ zh: `WSDL 引用的文档超过 ${MAX_DOCUMENTS} 个`, en: `the WSDL includes more than ${MAX_DOCUMENTS} documents` });
    }
    const xml = await loadXml();
    const { maxBytes } = this.#limits;
    const classify = (response: WireResponse) => judge(response, xml, maxBytes);
    return this.#caller.fetch('eas.wsdl', url, { classify, maxResponseBytes: maxBytes }, this.#options);
  }
}

function judge(response: WireResponse, xml: XmlReader, maxBytes: number): Verdict<string> {
  const { status, body } = response;
  if (status !== 200) {
    const message = { zh: `没有取到 WSDL：HTTP ${status}`, en: `the WSDL was not answered: HTTP ${status}` };
    const code = status === 407 ? 'proxy' : status === 404 || status >= 500 ? 'server' : 'response_invalid';
    const outcome = status === 404 ? 'rejected' : 'unknown';
    return { kind: 'failed', error: new PiaozoneError({ code, outcome, status, message, hint: faultHint.service }) };
  }
  const root = xml.parse(body, { maxBytes });
  if (!ROOTS.includes(root.name)) throw refusal({ zh: '收到的不是 WSDL', en: 'what came is no WSDL' });
  return { kind: 'ok', value: body.toString('utf8') };
}

export function refusal(message: Bilingual): PiaozoneError {
  return new PiaozoneError({ code: 'response_invalid', outcome: 'unknown', message });
}
