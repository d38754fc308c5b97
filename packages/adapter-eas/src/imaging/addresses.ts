import { BLANKS, type Complaints } from './plain-values.js';

/** Which imaging system EAS talks to: 公有云演示环境, 公有云正式环境, 私有部署. */
export type ImagingDeployment = 'demo' | 'production' | 'private';

/** 影像IP/域名 and 端口 of the public systems (eas-and-imaging §8.1). */
export const PUBLIC_IMAGING = {
  demo: { address: 'http://kdimage-demo.piaozone.com/', ports: { 'http:': 80, 'https:': 443 } },
  production: { address: 'http://api.piaozone.com/', ports: { 'http:': 80 } },
} as const satisfies Record<Exclude<ImagingDeployment, 'private'>, { address: string; ports: Partial<Record<string, number>> }>;

/** Of a private system whose installation script was not changed. */
export const PRIVATE_PORT = 8080;
const PRIVATE_PATH = '/api/';
const PREFIX_PATH = '/ormrpc/services/';

/** Codes of `@piaozone/diagnosis`. */
export const ADDRESS_WRONG = 'EAS_IMAGING_ADDRESS_WRONG';
const HAS_PATH = 'IMAGING_ADDRESS_HAS_PATH';
const BUSINESS_SYSTEM = 'IMAGING_BUSINESS_SYSTEM_CHECK_FAILED';

/** What generating and retyping do to an address: blanks, doubled colons, doubled slashes. @returns the address if it has none of it */
function readUrl(value: unknown, path: string, complaints: Complaints, diagnosis: string): URL | undefined {
  const refuse = (zh: string, en: string) => complaints.add(path, zh, en, diagnosis);
  if (typeof value !== 'string' || value === '') refuse('未填写', 'is missing or empty');
  else if (/\s/.test(value)) refuse(BLANKS.zh, BLANKS.en);
  // Brackets hold an IPv6 address, whose colons may stand together.
  else if (/:\/*:/.test(value.replace(/\[[\da-f:.]*\]/i, 'v6'))) refuse('多了冒号，请去掉重复的冒号', 'has a doubled colon; remove one');
  else if (/\/\//.test(value.replace(/^https?:\/\/(?!\/)/i, ''))) refuse('多了斜杠，请去掉重复的斜杠', 'has a doubled slash; remove one');
  else if (!/^https?:\/\/[^/]/i.test(value) || !URL.canParse(value))
    refuse('不是完整的网址，应以 http:// 开头', 'is no complete address; it starts with http://');
  else return plain(new URL(value), refuse);
  return undefined;
}

function plain(url: URL, refuse: (zh: string, en: string) => void): URL | undefined {
  if (url.username === '' && url.password === '' && url.search === '' && url.hash === '') return url;
  refuse('地址里不能带账号密码、? 或 #', 'must not carry user, password, ? or #');
  return undefined;
}

/** 影像IP/域名 as typed. @returns `undefined` when it was refused */
export function checkImagingAddress(value: unknown, deployment: ImagingDeployment, path: string, complaints: Complaints): URL | undefined {
  const url = readUrl(value, path, complaints, ADDRESS_WRONG);
  if (url === undefined) return undefined;
  const before = complaints.problems.length;
  if (deployment === 'private') checkPrivatePath(url, path, complaints);
  else {
    const expected = PUBLIC_IMAGING[deployment].address;
    if (url.hostname !== new URL(expected).hostname)
      complaints.add(path, `与所选环境不符，应为 ${expected}`, `is not of the chosen environment; it is ${expected}`, ADDRESS_WRONG);
    if (url.pathname !== '/') complaints.add(path, '域名后不能再有路径', 'must have no path after the host', HAS_PATH);
  }
  return complaints.problems.length > before ? undefined : url;
}

function checkPrivatePath({ pathname }: URL, path: string, complaints: Complaints): void {
  if (pathname === PRIVATE_PATH) return;
  if (pathname.startsWith(PRIVATE_PATH)) complaints.add(path, '/api/ 后不能再有路径', 'must have no path after /api/', HAS_PATH);
  else
    complaints.add(path, '私有部署须以 /api/ 结尾：http://ip:端口/api/', 'of a private system must end in /api/: http://ip:port/api/', ADDRESS_WRONG);
}

/** 端口, which must be that of the address. */
export function checkImagingPort(port: unknown, deployment: ImagingDeployment, url: URL, path: string, complaints: Complaints): void {
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65_535) {
    complaints.add(path, '须为 1 至 65535 的整数', 'must be a whole number from 1 to 65535', ADDRESS_WRONG);
    return;
  }
  if (deployment !== 'private') {
    const ports: Partial<Record<string, number>> = PUBLIC_IMAGING[deployment].ports;
    const allowed = Object.entries(ports).map(([scheme, each]) => `${scheme.slice(0, -1)} ${each}`);
    if (ports[url.protocol] !== port) complaints.add(path, `须为 ${allowed.join('、')}`, `must be ${allowed.join(', ')}`, ADDRESS_WRONG);
  }
  if (port !== portOf(url)) complaints.add(path, '与地址中的端口不一致', 'differs from the port in the address', ADDRESS_WRONG);
}

/** The port an address leads to. */
export function portOf({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

/**
 * An interface address of 【高级配置】. Saving generates its suffix, whose text is not published and is not to be typed; only prefix and port are edited,
 * and generating may leave surplus colons and slashes.
 */
export function checkInterfaceAddress(value: unknown, imaging: URL, path: string, complaints: Complaints): void {
  const url = readUrl(value, path, complaints, ADDRESS_WRONG);
  if (url === undefined) return;
  const { origin, pathname } = imaging;
  if (url.origin !== origin || !url.pathname.startsWith(pathname)) {
    complaints.add(path, `须以影像地址 ${origin}${pathname} 开头`, `must start with the imaging address ${origin}${pathname}`, ADDRESS_WRONG);
  }
}

/** 前缀地址 of 对接业务系统配置: `http://IP:端口/ormrpc/services/`. */
export function checkPrefixAddress(value: unknown, path: string, complaints: Complaints): string {
  const url = readUrl(value, path, complaints, BUSINESS_SYSTEM);
  if (url === undefined) return '';
  if (url.pathname === PREFIX_PATH) return String(value);
  complaints.add(
    path,
    '须以 /ormrpc/services/ 结尾：http://IP:端口/ormrpc/services/',
    'must end in /ormrpc/services/: http://IP:port/ormrpc/services/',
    BUSINESS_SYSTEM,
  );
  return '';
}

/**
 * 推送地址 of AWS收票推送表: the address where people log in to imaging. Receiving pushes from the cloud, so a private system gives its outside mapping.
 */
export function checkPushAddress(value: unknown, path: string, complaints: Complaints): string {
  const url = readUrl(value, path, complaints, ADDRESS_WRONG);
  if (url === undefined) return '';
  if (!isInnerHost(url.hostname)) return String(value);
  complaints.add(
    path,
    '是内网地址，云端推送不到；请填影像映射的外网地址',
    'is an inner address the cloud cannot push to; give the outside mapping',
    ADDRESS_WRONG,
  );
  return '';
}

/** 收票地址 in imaging: an `/api` behind it breaks the mobile page. */
export function checkReceivingAddress(value: unknown, path: string, complaints: Complaints): string {
  const url = readUrl(value, path, complaints, ADDRESS_WRONG);
  if (url === undefined) return '';
  if (!/\/api\/?$/.test(url.pathname)) return String(value);
  complaints.add(path, '收票地址后不能带 /api', 'must not end in /api', 'IMAGING_MOBILE_ADDRESS_WRONG');
  return '';
}

/** Names and ranges no one outside reaches (RFC 1918, loopback, link-local, unique local). */
function isInnerHost(host: string): boolean {
  if (host.startsWith('[')) return /^\[(?:::1?\]|f[cd]|fe[89ab])/i.test(host);
  if (/^(?:localhost|.*\.(?:local|internal|lan))$/i.test(host)) return true;
  const [a = 0, b = 0] = /^\d+\.\d+\.\d+\.\d+$/.test(host) ? host.split('.').map(Number) : [-1, -1];
  if (a === -1) return !host.includes('.');
  return a === 0 || a === 10 || a === 127 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168) || (a === 169 && b === 254);
}
