import { on, one } from './dom';

interface Listed { symbol: string; assetClass: string; says: string }

const pause = 200;
let timer = 0;
let asking: AbortController | undefined;
let known: Listed[] = [];

/**
 * `<input list="…" data-suggest="/url" data-suggest-by="#connection" data-suggest-class="#asset-class">`: fills the datalist while somebody types,
 * and takes the asset class along with the symbol. The Find button beside it does the same without script.
 */
export function suggestions(): void {
  on('input', 'input[data-suggest]', (field) => {
    const input = field as HTMLInputElement;
    take(input);
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void ask(input), pause);
  });
}

async function ask(input: HTMLInputElement): Promise<void> {
  asking?.abort();
  if (!input.value.trim()) return;
  asking = new AbortController();
  const by = one<HTMLSelectElement>(input.dataset.suggestBy ?? '')?.value ?? '';
  const before = assetClass(input)?.value;
  const url = `${input.dataset.suggest}&${new URLSearchParams({ connection: by, symbol: input.value })}`;
  try {
    const answer = await fetch(url, { signal: asking.signal, headers: { Accept: 'application/json' }, cache: 'no-store' });
    if (!answer.ok) return;
    known = (await answer.json()) as Listed[];
    show(input);
    if (assetClass(input)?.value === before) take(input); // chosen by hand meanwhile: it stays
  } catch {
    // typed on, or the network is away: what is there stays
  }
}

function show(input: HTMLInputElement): void {
  input.list?.replaceChildren(...known.map((i) => {
    const option = document.createElement('option');
    option.value = i.symbol;
    option.label = i.says;
    return option;
  }));
}

const assetClass = (input: HTMLInputElement): HTMLSelectElement | null => one<HTMLSelectElement>(input.dataset.suggestClass ?? '');

function take(input: HTMLInputElement): void {
  const chosen = known.find((i) => i.symbol === input.value);
  const select = assetClass(input);
  if (chosen && select) select.value = chosen.assetClass;
}
