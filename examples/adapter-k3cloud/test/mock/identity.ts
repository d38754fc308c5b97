import { createHash, createHmac } from 'node:crypto';

/** One data centre’s integration user and its application. */
export interface Identity {
  readonly acctId: string;
  readonly username: string;
  readonly password: string;
  readonly appId: string;
  readonly appSecret: string;
}

export type Login = 'ValidateUser' | 'LoginByAppSecret' | 'LoginBySign';

const NAMES: Readonly<Record<Login, readonly string[]>> = {
  ValidateUser: ['acctid', 'username', 'password', 'lcid'],
  LoginByAppSecret: ['acctid', 'username', 'appid', 'appsecret', 'lcid'],
  LoginBySign: ['acctid', 'username', 'appid', 'timestamp', 'sign', 'lcid'],
};

/** Whether the parameters of a login are those of `identity`. */
export function accepts(login: Login, parameters: readonly unknown[], identity: Identity, digest: 'sha256' | 'sha1'): boolean {
  const given = Object.fromEntries(NAMES[login].map((name, index) => [name, String(parameters[index] ?? '')]));
  const { acctId, username, password, appId, appSecret } = identity;
  if (given['acctid'] !== acctId || given['username'] !== username || !['2052', '1033', '3076'].includes(given['lcid'] ?? '')) return false;
  if (login === 'ValidateUser') return given['password'] === password;
  if (given['appid'] !== appId) return false;
  if (login === 'LoginByAppSecret') return given['appsecret'] === appSecret;
  const parts = [acctId, username, appId, appSecret, given['timestamp'] ?? ''].sort((a, b) => (a < b ? -1 : 1));
  return createHash(digest).update(parts.join('')).digest('hex') === given['sign'];
}

const KEY_TEXT = '0054f397c6234378b09ca7d3e5debce7';

/** Whether the headers of §3 are right for `identity`. @param path percent-encoded as it was sent */
export function isSigned(headers: Readonly<Record<string, string>>, path: string, { acctId, username, appId, appSecret }: Identity): boolean {
  const [clientId = '', coded = ''] = appId.split('_');
  const key = Buffer.from(Buffer.from(coded, 'base64').map((byte, index) => byte ^ KEY_TEXT.charCodeAt(index))).toString('base64');
  const header = (name: string) => headers[name.toLowerCase()] ?? '';
  const text = [
    'POST',
    encodeURIComponent(path),
    '',
    `x-api-nonce:${header('x-api-nonce')}`,
    `x-api-timestamp:${header('x-api-timestamp')}`,
    '',
  ].join('\n');
  const data = Buffer.from(header('X-Kd-Appdata'), 'base64').toString('utf8');
  return (
    header('X-Api-ClientID') === clientId &&
    header('X-Api-Auth-Version') === '2.0' &&
    header('X-Kd-Appkey') === appId &&
    data.startsWith(`${acctId},${username},`) &&
    header('X-Api-Signature') === coded88(text, key) &&
    header('X-Kd-Signature') === coded88(appId + data, appSecret)
  );
}

function coded88(text: string, key: string): string {
  return Buffer.from(createHmac('sha256', key).update(text).digest('hex')).toString('base64');
}
