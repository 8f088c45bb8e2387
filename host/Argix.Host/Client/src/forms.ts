import { announce, on, one } from './dom';

/** A form is sent once: the second click of a double click does nothing. Back from the cache frees it again. */
function guard(): void {
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    // by attribute: a field named "method" hides the property
    if (form.getAttribute('method')?.toLowerCase() !== 'post' || event.defaultPrevented) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = 'true';
    const button = (event as SubmitEvent).submitter;
    button?.setAttribute('aria-busy', 'true');
  });
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sent]')) delete form.dataset.sent;
    for (const button of document.querySelectorAll('form [aria-busy]')) button.removeAttribute('aria-busy');
  });
}

/** `<button data-copy="#id">` or `data-copy-text="…"`. */
function copies(): void {
  on('click', '[data-copy], [data-copy-text]', async (button) => {
    const text = button.dataset.copyText ?? one(button.dataset.copy ?? '')?.textContent?.trim() ?? '';
    try {
      await navigator.clipboard.writeText(text);
      button.classList.add('copied');
      announce('Copied.');
      window.setTimeout(() => button.classList.remove('copied'), 1500);
    } catch {
      announce('Could not copy. Select the text and copy it by hand.');
    }
  });
}

/** `<button data-reveal="#field">`: shows a secret while it is being typed. */
function reveals(): void {
  on('click', '[data-reveal]', (button) => {
    const field = one<HTMLInputElement>(button.dataset.reveal ?? '');
    if (!field) return;
    const shown = field.type === 'text';
    field.type = shown ? 'password' : 'text';
    button.setAttribute('aria-pressed', String(!shown));
  });
  document.addEventListener('submit', () => {
    for (const button of document.querySelectorAll<HTMLElement>('[data-reveal][aria-pressed=true]')) button.click();
  }, true);
}

/** `<form data-filter>`: a GET form that sends itself when a choice changes. */
function filters(): void {
  on('change', 'form[data-filter] :is(select, input[type=checkbox], input[type=radio])', (field) => field.closest('form')?.requestSubmit());
}

export function forms(): void {
  guard();
  copies();
  reveals();
  filters();
}
