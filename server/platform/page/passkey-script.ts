/**
 * What pages with a passkey have besides the script of every page: it asks the server what to sign, the browser to sign it, and
 * sends the answer with the page's own form. Where the browser knows no passkeys the form stays hidden. A constant, like
 * page-script; it talks to this origin only.
 */
import { compact } from './script.ts';

export const passkeyScript = compact(`
const keys = globalThis.PublicKeyCredential;
if (keys && keys.parseCreationOptionsFromJSON && keys.parseRequestOptionsFromJSON) {
  for (const without of document.querySelectorAll('[data-without-passkey]')) without.hidden = true;
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    const { passkey, body, makes } = form.dataset;
    const note = form.querySelector('[role=status]');
    let busy = false;
    form.hidden = false;
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (busy) return;
      busy = true;
      note.textContent = '';
      try {
        const headers = { 'content-type': 'application/json' };
        const answer = await fetch(passkey, { method: 'POST', headers, body });
        const given = await answer.json();
        if (!answer.ok) throw given.title;
        const { challenge, options } = given.passkey || given;
        const made = makes
          ? await navigator.credentials.create({ publicKey: keys.parseCreationOptionsFromJSON(options) })
          : await navigator.credentials.get({ publicKey: keys.parseRequestOptionsFromJSON(options) });
        form.elements.challenge.value = challenge;
        form.elements.response.value = JSON.stringify(made);
        form.submit();
      } catch (error) {
        busy = false;
        const { name } = error;
        note.textContent = name ? note.dataset[name === 'NotAllowedError' ? 'cancelled' : name === 'InvalidStateError' ? 'exists' : 'failed'] : error;
      }
    });
  }
}
`);
