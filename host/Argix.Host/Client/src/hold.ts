import { announce, on } from './dom';

/**
 * `<button data-hold>` inside a plain POST form: without script it submits at once; with script it wants to be held for a second,
 * or, where nothing can be held (screen readers, voice control), pressed twice.
 */
const holdFor = 1000;
const armedFor = 5000;
const timers = new WeakMap<HTMLElement, number>();

function start(button: HTMLElement): void {
  if (timers.has(button)) return;
  button.classList.add('holding');
  timers.set(button, window.setTimeout(() => fire(button), holdFor));
}

function stop(button: HTMLElement): void {
  window.clearTimeout(timers.get(button));
  timers.delete(button);
  button.classList.remove('holding');
}

function fire(button: HTMLElement): void {
  stop(button);
  button.classList.add('held');
  announce(button.dataset.holdDone ?? 'Sent.', true);
  button.closest('form')?.requestSubmit();
}

/** A click that no pointer or key made: assistive technology. The first arms, the second fires. */
function pressed(button: HTMLElement): void {
  if (button.classList.contains('armed')) return fire(button);
  button.classList.add('armed');
  announce('Press again within five seconds to confirm.', true);
  window.setTimeout(() => button.classList.remove('armed'), armedFor);
}

export function holds(): void {
  let byHand = false;
  on('pointerdown', '[data-hold]', (button, event) => {
    byHand = true;
    if (event.button === 0) start(button);
  });
  on('keydown', '[data-hold]', (button, event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    start(button);
  });
  on('keyup', '[data-hold]', stop);
  on('focusout', '[data-hold]', stop);
  on('contextmenu', '[data-hold]', (_, event) => event.preventDefault());
  document.addEventListener('pointercancel', release);
  document.addEventListener('pointerup', release);
  on('click', '[data-hold]', (button, event) => {
    event.preventDefault();
    if (!byHand) pressed(button);
    else announce('Hold for one second.');
    byHand = false;
  });

  function release(): void {
    for (const button of document.querySelectorAll<HTMLElement>('[data-hold].holding')) stop(button);
  }
}
