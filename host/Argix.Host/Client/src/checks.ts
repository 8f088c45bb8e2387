import { announce, one } from './dom';

interface Line { id?: string; status?: string; word?: string; detail?: string; icon?: string; next?: string; help?: Array<{ text: string; href: string; label: string | null }> }

/**
 * `<form data-checks="#list">`: fills the list of checks while the server runs the test, line by line.
 * Without script, or when anything goes wrong, the form is sent as ever and the list comes with the next page.
 */
export function checks(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    const list = form.dataset.checks ? one(form.dataset.checks) : null;
    if (!list || form.dataset.plain || event.defaultPrevented) return;
    event.preventDefault();
    if (form.dataset.running) return;
    form.dataset.running = 'true';
    const button = event.submitter;
    button?.setAttribute('aria-busy', 'true');
    void run(form, list).then((next) => {
      delete form.dataset.running;
      button?.removeAttribute('aria-busy');
      if (next === '#') return;
      if (next) return location.assign(next);
      form.dataset.plain = 'true';
      form.requestSubmit();
    });
  });
}

async function run(form: HTMLFormElement, list: HTMLElement): Promise<string> {
  reset(list);
  try {
    const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
    const answer = await fetch(form.getAttribute('action') ?? '', { method: 'POST', body, headers: { 'X-Argix-Checks': '1' }, cache: 'no-store' });
    if (!answer.ok || !answer.body || !answer.headers.get('Content-Type')?.startsWith('application/x-ndjson')) return '';
    let next = '';
    for await (const line of lines(answer.body)) {
      if (line.next !== undefined) next = line.next;
      else show(list, line);
    }
    return next;
  } catch {
    return '';
  }
}

async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<Line> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) yield JSON.parse(part) as Line;
  }
}

function reset(list: HTMLElement): void {
  list.hidden = false;
  document.querySelector('[data-testid=test-failed]')?.remove(); // the list of the try before
  for (const row of list.querySelectorAll<HTMLElement>('[data-waits]')) row.dataset.check = row.dataset.waits;
  for (const row of list.querySelectorAll<HTMLElement>('[data-check]')) set(row, 'waiting', 'Waiting', '');
  running(list);
  list.scrollIntoView({ block: 'nearest' });
}

function show(list: HTMLElement, line: Line): void {
  const row = list.querySelector<HTMLElement>(`[data-check="${CSS.escape(line.id ?? '')}"]`);
  if (!row) return;
  set(row, line.status ?? '', line.word ?? '', line.status === 'skipped' ? '' : (line.detail ?? ''));
  for (const { text, href, label } of line.help ?? []) {
    const link = document.createElement('a');
    [link.textContent, link.href] = [text, href];
    if (label) link.setAttribute('aria-label', label);
    row.querySelector('.check-detail')?.append(' ', link);
  }
  const icon = row.querySelector('svg');
  if (icon && line.icon) icon.outerHTML = line.icon; // drawn by our server from our own icons
  if (line.status === 'failed') announce(`${row.querySelector('.check-name')?.textContent ?? ''} failed. ${line.detail ?? ''}`, true);
  running(list);
}

function running(list: HTMLElement): void {
  const next = list.querySelector<HTMLElement>('[data-status=waiting]');
  if (next) set(next, 'running', 'Checking', '');
}

function set(row: HTMLElement, status: string, word: string, detail: string): void {
  row.className = status;
  row.dataset.status = status;
  const [words, details] = [row.querySelector('.check-word'), row.querySelector('.check-detail')];
  if (words) words.textContent = word;
  if (details) details.textContent = detail;
}
