/** Small words for the DOM that every other file uses. */
export const all = <T extends Element = HTMLElement>(selector: string, root: ParentNode = document): T[] =>
  Array.from(root.querySelectorAll<T>(selector));

export const one = <T extends Element = HTMLElement>(selector: string, root: ParentNode = document): T | null =>
  root.querySelector<T>(selector);

/** Runs for what is on the page now and again after each live refresh. */
const enhancers: Array<(root: ParentNode) => void> = [];

export function enhance(work: (root: ParentNode) => void): void {
  enhancers.push(work);
  work(document);
}

export function enhanceAgain(root: ParentNode): void {
  for (const work of enhancers) work(root);
}

/** One listener on the document instead of one an element: it also serves what a refresh brings in. */
export function on<K extends keyof DocumentEventMap>(
  type: K,
  selector: string,
  work: (element: HTMLElement, event: DocumentEventMap[K]) => void,
): void {
  document.addEventListener(type, (event) => {
    const element = event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
    if (element) work(element, event);
  });
}

/** Speaks to screen readers: politely for outcomes, at once for the kill switch and lost connections. */
export function announce(text: string, urgent = false): void {
  const region = one(urgent ? '#announce-now' : '#announce');
  if (!region) return;
  region.textContent = '';
  window.setTimeout(() => (region.textContent = text), 50);
}
