import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';

/** True when an exception holds for a host (as {@link bareHost} gives it) and port. */
type Exception = (host: string, port: number) => boolean;

/**
 * The targets that are reached without the proxy: `NO_PROXY`, or the `noProxy` of an option. Entries are parted by commas or blanks.
 *
 * | entry | direct |
 * |---|---|
 * | `corp.com` | the host and every host below it, as in curl and Go |
 * | `.corp.com`, `*.corp.com` | hosts below it only, as in Go (curl takes the host too) |
 * | `10.1.2.3`, `fd00::1`, `[fd00::1]` | this address, however the URL writes it |
 * | `10.0.0.0/8`, `fd00::/8` | addresses of the range; names are not resolved for it |
 * | any of the first three with `:port` | that port only; IPv6 then needs brackets |
 * | `*` | everything; `*:port` everything on that port |
 *
 * Letter case, a root dot and IDN spelling do not matter. Nothing is an exception by itself, `localhost` neither.
 */
export class NoProxy {
  readonly #exceptions: readonly Exception[];
  /** Entries that are not understood: their targets go through the proxy. */
  readonly ignored: readonly string[];

  constructor(list: string) {
    const entries = list
      .split(/[\s,]+/)
      .filter((entry) => entry !== '')
      .map((entry) => ({ entry, exception: parseException(entry) }));
    this.#exceptions = entries.flatMap(({ exception }) => exception ?? []);
    this.ignored = entries.filter(({ exception }) => exception === undefined).map(({ entry }) => entry);
  }

  /** @param host as {@link bareHost} gives it */
  covers(host: string, port: number): boolean {
    return this.#exceptions.some((holds) => holds(host, port));
  }
}

/** Host as sockets want it: IPv6 without brackets, no root dot, lower case. */
export function bareHost(hostname: string): string {
  return hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

function parseException(entry: string): Exception | undefined {
  if (entry.includes('/')) return parseRange(entry);
  const { host, port } = splitPort(entry);
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
  const holds = parseHost(host);
  if (holds === undefined || port === undefined) return holds;
  return (target, targetPort) => targetPort === port && holds(target, targetPort);
}

/** `[v6]:port`, `host:port`; bare IPv6 has no port. */
function splitPort(entry: string): { readonly host: string; readonly port?: number } {
  const parts = /^(\[[^\]]*\]|[^:]*):(\d{1,5})$/.exec(entry);
  return parts === null ? { host: entry } : { host: parts[1] ?? '', port: Number(parts[2]) };
}

function parseHost(text: string): Exception | undefined {
  if (text === '*') return () => true;
  // A zone belongs to one machine's interfaces; no URL names one.
  if (text.includes('%')) return undefined;
  const address = /^\[.*\]$/.test(text) && isIPv6(text.slice(1, -1)) ? text.slice(1, -1) : text;
  if (isIP(address) !== 0) return parseRange(`${address}/${isIPv4(address) ? 32 : 128}`);
  const below = /^\*?\./.test(text);
  const name = domainToASCII(text.replace(/^\*?\./, '').replace(/\.$/, ''));
  // A name that is still a pattern, an address cut short or a URL would never hold: better said than kept.
  if (!/^[a-z\d_]([a-z\d_-]*[a-z\d_])?(\.[a-z\d_]([a-z\d_-]*[a-z\d_])?)*$/.test(name) || /^[\d.]+$/.test(name)) return undefined;
  return (host) => host.endsWith(`.${name}`) || (!below && host === name);
}

function parseRange(text: string): Exception | undefined {
  const [, address = '', digits = ''] = /^\[?([^[\]/]+)\]?\/(\d{1,3})$/.exec(text) ?? [];
  const bits = Number(digits);
  const version = isIP(address);
  if (version === 0 || digits === '' || bits > (version === 4 ? 32 : 128)) return undefined;
  const range = new BlockList();
  range.addSubnet(address, bits, version === 4 ? 'ipv4' : 'ipv6');
  return (host) => isIP(host) !== 0 && range.check(host, isIPv4(host) ? 'ipv4' : 'ipv6');
}
