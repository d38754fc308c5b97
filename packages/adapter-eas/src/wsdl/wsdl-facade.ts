import { configError, type Effect, isPiaozoneError, joinUrl, PiaozoneError } from '@piaozone/core/adapter';
import { faultHint } from '../hints.js';
import type { EasServices } from '../services.js';
import type { EasCaller, EasCallOptions } from '../session/eas-caller.js';
import type { SoapAnswer } from '../soap/client.js';
import type { SoapValue } from '../soap/reply.js';
import { refusal, WsdlDocuments } from './documents.js';
import { SoapHttpClient } from './http-client.js';
import { loadSoap } from './load-soap.js';

export interface WsdlFacadeOptions extends EasCallOptions {
  /** Last part of the address, `WS…`. Calls go to it below `servicesUrl`, whatever address the WSDL names: that may be an inner one. */
  readonly service: string;
  /** Bytes of the WSDL, and of each document it includes. Default 4 MiB. */
  readonly maxWsdlBytes?: number;
}

export interface WsdlCallOptions extends EasCallOptions {
  /** `read` = may be repeated. Default `write`: what is not known to be harmless is never sent twice. */
  readonly effect?: Effect;
}

export interface WsdlAnswer {
  /** Our own reading: texts exact, nil kept in its place, the same for all reply forms. */
  readonly value: SoapValue | undefined;
  /** What npm `soap` made of it by the WSDL's types; its shape depends on the reply form, and it is absent where the library could not read the reply. */
  readonly result: unknown;
}

/** A client of npm `soap`, named by what we use of it: who does not install the library must not need its types either. */
export interface LibraryClient {
  describe(): unknown;
}

type SoapMethod = (args: unknown, callback: (error: unknown, result: unknown) => void, options: object) => void;

const DEFAULT_MAX_BYTES = 4 * 1024 * 1024;
/** Types the library would turn into binary numbers and local dates. */
const EXACT = ['long', 'integer', 'decimal', 'double', 'float', 'date', 'dateTime'] as const;

/** A custom facade known by nothing but its WSDL. The calls of one may run in parallel: session and cookie belong to the call, not to the client. */
export class WsdlFacade {
  readonly service: string;
  /** Operations by name, each with its parts as the WSDL declares them. Of overloads the library keeps the last one only. */
  readonly operations: Readonly<Record<string, unknown>>;
  readonly #caller: EasCaller;
  readonly #client: LibraryClient;
  readonly #http: SoapHttpClient;

  /** Made by {@link openWsdlFacade}. */
  constructor(service: string, caller: EasCaller, client: LibraryClient, http: SoapHttpClient) {
    this.service = service;
    this.#caller = caller;
    this.#client = client;
    this.#http = http;
    const ports = Object.values(client.describe() as Readonly<Record<string, object>>).flatMap((described) => Object.values(described) as object[]);
    this.operations = Object.freeze(Object.assign(Object.create(null) as object, ...ports) as Record<string, unknown>);
  }

  /**
   * @param args parts by name, in the order of the signature; `{}` = no parts
   * @throws request_invalid for an operation the WSDL has not; whatever a call of EAS throws
   */
  async call(
    operation: string,
    args: Readonly<Record<string, unknown>>,
    { effect = 'write', ...options }: WsdlCallOptions = {},
  ): Promise<WsdlAnswer> {
    const name = `eas.${this.service}.${operation}`;
    return this.#caller.named(name, options, (requestId) => {
      if (!Object.hasOwn(this.operations, operation)) throw unknownOperation(operation, Object.keys(this.operations));
      const call = { name, service: this.service, operation, effect };
      return this.#invoke(operation, args, (write) => this.#caller.exchange(call, write, { ...options, requestId }));
    });
  }

  #invoke(
    operation: string,
    args: Readonly<Record<string, unknown>>,
    exchange: (write: (sessionId: string | undefined) => Buffer) => Promise<SoapAnswer>,
  ): Promise<WsdlAnswer> {
    return new Promise((resolve, reject) => {
      let answer: SoapAnswer | undefined;
      const end = (error: unknown, result: unknown) => {
        // EAS has answered, and we have read it: that the library cannot does not undo what was done.
        if (answer !== undefined) resolve({ value: answer.value, result: error ? undefined : result });
        else reject(isPiaozoneError(error) ? error : badArguments(operation));
      };
      const options = this.#http.expect({
        exchange,
        answered: (reply) => {
          answer = reply;
        },
        failed: (error) => end(error, undefined),
      });
      try {
        const method = (this.#client as unknown as Readonly<Record<string, SoapMethod>>)[operation];
        method?.(Object.keys(args).length === 0 ? null : args, end, options);
      } catch (error) {
        end(error, undefined);
      }
    });
  }
}

/**
 * Reads the WSDL of a service and makes it callable. Needs npm `soap`, an optional peer.
 * @throws config_invalid when `soap` is missing; response_invalid when what came is no WSDL that can be used
 */
export async function openWsdlFacade(services: EasServices, options: WsdlFacadeOptions): Promise<WsdlFacade> {
  const { service, maxWsdlBytes = DEFAULT_MAX_BYTES } = options;
  const { caller, servicesUrl } = services;
  return caller.named('eas.wsdl', options, async (requestId) => {
    if (!/^\w+$/.test(service)) throw configError([{ path: 'service', message: faultHint.serviceName }]);
    const library = await loadSoap();
    const address = joinUrl(servicesUrl, service);
    const documents = new WsdlDocuments(caller, servicesUrl, { maxBytes: maxWsdlBytes }, { ...options, requestId });
    let http: SoapHttpClient | undefined;
    const client = await new Promise<LibraryClient>((resolve, reject) => {
      const broken = (error: unknown) => reject(isPiaozoneError(error) ? error : unusable());
      http = new SoapHttpClient((url) => documents.text(url), broken);
      const soapOptions = {
        httpClient: http,
        disableCache: true,
        handleNilAsNull: true,
        preserveWhitespace: true,
        customDeserializer: exact(),
      };
      library.createClientAsync(`${address}?wsdl`, soapOptions).then(resolve, broken);
    });
    if (http === undefined) throw unusable();
    const facade = new WsdlFacade(service, caller, client, http);
    if (Object.keys(facade.operations).length === 0) throw unusable();
    return facade;
  });
}

function exact(): Readonly<Record<string, (text: string) => string>> {
  return Object.fromEntries(EXACT.map((type) => [type, (text: string) => text]));
}

function unusable(): PiaozoneError {
  return refusal({ zh: 'WSDL 无法使用：npm soap 读不懂它', en: 'the WSDL cannot be used: npm soap does not understand it' });
}

function unknownOperation(operation: string, known: readonly string[]): PiaozoneError {
  const list = known.join(', ');
  return new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    message: { zh: `WSDL 中没有操作 ${operation}，有：${list}`, en: `the WSDL has no operation ${operation}; it has: ${list}` },
  });
}

/** The library refused to write the request; nothing left. Its words may quote the arguments. */
function badArguments(operation: string): PiaozoneError {
  return new PiaozoneError({
    code: 'request_invalid',
    outcome: 'not-sent',
    message: { zh: `npm soap 无法按 WSDL 写出 ${operation} 的参数`, en: `npm soap cannot write the arguments of ${operation} by the WSDL` },
  });
}
