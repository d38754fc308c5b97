import type { PiaozoneError, PiaozoneErrorInit } from '../errors.js';
import type { Bilingual } from '../i18n/locale.js';
import type { ConnectionReason, ExchangeStage, ProxyReason, SendFailure } from './types.js';

type Description = Pick<PiaozoneErrorInit, 'code' | 'reason' | 'status' | 'message' | 'hint'>;

/** What a failed exchange is called, and what the reader can do about it. Names the proxy by `host:port` only. */
export function describeFailure(failure: SendFailure): Description {
  const { kind, detail, facts } = failure;
  switch (kind) {
    case 'aborted':
      return { code: 'aborted', message: { zh: '请求被中止', en: 'the request was aborted' } };
    case 'proxy':
      return describeProxy(failure);
    case 'tls':
    case 'connection':
      if (detail === 'ERR_SENDER_CLOSED') return { code: 'closed', message: { zh: '客户端已关闭', en: 'the client was closed' } };
      return describeConnection(kind, detail, facts.reason as ConnectionReason | undefined);
    case 'response_too_large':
      return { code: 'response_too_large', message: { zh: `应答超过大小上限（${detail}）`, en: `the answer is larger than allowed (${detail})` } };
    default:
      return {
        code: 'response_invalid',
        message: { zh: `应答不完整或无法解码（${detail}）`, en: `the answer was cut or cannot be decoded (${detail})` },
      };
  }
}

/**
 * What to add to the deadline's own error when it ended an exchange: a call that never got past its proxy failed by the proxy, and every other
 * timeout says by `reason` how far it had come. Nothing for the caller's own abort.
 */
export function describeEnd(failure: SendFailure, end: PiaozoneError): Partial<Description> {
  const { stage, proxy } = failure.facts;
  if (end.code !== 'timeout' || stage === undefined) return {};
  if (proxy !== undefined && stage !== 'queue' && stage !== 'answer') return proxyDescription('timeout', proxy, `TIMEOUT_${stage.toUpperCase()}`);
  const { zh, en } = STAGES[stage];
  const by = proxy === undefined ? { zh: '', en: '' } : { zh: `，经代理 ${proxy}`, en: `, by way of the proxy ${proxy}` };
  return {
    reason: stage,
    message: { zh: `${end.text.zh}（停在：${zh}${by.zh}）`, en: `${end.text.en} (it got as far as ${en}${by.en})` },
  };
}

const STAGES: Readonly<Record<ExchangeStage, Bilingual>> = {
  queue: { zh: '等待空闲连接', en: 'waiting for a free connection' },
  dns: { zh: '域名解析', en: 'resolving the name' },
  connect: { zh: '建立连接', en: 'connecting' },
  tunnel: { zh: '代理 CONNECT', en: 'the CONNECT to the proxy' },
  tls: { zh: 'TLS 握手', en: 'the TLS handshake' },
  answer: { zh: '等待应答', en: 'waiting for the answer' },
};

function describeProxy({ detail, facts }: SendFailure): Description {
  const { reason, status, proxy = '' } = facts;
  const described = proxyDescription(reason as ProxyReason | undefined, proxy, detail);
  return status === undefined ? described : { ...described, status };
}

function proxyDescription(reason: ProxyReason | undefined, proxy: string, detail: string): Description {
  const what = reason === undefined ? UNNAMED : PROXY_TEXTS[reason].what;
  const which = proxy === '' ? '' : ` ${proxy}`;
  return {
    code: 'proxy',
    ...(reason === undefined ? {} : { reason }),
    message: { zh: `代理${which} ${what.zh}（${detail}）`, en: `the proxy${which} ${what.en} (${detail})` },
    hint: reason === undefined ? PROXY_HINT : PROXY_TEXTS[reason].hint,
  };
}

const PROXY_HINT: Bilingual = {
  zh: '核对代理的 ip:端口 与账号；没有代理则不要配置',
  en: 'check ip:port and account of the proxy; configure none if there is none',
};

const UNNAMED: Bilingual = { zh: '没有放行', en: 'did not let the request through' };

const PROXY_TEXTS: Readonly<Record<ProxyReason, { readonly what: Bilingual; readonly hint: Bilingual }>> = {
  unreachable: { what: { zh: '连接不上', en: 'cannot be reached' }, hint: PROXY_HINT },
  authentication: {
    what: { zh: '要求账号密码或不接受所给的账号', en: 'demands an account or did not accept the one given' },
    hint: {
      zh: '代理写成 http://账号:密码@ip:端口，账号密码中的 @ : % 写成 %40 %3A %25；只支持 Basic 认证，NTLM 等请企业运维放行本机',
      en: 'write the proxy as http://user:password@ip:port with @ : % in them as %40 %3A %25; only Basic is possible, for NTLM and others have this machine exempted',
    },
  },
  refused: {
    what: { zh: '拒绝转发到目标地址', en: 'refused to pass the request on' },
    hint: {
      zh: '请企业运维在代理上放行目标域名与端口（403），并确认代理本机能解析、能访问该目标（502/503/504）',
      en: 'have the proxy allow the host and port of the target (403), and make sure that the proxy itself can resolve and reach it (502, 503, 504)',
    },
  },
  closed: {
    what: { zh: '没有应答就关闭了连接', en: 'closed the connection instead of answering' },
    hint: {
      zh: '核对端口是否真是 http 代理的端口，并查看代理日志；没有代理则不要配置',
      en: 'check that the port is that of an http proxy, and look into its log; configure none if there is none',
    },
  },
  timeout: {
    what: { zh: '在时限内没有建立通道', en: 'opened no way to the target in time' },
    hint: {
      zh: '核对代理的 ip:端口，并确认代理本机能访问目标；没有代理则不要配置',
      en: 'check ip:port of the proxy and that the proxy itself can reach the target; configure none if there is none',
    },
  },
  garbage: {
    what: { zh: '答复之后传来的不是目标的 TLS 数据', en: 'sent something that is not the TLS of the target' },
    hint: {
      zh: '该端口可能不是 http 代理，或代理改写了通道内容；核对 ip:端口，或请企业运维对目标域名不做检查',
      en: 'the port may not be that of an http proxy, or the proxy tampers with tunnels; check ip:port or have the target exempted from inspection',
    },
  },
  html: {
    what: { zh: '用 HTML 网页代替了应答', en: 'sent an HTML page in place of the answer' },
    hint: {
      zh: '多半是代理的登录页、拦截页或出错页；请企业运维在代理上放行本机与目标域名',
      en: 'most likely a login, block or error page of the proxy; have it let this machine and the target through',
    },
  },
};

function describeConnection(kind: 'tls' | 'connection', detail: string, reason: ConnectionReason | undefined): Description {
  const what = reason === undefined ? (kind === 'tls' ? TLS_FAILED : NOT_CONNECTED) : CONNECTION_TEXTS[reason].what;
  const hint = reason === undefined ? (kind === 'tls' ? TLS_HINT : REACH_HINT) : CONNECTION_TEXTS[reason].hint;
  return {
    code: 'connection',
    ...(reason === undefined ? {} : { reason }),
    message: { zh: `${what.zh}（${detail}）`, en: `${what.en} (${detail})` },
    hint,
  };
}

const REACH_HINT: Bilingual = {
  zh: '确认本机（服务器，而非浏览器）能访问该地址，内网需加白名单',
  en: 'make sure this machine (the server, not a browser) can reach the address; inner networks need a whitelist entry',
};
const NOT_CONNECTED: Bilingual = { zh: '网络连接失败', en: 'the connection failed' };
const TLS_FAILED: Bilingual = { zh: 'TLS 握手失败', en: 'the TLS handshake failed' };
const TLS_HINT: Bilingual = {
  zh: '核对地址与端口是否为 https，以及对方是否要求客户端证书；私有 CA 请通过 tls.ca 配置；不要关闭证书校验',
  en: 'check that address and port are those of https, and whether a client certificate is demanded; give a private CA as tls.ca; never switch verification off',
};

const CONNECTION_TEXTS: Readonly<Record<ConnectionReason, { readonly what: Bilingual; readonly hint: Bilingual }>> = {
  dns: {
    what: { zh: '域名解析失败', en: 'the host name could not be resolved' },
    hint: {
      zh: '核对主机名；内网没有外部 DNS 时，在 hosts 中映射该域名或配置代理',
      en: 'check the host name; in an inner network without outer DNS map the name in the hosts file or configure the proxy',
    },
  },
  refused: {
    what: { zh: '对方拒绝连接', en: 'the connection was refused' },
    hint: {
      zh: '核对主机与端口，并确认对方服务已启动、防火墙已放行',
      en: 'check host and port, that the service runs, and that no firewall refuses',
    },
  },
  reset: { what: { zh: '连接被中断', en: 'the connection was cut' }, hint: REACH_HINT },
  unreachable: { what: { zh: '目标地址不可达', en: 'the address cannot be reached' }, hint: REACH_HINT },
  'public-address': {
    what: {
      zh: '发票云域名解析到了公网地址，不会用明文 http 发送',
      en: 'a host of piaozone leads to a public address; nothing is sent there by plain http',
    },
    hint: {
      zh: '在本机 hosts 中把该域名映射到内网 nginx，或把 rewrite 写成 nginx 的地址并加 keepHost: true',
      en: 'map the name to the inner nginx in the hosts file, or let rewrite name the address of nginx with keepHost: true',
    },
  },
  tls: { what: TLS_FAILED, hint: TLS_HINT },
  'tls-untrusted': {
    what: { zh: '不信任对方证书的签发者（自签名或私有 CA）', en: 'the certificate is signed by nobody trusted (self-signed or a private CA)' },
    hint: {
      zh: '把私有 CA（代理或 nginx 所用的根证书）的 PEM 通过 tls.ca 配置；不要关闭证书校验',
      en: 'give the PEM of the private CA (of the proxy or nginx in between) as tls.ca; do not switch verification off',
    },
  },
  'tls-expired': {
    what: { zh: '对方证书已过期或尚未生效', en: 'the certificate has expired or is not valid yet' },
    hint: { zh: '先核对本机时间，再请对方更换证书', en: 'check the clock of this machine first, then have the certificate renewed' },
  },
  'tls-host': {
    what: { zh: '对方证书不属于这个主机名', en: 'the certificate belongs to another host name' },
    hint: {
      zh: '用证书中的主机名访问；经 nginx 转发时核对 hosts 映射与 rewrite',
      en: 'use a host name that stands in the certificate; with nginx in between check the hosts file and rewrite',
    },
  },
  'tls-client-certificate': {
    what: { zh: '对方要求客户端证书', en: 'the other side demands a client certificate' },
    hint: { zh: '通过 tls.clientCertificate 配置证书与私钥', en: 'give certificate and key as tls.clientCertificate' },
  },
};
