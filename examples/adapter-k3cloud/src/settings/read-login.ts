import { isSecret, Secret, type SettingReader } from '@piaozone/core/adapter';
import { readAppId } from '../auth/sign.js';
import type { LoginConfig } from './config.js';
import type { K3Login } from './types.js';

type Method = K3Login['method'];

const KEYS: Readonly<Record<Method, readonly string[]>> = {
  sign: ['method', 'appId', 'appSecret', 'digest'],
  'app-secret': ['method', 'appId', 'appSecret'],
  password: ['method', 'password'],
  'signed-calls': ['method', 'appId', 'appSecret', 'timestamps', 'organizationNumber'],
};
const METHODS = Object.keys(KEYS) as Method[];

export function readLogin(reader: SettingReader, value: unknown): LoginConfig | undefined {
  const login = reader.object(value, 'login', [...new Set(Object.values(KEYS).flat())]);
  if (login === undefined) return undefined;
  const method = reader.oneOf(login['method'], METHODS, 'login.method');
  if (method === undefined) {
    reader.add('login.method', `只能是 ${METHODS.join('、')}`, `must be one of ${METHODS.join(', ')}`);
    return undefined;
  }
  reader.object(value, 'login', KEYS[method]);
  if (method === 'password') return { method, secret: readSecret(reader, login['password'], 'login.password') };
  const secret = readSecret(reader, login['appSecret'], 'login.appSecret');
  const whole = reader.text(login['appId'], 'login.appId');
  if (method === 'app-secret') return { method, appId: whole, secret };
  if (method === 'sign') {
    const digests = ['SHA-256', 'SHA-1'] as const;
    const digest = reader.oneOf(login['digest'], digests, 'login.digest');
    if (digest === undefined) {
      reader.add(
        'login.digest',
        '须为 SHA-256（PT-146911 8.0.0.202205 起）或 SHA-1（更早）',
        'must be SHA-256 (from PT-146911 8.0.0.202205 on) or SHA-1',
      );
    }
    return { method, appId: whole, secret, digest: digest ?? 'SHA-256' };
  }
  const appId = readAppId(whole);
  if (appId === undefined && whole !== '') {
    reader.add(
      'login.appId',
      '应为“数字_32 个字符”，请从 第三方系统登录授权 完整复制',
      'must be digits, _ and 32 characters: copy all of it from 第三方系统登录授权',
    );
  }
  return {
    method,
    appId: () => appId ?? { whole, clientId: '', clientSecret: '' },
    secret,
    timestamps: reader.oneOf(login['timestamps'], ['seconds', 'milliseconds'] as const, 'login.timestamps') ?? 'seconds',
    organizationNumber: reader.optionalText(login['organizationNumber'], 'login.organizationNumber') ?? '0',
  };
}

function readSecret(reader: SettingReader, value: unknown, path: string): Secret {
  if (isSecret(value)) return value;
  if (value instanceof Uint8Array && value.length > 0) return new Secret(value);
  return new Secret(reader.text(value, path));
}
