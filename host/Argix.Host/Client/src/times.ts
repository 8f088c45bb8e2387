import { all, enhance } from './dom';

/** `<time data-rel>`: "12 s ago"; the exact UTC time stays in the title. */
const units: Array<[Intl.RelativeTimeFormatUnit, number]> = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];
const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

function relative(then: number): string {
  const seconds = (then - Date.now()) / 1000;
  if (Math.abs(seconds) < 1) return 'now';
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  return words.format(Math.trunc(seconds / size), unit);
}

function write(root: ParentNode): void {
  for (const element of all<HTMLTimeElement>('time[data-rel]', root)) {
    const text = relative(Date.parse(element.dateTime));
    if (element.textContent !== text) element.textContent = text;
  }
}

/** `<time data-local>`: the reader's own clock; UTC in the title. */
function local(root: ParentNode): void {
  for (const element of all<HTMLTimeElement>('time[data-local]', root)) {
    const zoned = new Date(element.dateTime);
    element.title = `${zoned.toLocaleString()} (your time) · ${element.dateTime} (UTC)`;
  }
}

export function times(): void {
  enhance(write);
  enhance(local);
  window.setInterval(() => document.hidden || write(document), 1000);
}
