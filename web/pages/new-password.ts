/**
 * The live checker under a new password on server-rendered pages (P5): each rule met or not, and the strength, as the person
 * types, in words and marks, told to screen readers when they pause. The server judges again when the form is sent; without
 * this script it is the only one that does.
 */
import type { PasswordContext } from '../../server/passwords/context-words.ts';
import type { PasswordPolicy } from '../../server/passwords/policy.ts';
import { judge, loadStrength } from '../passwords/judge.ts';
import './new-password.css';

/** What the page gives it (server/signin/views/new-password.ts). */
interface Live {
  readonly policy: PasswordPolicy;
  readonly context: PasswordContext;
  /** The link that lets a stranger ask about a password; null where a cookie does. */
  readonly token: string | null;
  readonly texts: Readonly<Record<string, string>>;
}

type Judged = ReturnType<typeof judge>;

const typingPauseMs = 250;
const announcePauseMs = 900;

const fill = (text: string, values: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

/** Whether the server's list holds the password; null when it could not be asked. */
async function askIfBlocked(password: string, token: string | null, signal: AbortSignal): Promise<boolean | null> {
  try {
    const response = await fetch('/api/v1/password/check', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(token === null ? { password } : { password, token }),
      // The page of a link tells no referrer, and then browsers hide the origin too; the server wants that, not the address.
      referrerPolicy: 'strict-origin',
      signal,
    });
    if (!response.ok) return null;
    // The shape of our own API.
    const judged = (await response.json()) as { rules: { rule: string; met: boolean }[] };
    return judged.rules.some(({ rule, met }) => rule === 'blocklist' && !met);
  } catch {
    return null;
  }
}

class Checker {
  readonly #field: HTMLInputElement;
  readonly #list: HTMLElement;
  readonly #live: Live;
  readonly #strength = document.createElement('p');
  readonly #words = document.createElement('span');
  readonly #bar = document.createElement('span');
  readonly #announced = document.createElement('p');
  #asking = new AbortController();
  /** What the server said of the password that stands in the field. */
  #blocked: { readonly password: string; readonly answer: boolean | null } | null = null;
  #pauses: ReturnType<typeof setTimeout>[] = [];

  constructor(field: HTMLInputElement, box: HTMLElement, list: HTMLElement, live: Live) {
    this.#field = field;
    this.#list = list;
    this.#live = live;
    this.#strength.className = 'hint strength';
    this.#bar.ariaHidden = 'true';
    this.#strength.append(this.#words, this.#bar);
    this.#announced.className = 'unseen';
    this.#announced.setAttribute('role', 'status');
    box.append(this.#strength, this.#announced);
    field.addEventListener('focus', () => void this.#load());
    field.addEventListener('input', () => this.#typed());
    for (const one of field.form?.querySelectorAll('[name=username], [name=email]') ?? [])
      one.addEventListener('input', () => this.#show());
    if (document.activeElement === field) void this.#load();
    if (field.value !== '') this.#typed();
  }

  /** The word lists are fetched when somebody is about to need them. */
  async #load(): Promise<void> {
    await loadStrength().then(
      () => this.#show(),
      () => undefined, // The next key press tries again; the rules are judged without them.
    );
  }

  #typed(): void {
    void this.#load();
    this.#show();
    for (const pause of this.#pauses) clearTimeout(pause);
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const password = this.#field.value;
    if (password === '') return;
    this.#pauses = [
      setTimeout(async () => {
        const answer = await askIfBlocked(password, this.#live.token, signal);
        if (signal.aborted) return;
        this.#blocked = { password, answer };
        this.#show();
      }, typingPauseMs),
      setTimeout(() => this.#announce(), announcePauseMs),
    ];
  }

  /** Whose names count: those that the page knows, and on the page that makes a person those typed into it. */
  #context(): PasswordContext {
    const typed = (name: string): string | null =>
      this.#field.form?.querySelector<HTMLInputElement>(`[name=${name}]`)?.value ?? null;
    const { context } = this.#live;
    return { ...context, username: context.username ?? typed('username'), email: context.email ?? typed('email') };
  }

  #judgement(): Judged | null {
    const password = this.#field.value;
    if (password === '') return null;
    const blocked = this.#blocked?.password === password && this.#blocked.answer === true;
    return judge(password, this.#live.policy, this.#context(), blocked);
  }

  /** null: nobody can say yet. */
  #isMet(rule: string, judged: Judged | null): boolean | null {
    if (judged === null) return null;
    const known = this.#blocked?.password === this.#field.value && this.#blocked.answer !== null;
    if (rule === 'blocklist' && !known) return null;
    if (rule === 'min_score' && !judged.strengthKnown) return null;
    return judged.rules.find((one) => one.rule === rule)?.met ?? null;
  }

  #show(): void {
    const judged = this.#judgement();
    const { texts } = this.#live;
    for (const item of this.#list.querySelectorAll<HTMLElement>('[data-rule]')) {
      const met = this.#isMet(item.dataset.rule ?? '', judged);
      item.classList.toggle('met', met === true);
      item.classList.toggle('unmet', met === false);
      item.querySelector('.unseen')?.remove();
      if (met === null) continue;
      const state = document.createElement('span');
      state.className = 'unseen';
      state.textContent = ` – ${texts[met ? 'met' : 'unmet'] ?? ''}`;
      item.append(state);
    }
    this.#showUnusable(judged);
    this.#words.textContent = judged?.strengthKnown ? this.#strengthOf(judged) : '';
    this.#bar.dataset.score = judged?.strengthKnown ? String(judged.score) : '';
  }

  /** Too long, or with what cannot be stored: a rule that no list names beforehand. */
  #showUnusable(judged: Judged | null): void {
    this.#list.querySelector('[data-unusable]')?.remove();
    const rule = judged?.violations.find((one) => one === 'too_long' || one === 'unusable_characters');
    if (rule === undefined) return;
    const item = document.createElement('li');
    item.className = 'unmet';
    item.dataset.unusable = rule;
    item.textContent = this.#live.texts[rule] ?? rule;
    this.#list.append(item);
  }

  #strengthOf(judged: Judged): string {
    const { texts } = this.#live;
    return fill(texts.strength ?? '', { strength: texts[`strength${judged.score}`] ?? judged.score });
  }

  #announce(): void {
    const judged = this.#judgement();
    if (judged === null) return;
    const met = judged.rules.filter(({ rule }) => this.#isMet(rule, judged) === true).length;
    const counted = fill(this.#live.texts.announce ?? '', { met, count: judged.rules.length });
    this.#announced.textContent = `${counted} ${this.#words.textContent}`;
  }
}

const field = document.querySelector<HTMLInputElement>('[name=newPassword]');
const box = document.querySelector<HTMLElement>('[data-live]');
const list = box?.querySelector<HTMLElement>('.rules');
if (field && box && list) new Checker(field, box, list, JSON.parse(box.dataset.live ?? '{}'));
