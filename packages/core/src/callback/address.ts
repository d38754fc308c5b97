import { BlockList, isIP } from 'node:net';
import type { Problem } from '../errors.js';

/** A set of addresses and networks, IPv4 and IPv6. An IPv4 address written as IPv6 (`::ffff:10.0.0.1`) counts as the IPv4 one. */
export class AddressList {
  readonly #list = new BlockList();

  /** Adds to `problems` what is no address and no CIDR range. */
  constructor(entries: readonly string[], path: string, problems: Problem[]) {
    for (const [index, entry] of entries.entries()) {
      if (this.#add(entry)) continue;
      problems.push({
        path: `${path}[${index}]`,
        message: { zh: '须为 IP 地址或 CIDR 网段，例如 10.0.0.0/8', en: 'must be an IP address or a CIDR range, e.g. 10.0.0.0/8' },
      });
    }
  }

  has(address: string): boolean {
    const family = familyOf(address);
    return family !== undefined && this.#list.check(address, family);
  }

  #add(entry: unknown): boolean {
    const match = typeof entry === 'string' ? /^([^/]+)(?:\/(\d{1,3}))?$/.exec(entry) : null;
    const address = plainAddress(match?.[1]);
    if (match === null || address === undefined) return false;
    const family = familyOf(address) ?? 'ipv4';
    const longest = family === 'ipv4' ? 32 : 128;
    const prefix = match[2] === undefined ? longest : Number(match[2]);
    if (prefix > longest) return false;
    this.#list.addSubnet(address, prefix, family);
    return true;
  }
}

/**
 * Who sent a request. Behind a reverse proxy the peer is the proxy: only then, and only if it is one of `trusted`, `X-Forwarded-For` is read, from its end:
 * the first entry that is no trusted proxy was written by a trusted one; what stands before it anybody may have written.
 * @returns `undefined` when it cannot be told
 */
export function senderAddress(
  peer: string | undefined,
  forwardedFor: string | readonly string[] | undefined,
  trusted: AddressList | undefined,
): string | undefined {
  const address = plainAddress(peer);
  if (address === undefined || trusted === undefined || !trusted.has(address)) return address;
  const hops = [forwardedFor ?? []].flat().flatMap((line) => line.split(','));
  for (const hop of hops.reverse()) {
    const forwarded = plainAddress(withoutPort(hop.trim()));
    if (forwarded === undefined || !trusted.has(forwarded)) return forwarded;
  }
  // Every hop is a proxy of ours: the request was made by one of them, or the header is missing.
  return undefined;
}

/** IPv6 without zone and brackets, IPv4-mapped IPv6 as IPv4; `undefined` for everything that is no address. */
function plainAddress(text: string | undefined): string | undefined {
  if (text === undefined || text.length > 64) return undefined;
  const bare = text.replace(/%.*$/, '');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  const address = mapped ?? bare;
  return isIP(address) === 0 ? undefined : address;
}

/** Some proxies write `1.2.3.4:5678` and `[2001:db8::1]:5678`. */
function withoutPort(text: string): string {
  return /^\[(.*)\](?::\d+)?$/.exec(text)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(text)?.[1] ?? text;
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : version === 4 ? 'ipv4' : 'ipv6';
}
