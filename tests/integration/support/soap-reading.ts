/** A small reader for what Axis and the mock write: no DTD, no comments. For comparing replies in tests, apart from SDK and mock. */
export interface Tree {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Tree[];
  readonly text: string;
}

/** `$xsi:type` and the like, with prefixes resolved; elements as `{namespace}local`. */
export function readTree(xml: string): Tree {
  const stack: { name: string; attributes: Record<string, string>; children: Tree[]; text: string; scope: Record<string, string> }[] = [
    { name: '', attributes: {}, children: [], text: '', scope: { '': '' } },
  ];
  for (const [, close, open, attributes = '', empty, text] of xml
    .replace(/^\s*<\?xml[^>]*\?>/, '')
    .matchAll(/<(\/)[^>]*>|<([\w:.-]+)((?:\s+[\w:.-]+="[^"]*")*)\s*(\/?)>|([^<]+)/g)) {
    const top = stack.at(-1);
    if (top === undefined) throw new Error('the document ends too early');
    if (text !== undefined) top.text += plain(text);
    else if (close !== undefined) stack.pop();
    else if (open !== undefined) {
      const given = Object.fromEntries([...attributes.matchAll(/([\w:.-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, plain(value)]));
      const scope = { ...top.scope, ...scopeOf(given) };
      const node = { name: qualified(open, scope, true), attributes: resolved(given, scope), children: [] as Tree[], text: '', scope };
      top.children.push(node);
      if (empty === '') stack.push(node);
    }
  }
  const root = stack[0]?.children[0];
  if (root === undefined || stack.length !== 1) throw new Error(`no whole document: ${xml.slice(0, 200)}`);
  return root;
}

/** The body of an envelope with references followed, types resolved, and what says nothing left out. */
export function replyTree(xml: string): unknown {
  const [first, ...others] = bodyOf(xml);
  const byId = new Map(others.map((element) => [`#${element.attributes['id']}`, element]));
  return first === undefined ? undefined : simplified(first, byId, first.name);
}

function bodyOf(xml: string): readonly Tree[] {
  return readTree(xml).children.find(({ name }) => name.endsWith('}Body'))?.children ?? [];
}

function simplified(element: Tree, byId: ReadonlyMap<string, Tree>, name: string): unknown {
  const href = element.attributes['href'];
  const target = href === undefined ? element : byId.get(href);
  if (target === undefined) return { name, dangling: href };
  const attributes = Object.fromEntries(
    Object.entries(target.attributes).filter(([key]) => !['id', 'href'].includes(key) && !/\}(root|encodingStyle)$/.test(key)),
  );
  const children = target.children.map((child) => simplified(child, byId, child.name));
  return { name, attributes, ...(children.length > 0 ? { children } : { text: target.text }) };
}

/** Code and text of a fault; `undefined` for another reply. The middle of one text names Java classes and is cut. */
export function faultOf(xml: string): { readonly code: string; readonly text: string; readonly details: readonly string[] } | undefined {
  if (!/<(\w+:)?Fault>/.test(xml)) return undefined;
  const fault = bodyOf(xml)[0];
  const part = (name: string) => fault?.children.find((child) => child.name === name);
  const code = part('faultcode');
  const text = (part('faultstring')?.text ?? '').trim();
  return {
    code: expandedCode(xml, code?.text.trim() ?? ''),
    text: text.replace(/(Tried to invoke method ).*( with arguments ).*(\. {2}The arguments)/s, '$1…$2…$3'),
    details: (part('detail')?.children ?? []).map(({ name }) => name),
  };
}

function expandedCode(xml: string, code: string): string {
  const [prefix = '', local] = code.includes(':') ? code.split(':') : ['', code];
  const namespace = prefix === '' ? '' : (new RegExp(`xmlns:${prefix}="([^"]*)"`).exec(xml)?.[1] ?? '?');
  return `{${namespace}}${local}`;
}

/** Character references, those of surrogate halves included, as Axis writes them. */
export function plain(text: string): string {
  return text.replace(/&(?:#x([0-9A-Fa-f]+)|#(\d+)|(lt|gt|quot|apos|amp));/g, (_, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }[name] ?? '';
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 0xffff ? String.fromCodePoint(code) : String.fromCharCode(code);
  });
}

function scopeOf(given: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (name === 'xmlns' ? [['', value]] : name.startsWith('xmlns:') ? [[name.slice(6), value]] : [])),
  );
}

function resolved(given: Readonly<Record<string, string>>, scope: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => {
      if (name === 'xmlns' || name.startsWith('xmlns:')) return [];
      const key = qualified(name, scope, false);
      return [[key, /\}(type|arrayType)$/.test(key) ? qualified(value, scope, false) : value]];
    }),
  );
}

function qualified(name: string, scope: Readonly<Record<string, string>>, element: boolean): string {
  const colon = name.indexOf(':');
  if (colon < 0) return element && (scope[''] ?? '') !== '' ? `{${scope['']}}${name}` : name;
  return `{${scope[name.slice(0, colon)] ?? '?'}}${name.slice(colon + 1)}`;
}
