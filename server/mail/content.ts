/** The words of one mail in one language, by the rules of its template. Pure; render.ts gives it its look. */
import type { Language, Text } from '../texts/texts.ts';
import { type Facts, linkOf, type MailTemplate, type TemplateRule, templateRules } from './templates.ts';

const exactParameters = ['username', 'temporaryPassword'];

export interface MailFact {
  readonly label: string;
  readonly value: string;
  /** `exact`: to be typed character by character; `large`: what the person came for. */
  readonly look: 'plain' | 'exact' | 'large';
}

export interface MailContent {
  readonly subject: string;
  readonly lead: string;
  readonly facts: readonly MailFact[];
  /** `href` null: what to do needs no link. */
  readonly action: { readonly label: string; readonly href: string | null };
  readonly notYou: string;
  readonly why: string;
}

function hrefOf({ leadsTo }: TemplateRule, facts: Facts, origin: string): string | null {
  if (leadsTo === null) return null;
  const link = typeof leadsTo === 'string' ? leadsTo : (facts[leadsTo.parameter] ?? '');
  return linkOf(link, origin) ?? new URL(origin).href;
}

/** By language and unit, of which there are few: making one costs a hundred times what using it does. */
const durationFormats = new Map<string, Intl.NumberFormat>();

function durationFormat(language: Language, unit: string): Intl.NumberFormat {
  const key = `${language} ${unit}`;
  const known = durationFormats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' });
  durationFormats.set(key, made);
  return made;
}

/** "5 minutes", "1 hora": counted by the rules of the language. */
function durationText({ duration }: TemplateRule, facts: Facts, language: Language): string {
  if (duration === undefined) return '';
  const [parameter, unit] = duration;
  return durationFormat(language, unit).format(Number(facts[parameter]) || 0);
}

function lookOf({ large }: TemplateRule, parameter: string): MailFact['look'] {
  if (parameter === large) return 'large';
  return exactParameters.includes(parameter) ? 'exact' : 'plain';
}

/**
 * The content of one mail in one language.
 * @param organization its name and its stored origin, the only source of links
 */
export function mailContent(
  template: MailTemplate,
  given: Facts,
  organization: { readonly name: string; readonly origin: string },
  language: Language,
  text: Text,
): MailContent {
  const rule = templateRules[template];
  const names = {
    ...given,
    organization: organization.name,
    address: organization.origin,
    duration: durationText(rule, given, language),
  };
  const { lead } = rule;
  return {
    subject: text(rule.subject, names),
    lead: text(typeof lead === 'string' ? lead : lead(given), names),
    facts: rule.facts.flatMap(([parameter, label]) => {
      const value = given[parameter] ?? '';
      return value === '' ? [] : [{ label: text(label), value, look: lookOf(rule, parameter) }];
    }),
    action: { label: text(rule.action, names), href: hrefOf(rule, given, organization.origin) },
    notYou: text(rule.notYou, names),
    why: text(rule.why ?? 'mail.why', names),
  };
}
