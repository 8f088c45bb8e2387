/**
 * Makes `from` look like `to` by changing as little as possible: rows with the same key stay the same elements, so nothing
 * under the pointer moves, focus stays, open details stay open, and what a person is typing is left alone.
 */
export interface Morph {
  /** False while the pointer or the focus is inside: then cells change, but no row comes, goes or moves. */
  structure: boolean;
  /** Rows that had to wait because of that. */
  waiting: boolean;
}

export function morph(from: Element, to: Element, state: Morph): void {
  if (from.hasAttribute('data-live-keep')) return;
  attributes(from, to);
  children(from, to, state);
}

function attributes(from: Element, to: Element): void {
  for (const { name, value } of Array.from(to.attributes)) {
    if (keeps(from, name) || from.getAttribute(name) === value) continue;
    from.setAttribute(name, value);
  }
  for (const { name } of Array.from(from.attributes)) if (!to.hasAttribute(name) && !keeps(from, name)) from.removeAttribute(name);
}

/** State that belongs to the reader, not to the server. */
const keeps = (element: Element, name: string): boolean =>
  name === 'nonce' ||
  (name === 'open' && element.matches('details, dialog')) ||
  (element.matches('input, select, textarea') && (name === 'value' || name === 'checked' || name === 'type'));

const key = (node: Node): string | null => (node instanceof Element ? node.getAttribute('data-key') || node.id || null : null);

const alike = (a: Node, b: Node): boolean => a.nodeType === b.nodeType && a.nodeName === b.nodeName && key(a) === key(b);

function children(from: Element, to: Element, state: Morph): void {
  const keyed = new Map<string, Element>();
  for (const child of Array.from(from.children)) {
    const name = key(child);
    if (name) keyed.set(name, child);
  }
  if (!state.structure && keyed.size > 0) return cellsOnly(keyed, from, to, state);

  let place: ChildNode | null = from.firstChild;
  for (const wanted of Array.from(to.childNodes)) {
    const name = key(wanted);
    const found: ChildNode | undefined = name ? keyed.get(name) : place && alike(place, wanted) ? place : undefined;
    if (!found) {
      from.insertBefore(document.importNode(wanted, true), place);
      continue;
    }
    if (found === place) place = place.nextSibling;
    else from.insertBefore(found, place);
    node(found, wanted, state);
  }
  while (place) {
    const next: ChildNode | null = place.nextSibling;
    place.remove();
    place = next;
  }
}

function cellsOnly(keyed: Map<string, Element>, from: Element, to: Element, state: Morph): void {
  for (const wanted of Array.from(to.children)) {
    const found = keyed.get(key(wanted) ?? '');
    if (found) morph(found, wanted, state);
  }
  const order = (root: Element): string => Array.from(root.children, key).join('\n');
  state.waiting ||= order(from) !== order(to);
}

function node(from: ChildNode, to: Node, state: Morph): void {
  if (from instanceof Element && to instanceof Element) {
    const flash = from.hasAttribute('data-flash') && from.textContent !== to.textContent;
    morph(from, to, state);
    if (flash) highlight(from);
  } else if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
}

function highlight(element: Element): void {
  element.classList.remove('flash');
  void (element as HTMLElement).offsetWidth;
  element.classList.add('flash');
  element.addEventListener('animationend', () => element.classList.remove('flash'), { once: true });
}
