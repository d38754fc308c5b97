import type { XmlLimits } from './document.js';
import { type XmlAttribute, XmlElement } from './element.js';
import { broken } from './errors.js';
import { type RawAttribute, type ResolvedName, Scope } from './scope.js';

type Child = XmlElement | string;

/** An element whose end has not come yet. One for each depth, used again and again. */
interface OpenElement {
  name: ResolvedName;
  attributes: readonly XmlAttribute[];
  scope: Scope;
  /** Most elements have one child, a text: an array that grows would take ten times its place. */
  first: Child | undefined;
  /** All children, once there are two. */
  children: Child[] | undefined;
}

/** Far above any honest element; each is compared with those before it. */
const MAX_ATTRIBUTES = 200;
const NONE: readonly never[] = Object.freeze([]);

/** Makes elements of a parser's events, within the limits. */
export class TreeBuilder {
  readonly #limits: Required<XmlLimits>;
  readonly #top = new Scope();
  readonly #stack: OpenElement[] = [];
  #depth = 0;
  #attributes: RawAttribute[] = [];
  #elements = 0;
  #root: XmlElement | undefined;

  constructor(limits: Required<XmlLimits>) {
    this.#limits = limits;
  }

  /** The finished document's root. */
  get root(): XmlElement | undefined {
    return this.#root;
  }

  /** Before the attributes are read, let alone kept. @throws response_invalid */
  admit(): void {
    const { maxDepth, maxElements } = this.#limits;
    if (this.#depth >= maxDepth) throw broken('嵌套过深', 'it is nested too deeply');
    this.#elements += 1;
    if (this.#elements > maxElements) throw broken(`元素超过 ${maxElements} 个`, `it has more than ${maxElements} elements`);
  }

  /** One attribute of the element that is being opened. @throws response_invalid */
  attribute(attribute: RawAttribute): void {
    if (this.#attributes.length === MAX_ATTRIBUTES)
      throw broken(`一个元素的属性超过 ${MAX_ATTRIBUTES} 个`, `an element has more than ${MAX_ATTRIBUTES} attributes`);
    this.#attributes.push(attribute);
  }

  /** @throws response_invalid */
  open(qualified: string): void {
    const raw = this.#attributes;
    const outer = this.#depth === 0 ? this.#top : (this.#stack[this.#depth - 1]?.scope ?? this.#top);
    const scope = raw.length === 0 ? outer : outer.below(raw);
    const attributes = raw.length === 0 ? NONE : scope.attributes(raw);
    const name = scope.element(qualified);
    if (raw.length > 0) this.#attributes = [];
    const used = this.#stack[this.#depth];
    this.#depth += 1;
    if (used === undefined) {
      this.#stack.push({ name, attributes, scope, first: undefined, children: undefined });
      return;
    }
    used.name = name;
    used.attributes = attributes;
    used.scope = scope;
    used.first = undefined;
    used.children = undefined;
  }

  text(text: string): void {
    const open = this.#stack[this.#depth - 1];
    // Outside of the root the parser lets blanks pass only.
    if (open === undefined || text === '') return;
    const { first, children } = open;
    const before = children === undefined ? first : children.at(-1);
    if (typeof before !== 'string') append(open, text);
    else if (children === undefined) open.first = before + text;
    else children[children.length - 1] = before + text;
  }

  close(): void {
    this.#depth -= 1;
    const open = this.#stack[this.#depth];
    if (open === undefined) return;
    const { attributes, scope, first } = open;
    const { prefix, name, namespace } = open.name;
    const children = open.children ?? (first === undefined ? NONE : [first]);
    const element = new XmlElement({ prefix, name, namespace, attributes, children, scope });
    const parent = this.#depth === 0 ? undefined : this.#stack[this.#depth - 1];
    if (parent === undefined) this.#root = element;
    else append(parent, element);
  }
}

function append(open: OpenElement, child: Child): void {
  if (open.children !== undefined) open.children.push(child);
  else if (open.first === undefined) open.first = child;
  else open.children = [open.first, child];
}
