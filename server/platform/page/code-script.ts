/**
 * What the page that asks for a code has besides the script of every page: the time left in words, Resend once it is allowed,
 * six digits sent by themselves wherever they were pasted from. A constant, like page-script.
 */
import { compact } from './script.ts';

export const codeScript = compact(`
const started = performance.now();
const left = (seconds) => Math.max(0, Math.ceil(seconds - (performance.now() - started) / 1000));
for (const timer of document.querySelectorAll('[data-countdown]')) {
  const tick = () => {
    const rest = left(timer.dataset.countdown);
    timer.textContent = rest === 0 ? timer.dataset.over
      : timer.dataset.text.replace('{time}', Math.floor(rest / 60) + ':' + String(rest % 60).padStart(2, '0'));
    if (rest > 0) setTimeout(tick, 250);
  };
  tick();
}
for (const button of document.querySelectorAll('[data-wait]')) {
  const label = button.textContent;
  const tick = () => {
    const rest = left(button.dataset.wait);
    button.disabled = rest > 0;
    button.textContent = rest > 0 ? button.dataset.text.replace('{seconds}', rest) : label;
    if (rest > 0) setTimeout(tick, 250);
  };
  tick();
}
for (const field of document.querySelectorAll('[data-digits]')) {
  field.addEventListener('input', () => {
    const digits = field.value.replace(/\\D/g, '');
    if (digits !== field.value) field.value = digits;
    if (digits.length === Number(field.dataset.digits)) field.form.requestSubmit();
  });
}
`);
