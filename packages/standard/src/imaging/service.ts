import {
  asText,
  type Call,
  configError,
  isObject,
  type JsonObject,
  type Piaozone,
  PiaozoneError,
  type Problem,
  readBaseUrl,
  Secret,
} from '@piaozone/core';
import { requestError } from '../assistant/rules.js';
import { SignedClient } from '../signed-client.js';

const OPERATION = 'imaging.loginToken';

/** `fsource`: where the user comes from (standard-edition §6.10). */
export const IMAGING_SOURCES = {
  /** 发票云. */
  piaozone: '1',
  eas: '2',
  /** 星空. */
  k3cloud: '3',
  /** 苍穹. */
  cosmic: '4',
  oa: '5',
  /** 国信. */
  guoxin: '6',
  /** 道克维斯. */
  daokeweisi: '7',
  /** 单多啦. */
  danduola: '8',
  /** 优易迅. */
  youyixun: '9',
  /** 金茂. */
  jinmao: '10',
  /** 汉德. */
  hand: '15',
  /** 其他. */
  other: '99',
} as const;
export type ImagingSource = keyof typeof IMAGING_SOURCES;

export const IMAGING_LANGUAGES = ['zh-CN', 'en-US', 'es-ES', 'fr-FR', 'de-DE'] as const;
export type ImagingLanguage = (typeof IMAGING_LANGUAGES)[number];

export interface ImagingSettings {
  /** Where imaging is: production is the environment's host, the demonstration `https://kdimage-demo.piaozone.com`. Default: the environment's base. */
  readonly baseUrl?: string;
}

export interface ImagingLogin {
  /** `ftaxNo`; chooses the triple where organizations have their own. */
  readonly taxNo: string;
  readonly source: ImagingSource;
  /** `fuserName`. */
  readonly userName: string;
  /** `fphoneNumber`: users of ERP and imaging are matched by it (business-rules §8). */
  readonly phoneNumber: string;
  /** `feasUid`, of EAS users. */
  readonly easUserId?: string;
  /** @default 'zh-CN' */
  readonly language?: ImagingLanguage;
}

export interface ImagingToken {
  /** For the URL of the imaging system; the name of its parameter is not published. Prints as nothing: `reveal()` it for the user's browser only. */
  readonly accessToken: Secret;
  /** `expiresTime`: milliseconds it still lives; absent where the answer does not say. */
  readonly remainingMs: number | undefined;
  readonly topic: string | undefined;
  /** `data` without the token. */
  readonly raw: JsonObject;
}

/**
 * 影像: the token with which a user of the ERP is logged in (`POST /archivebase/scan/login/token`). What imaging offers beyond it is not published.
 * The sign is MD5 whatever the client signs with elsewhere: the page names no `encType`, which means MD5. It is sent all the same (standard-edition §2, §10).
 */
export class ImagingService {
  readonly #client: SignedClient;
  readonly #baseUrl: string | undefined;

  /** @throws config_invalid for a base that is no address */
  constructor(piaozone: Piaozone, { baseUrl }: ImagingSettings = {}) {
    const problems: Problem[] = [];
    this.#client = new SignedClient(piaozone);
    this.#baseUrl = baseUrl === undefined ? undefined : readBaseUrl(baseUrl, 'baseUrl', problems);
    if (problems.length > 0) throw configError(problems, piaozone.locale);
  }

  /** Each call gives a token; repeatable. @throws request_invalid, response_invalid, and as {@link SignedClient.call} */
  async loginToken(login: ImagingLogin, call: Call): Promise<ImagingToken> {
    const { taxNo, source, userName, phoneNumber, easUserId, language = 'zh-CN' } = login;
    const problems = checkLogin(login);
    if (problems.length > 0) throw requestError(problems, { operation: OPERATION, requestId: call.requestId, locale: this.#client.piaozone.locale });
    const token = await this.#client.call(
      {
        operation: OPERATION,
        path: '/archivebase/scan/login/token',
        ...(this.#baseUrl === undefined ? {} : { baseUrl: this.#baseUrl }),
        effect: 'read',
        taxNo,
        feature: 'imaging',
        encType: 0,
        body: ({ clientId, timestamp, sign, encType }) => ({
          clientId,
          sign,
          timestamp,
          encType,
          fsource: IMAGING_SOURCES[source],
          fuserName: userName,
          fphoneNumber: phoneNumber,
          feasUid: easUserId,
          ftaxNo: taxNo,
          language,
        }),
        read: ({ data }) => (isObject(data) ? readToken(data) : undefined),
      },
      call,
    );
    if (token === undefined) throw noToken(call);
    return token;
  }
}

function readToken(data: JsonObject): ImagingToken | undefined {
  const { accessToken, ...raw } = data;
  const value = asText(accessToken);
  // It travels in a URL: anything but plain printable characters is no token.
  if (value === undefined || !/^[\x21-\x7e]+$/.test(value)) return undefined;
  const remaining = asText(data['expiresTime']) ?? '';
  return {
    accessToken: new Secret(value),
    remainingMs: /^\d{1,15}$/.test(remaining) ? Number(remaining) : undefined,
    topic: asText(data['topic']),
    raw,
  };
}

function checkLogin({ taxNo, source, userName, phoneNumber, language = 'zh-CN' }: ImagingLogin): Problem[] {
  const problems: Problem[] = Object.entries({ taxNo, userName, phoneNumber })
    .filter(([, value]) => typeof value !== 'string' || value.trim() === '')
    .map(([path]) => ({ path, message: { zh: '未填写', en: 'is missing or empty' } }));
  if (!Object.hasOwn(IMAGING_SOURCES, source)) problems.push({ path: 'source', message: { zh: '没有这个来源', en: 'there is no such source' } });
  if (!IMAGING_LANGUAGES.includes(language)) {
    problems.push({
      path: 'language',
      message: { zh: `须为 ${IMAGING_LANGUAGES.join('、')}`, en: `must be one of ${IMAGING_LANGUAGES.join(', ')}` },
    });
  }
  return problems;
}

function noToken({ requestId }: Call): PiaozoneError {
  return new PiaozoneError({
    code: 'response_invalid',
    outcome: 'rejected',
    operation: OPERATION,
    requestId,
    message: { zh: '应答成功但没有 accessToken', en: 'the answer says success but holds no accessToken' },
  });
}
