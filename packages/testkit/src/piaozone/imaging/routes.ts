import type { MockReply, MockRequest } from '../../server/http-server.js';
import { ANSWERS, envelope, invalidRequest, Refusal, SUCCESS } from '../answers.js';
import { demanded, plainValues, textOf } from '../assistant/signed-body.js';
import { applyFaults, type Route } from '../call.js';
import { expectedSign } from '../crypto.js';
import { checkEntitled } from '../entitlement.js';
import type { PiaozoneState } from '../state.js';
import { encTypeOf, timestampOf } from '../token-route.js';

/** Path of standard-edition §6.10. */
export const IMAGING_PATHS = { token: '/archivebase/scan/login/token' } as const;

export const IMAGING_ROUTES: ReadonlyMap<string, Route> = new Map<string, Route>([[IMAGING_PATHS.token, imagingTokenRoute]]);

/** fsource: 1 发票云 2 eas 3 星空 4 苍穹 5 OA 6 国信 7 道克维斯 8 单多啦 9 优易迅 10 金茂 15 汉德 99 其他. */
const SOURCES = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '15', '99'];
const LANGUAGES = ['', 'zh-CN', 'en-US', 'es-ES', 'fr-FR', 'de-DE'];
const FIELDS = new Set(['clientId', 'sign', 'timestamp', 'encType', 'fsource', 'fuserName', 'fphoneNumber', 'feasUid', 'ftaxNo', 'language']);
/** Remaining life as printed, in milliseconds (§6.10, §10). */
const LIFE_MS = 72_000;

/** One login given out by 影像 token. */
export interface ImagingLogin {
  readonly accessToken: string;
  readonly clientId: string;
  readonly user: string;
  readonly phone: string;
  /** Epoch milliseconds by the mock's clock. */
  readonly expiresAt: number;
}

/** 影像 token: enterprise grant, MD5 sign over a timestamp of 10 or 13 digits. What the URL parameter is called is unknown: no page follows. */
function imagingTokenRoute(state: PiaozoneState, request: MockRequest): MockReply {
  applyFaults(state, request);
  const values = plainValues(request);
  for (const name of Object.keys(values)) if (!FIELDS.has(name)) state.unknownFields.add(`imaging.${name}`);
  const clientId = textOf(values, 'clientId');
  if (clientId === '') throw new Refusal(ANSWERS.clientIdMissing);
  const grant = state.directory.grant(clientId);
  const encType = encTypeOf(values['encType']);
  const timestamp = timestampOf(state, values['timestamp']);
  if (grant?.level !== 'enterprise') throw new Refusal(ANSWERS.clientUnknown);
  if (encType === undefined || values['sign'] !== expectedSign(grant.triple, timestamp, encType)) throw new Refusal(ANSWERS.signWrong);
  const taxNo = textOf(values, 'ftaxNo');
  if (taxNo !== '' && taxNo !== grant.enterprise.taxNo) throw new Refusal(ANSWERS.sellerOutsideGrant);
  accepted('fsource', demanded(values, 'fsource'), SOURCES);
  accepted('language', textOf(values, 'language'), LANGUAGES);
  const product = state.settings.imagingProduct;
  if (product !== undefined) checkEntitled(grant.enterprise, product, state.clock);
  const login: ImagingLogin = {
    accessToken: state.random.hex(32),
    clientId,
    user: textOf(values, 'fuserName'),
    phone: textOf(values, 'fphoneNumber'),
    expiresAt: state.clock.now() + LIFE_MS,
  };
  state.expense.imagingLogins.push(login);
  return envelope(SUCCESS, { accessToken: login.accessToken, expiresTime: LIFE_MS, topic: state.random.hex(32) });
}

function accepted(name: string, value: string, values: readonly string[]): void {
  if (!values.includes(value)) throw new Refusal(invalidRequest(`${name}的值不支持：${value}`)); // mock-defined text
}
