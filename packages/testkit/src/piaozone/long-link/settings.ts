/** Choices of the long link where the reference is silent (standard-edition §6.2). */
export interface LongLinkSettings {
  /** "V3 接口请求参数不需加密" is second-hand (§3), so both can be had. */
  body: 'plain' | 'encrypted' | 'either';
}

export function defaultLongLinkSettings(): LongLinkSettings {
  return { body: 'plain' };
}
