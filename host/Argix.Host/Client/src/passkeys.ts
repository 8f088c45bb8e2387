import { on } from './dom';

/**
 * `<form data-passkey="get|create" data-passkey-options="/…">` with a hidden field `Credential`: asks the server for a challenge, the browser for the passkey, and
 * then sends the form. What went wrong stands in `[data-passkey-error]`.
 */
async function credential(form: HTMLFormElement): Promise<string> {
  const answer = await fetch(form.dataset.passkeyOptions ?? '', { method: 'POST', body: new FormData(form), credentials: 'same-origin', redirect: 'error' });
  if (answer.status === 403) location.assign('/prove?returnUrl=' + encodeURIComponent(location.pathname)); // asks once more who sits here
  if (!answer.ok) throw new Error('This page is out of date. Load it again and try once more.');
  const options = await answer.json();
  const made = form.dataset.passkey === 'create'
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  return JSON.stringify((made as PublicKeyCredential | null)?.toJSON());
}

function words(error: unknown): string {
  if (!(error instanceof DOMException)) return error instanceof Error ? error.message : 'That did not work. Try again.';
  if (error.name === 'InvalidStateError') return 'This device has a passkey for this account already.';
  if (error.name === 'SecurityError') return 'This address is not the one that passkeys here belong to. Open Argix at its own address.';
  return 'No passkey came: it was cancelled, there is none here, or the time ran out. Try again.';
}

export function passkeys(): void {
  const able = 'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential;
  if (!able) for (const form of document.querySelectorAll<HTMLElement>('form[data-passkey]')) form.hidden = true;
  on('submit', 'form[data-passkey]', async (element, event) => {
    const form = element as HTMLFormElement;
    const field = form.elements.namedItem('Credential') as HTMLInputElement;
    const error = form.querySelector<HTMLElement>('[data-passkey-error]');
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = 'true';
    if (error) error.hidden = true;
    try {
      field.value = await credential(form);
      form.submit(); // without another submit event
    } catch (failure) {
      field.value = '';
      if (error) {
        error.textContent = words(failure);
        error.hidden = false;
      }
    } finally {
      delete form.dataset.busy;
    }
  });
}
