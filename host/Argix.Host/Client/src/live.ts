import { all, announce, enhanceAgain, one } from './dom';
import { listen, type Kind, type State } from './events';
import { morph, type Morph } from './morph';

/**
 * `<section id="…" data-live="order position">` is fetched again (from `data-live-src`, else this page) when one of these
 * events arrives, and morphed in place. The first event of a burst acts at once, the rest together half a second later.
 */
const pause = 500;
const due = new Set<HTMLElement>();
let running = false;

const regions = (kind?: Kind): HTMLElement[] =>
  all('[data-live][id]').filter((region) => !kind || (region.dataset.live ?? '').split(' ').includes(kind));

function ask(elements: HTMLElement[]): void {
  for (const element of elements) due.add(element);
  if (!running && due.size > 0) void run();
}

async function run(): Promise<void> {
  running = true;
  while (due.size > 0) {
    const batch = [...due];
    due.clear();
    const sources = new Map<string, HTMLElement[]>();
    for (const region of batch) {
      const source = region.dataset.liveSrc ?? location.pathname + location.search;
      sources.set(source, [...(sources.get(source) ?? []), region]);
    }
    await Promise.all([...sources].map(([source, targets]) => refresh(source, targets)));
    await new Promise((resolve) => window.setTimeout(resolve, pause));
  }
  running = false;
}

async function refresh(source: string, targets: HTMLElement[]): Promise<void> {
  try {
    const answer = await fetch(source, { headers: { 'X-Argix-Live': '1' }, cache: 'no-store' });
    if (answer.redirected && new URL(answer.url).pathname === '/login') return show('signed-out');
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const target of targets) {
      const wanted = fresh.getElementById(target.id);
      if (wanted) apply(target, wanted);
    }
  } catch {
    // The stream notices a lost server; the next event or the reconnect asks again.
  }
}

function apply(target: HTMLElement, wanted: Element): void {
  const busy = target.matches(':hover, :focus-within');
  const state: Morph = { structure: !busy, waiting: false };
  morph(target, wanted, state);
  enhanceAgain(target);
  if (state.waiting) whenFree(target);
}

/** Rows come and go when the reader has left the table. */
function whenFree(target: HTMLElement): void {
  const again = (): void => {
    if (target.matches(':hover, :focus-within')) return;
    target.removeEventListener('pointerleave', again);
    target.removeEventListener('focusout', later);
    ask([target]);
  };
  const later = (): number => window.setTimeout(again, 0);
  target.addEventListener('pointerleave', again);
  target.addEventListener('focusout', later);
}

let shown: State = 'connecting';

function show(state: State): void {
  const before = shown;
  shown = state;
  document.documentElement.dataset.stream = state;
  const label = one('#stream-word');
  if (label) label.textContent = words[state];
  const banner = one('#stream-banner');
  if (banner) banner.hidden = state !== 'lost' && state !== 'signed-out';
  const text = one('#stream-banner-text');
  if (text && state === 'signed-out') text.textContent = 'You are signed out. Reload the page to sign in; figures below are old.';
  if (text && state === 'lost') text.textContent = 'Connection to Argix lost. Figures below are old; trying again.';
  if (state === before) return;
  if (state === 'lost' || state === 'signed-out') announce(text?.textContent ?? '', true);
  if (state === 'live' && before === 'lost') {
    announce('Connected again. Figures are current.');
    ask(regions());
  }
}

const words: Record<State, string> = { live: 'Live', connecting: 'Connecting', lost: 'Connection lost', 'signed-out': 'Signed out', off: 'Not live' };

/** What happened to an order is said once; ticks are not. */
function speak(kind: Kind, data: string): void {
  if (kind !== 'order') return;
  try {
    const order = JSON.parse(data) as { state?: string; side?: string; quantity?: string; instrument?: { symbol?: string } };
    if (order.state && ends.has(order.state))
      announce(`Order ${order.side ?? ''} ${order.quantity ?? ''} ${order.instrument?.symbol ?? ''}: ${order.state.replaceAll('_', ' ')}.`);
  } catch {
    // not ours to judge
  }
}

const ends = new Set(['denied', 'not_sent', 'filled', 'cancelled', 'rejected', 'expired', 'unknown']);

export function live(): void {
  const url = document.body.dataset.events;
  if (!url) return;
  listen(url, {
    event: (kind, data) => {
      speak(kind, data);
      ask(regions(kind));
    },
    state: show,
  });
  window.addEventListener('online', () => ask(regions()));
  window.addEventListener('pageshow', (event) => event.persisted && ask(regions()));
}
