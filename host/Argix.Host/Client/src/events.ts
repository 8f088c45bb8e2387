/**
 * The event stream. Browsers allow six connections a host, so the tabs share one stream: the tab that holds a lock listens and
 * tells the others. Where locks are missing (plain http to another machine) each tab has its own.
 */
export type State = 'live' | 'connecting' | 'lost' | 'signed-out' | 'off';
export const kinds = ['order', 'execution', 'position', 'connection', 'risk', 'repair'] as const;
export type Kind = (typeof kinds)[number];

interface Listener {
  event(kind: Kind, data: string): void;
  state(state: State): void;
}

type Message = { event: Kind; data: string } | { state: State } | { ask: true };

export function listen(url: string, listener: Listener): void {
  const channel = new BroadcastChannel(`argix:${url}`);
  let leading = false;
  let last: State = 'connecting';
  const tell = (message: Message): void => {
    deliver(message);
    channel.postMessage(message);
  };
  const deliver = (message: Message): void => {
    if ('event' in message) listener.event(message.event, message.data);
    else if ('state' in message) listener.state((last = message.state));
    else if (leading) channel.postMessage({ state: last } satisfies Message);
  };
  channel.onmessage = ({ data }: MessageEvent<Message>) => deliver(data);
  const lead = (): Promise<never> => {
    leading = true;
    stream(url, tell);
    return new Promise<never>(() => undefined); // held until the tab closes
  };
  if (!navigator.locks) return void lead();
  channel.postMessage({ ask: true } satisfies Message);
  void navigator.locks.request(`argix:${url}`, lead);
}

function stream(url: string, tell: (message: Message) => void): void {
  let source: EventSource | null = null;
  let attempt = 0;
  let silence = 0;
  let doubt = 0;

  /** The server says `event: ping` with its interval in ms; three missed ones are a lost connection even when TCP has not noticed. */
  const heard = (interval: number): void => {
    window.clearTimeout(silence);
    silence = window.setTimeout(() => { source?.close(); lost(); }, Math.max(interval * 3, 2500));
  };
  const lost = (): void => {
    tell({ state: 'lost' });
    window.clearTimeout(silence);
    window.setTimeout(open, Math.min(1000 * 2 ** attempt++, 10_000));
  };
  const open = (): void => {
    source = new EventSource(url);
    source.onopen = () => {
      attempt = 0;
      window.clearTimeout(doubt);
      tell({ state: 'live' });
    };
    source.addEventListener('ping', (event) => heard(Number((event as MessageEvent<string>).data) || 1000));
    for (const kind of kinds)
      source.addEventListener(kind, (event) => tell({ event: kind, data: (event as MessageEvent<string>).data }));
    source.onerror = () => {
      window.clearTimeout(doubt);
      if (source?.readyState === EventSource.CLOSED) void why(url).then((state) => state ? tell({ state }) : lost());
      else doubt = window.setTimeout(() => tell({ state: 'lost' }), 1500); // the browser tries again by itself
    };
  };
  window.addEventListener('offline', () => tell({ state: 'lost' }));
  open();
}

/** EventSource does not say why it was refused, so we ask once ourselves. */
async function why(url: string): Promise<State | null> {
  const stop = new AbortController();
  try {
    const answer = await fetch(url, { headers: { Accept: 'text/event-stream' }, signal: stop.signal, cache: 'no-store', redirect: 'manual' });
    if (answer.status === 401 || answer.type === 'opaqueredirect') return 'signed-out';
    return answer.status === 404 || answer.status === 501 ? 'off' : null;
  } catch {
    return null;
  } finally {
    stop.abort();
  }
}
