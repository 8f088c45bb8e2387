import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { all } from './dom';

/**
 * `<div class="chart" data-chart-table="id">` draws the table with that id: first column a `<time datetime>`, each other column
 * a `<data value>`. The table is the truth and stays on the page; the curve is a view of it.
 */
const charts = new WeakMap<HTMLElement, uPlot>();

/** A token as the canvas understands it: light-dark() is resolved only in a real property. */
function colour(name: string): string {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.color = `var(${name})`;
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}

function read(table: HTMLTableElement): { names: string[]; data: uPlot.AlignedData } {
  const names = all('thead th', table).map((cell) => cell.textContent?.trim() ?? '');
  const rows = all<HTMLTableRowElement>('tbody tr', table).map((row) => [
    Date.parse(row.querySelector('time')?.dateTime ?? '') / 1000,
    ...all<HTMLDataElement>('data', row).map((cell) => Number(cell.value)),
  ]);
  rows.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
  return { names, data: names.map((_, column) => rows.map((row) => row[column] ?? null)) as unknown as uPlot.AlignedData };
}

/** Steps between the labels of the time axis, in seconds: none finer than the clock says, up to a day. */
const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400, 172800, 604800];

/** A label as short as its step allows; midnight says the day. UTC, as in the table. */
function clock(second: number, step: number): string {
  const iso = new Date(second * 1000).toISOString();
  if (second % 86400 === 0) return iso.slice(5, 10);
  return step < 60 ? iso.slice(11, 19) : iso.slice(11, 16);
}

function draw(box: HTMLElement): void {
  const table = document.getElementById(box.dataset.chartTable ?? '');
  if (!(table instanceof HTMLTableElement)) return;
  const { names, data } = read(table);
  charts.get(box)?.destroy();
  box.hidden = (data[0]?.length ?? 0) < 2;
  if (box.hidden) return;
  const axis = { stroke: colour('--ink-2'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '12px system-ui' };
  const lines = ['--accent', '--ink-3', '--warn'];
  charts.set(box, new uPlot({
    width: box.clientWidth,
    height: Math.round(Math.min(320, Math.max(180, box.clientWidth * 0.32))),
    cursor: { points: { size: 7 } },
    legend: { live: true },
    tzDate: (second) => uPlot.tzDate(new Date(second * 1000), 'Etc/UTC'),
    axes: [
      { ...axis, size: 32, space: 84, incrs: steps, values: (_, ticks, __, ___, step) => ticks.map((tick) => clock(tick, step)) },
      { ...axis, size: 84, values: (_, ticks, __, ___, step) => ticks.map((tick) => tick.toLocaleString('en', { minimumFractionDigits: step < 1 ? 2 : 0 })) },
    ],
    series: names.map((label, index) => index === 0
      ? { label: `${label} (UTC)`, value: (_, second: number | null) => second === null ? '–' : new Date(second * 1000).toISOString().slice(5, 19).replace('T', ' ') }
      : { label, stroke: colour(lines[(index - 1) % lines.length] ?? '--accent'), width: 2, points: { show: false },
          fill: index === 1 ? colour('--accent-wash') : undefined, value: (_, value: number | null) => value?.toLocaleString('en', { minimumFractionDigits: 2 }) ?? '–' }),
  }, data, box));
}

for (const box of all('[data-chart-table]')) {
  draw(box);
  const again = (): void => draw(box);
  document.addEventListener('argix:theme', again);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again);
  let width = box.clientWidth;
  new ResizeObserver(() => {
    if (box.hidden || box.clientWidth === width) return;
    width = box.clientWidth;
    draw(box);
  }).observe(box);
  const table = document.getElementById(box.dataset.chartTable ?? '');
  if (table) new MutationObserver(again).observe(table, { subtree: true, childList: true, characterData: true, attributes: true });
}
