/** The look of a mail: a plain text and an HTML part that say the same, and headers that no parameter can break. Pure. */

import { type Accent, accentPalette, surfaces } from '../platform/page/accent.ts';
import { isAccentColor, productBranding } from '../platform/page/branding.ts';
import { type Markup, markup, trusted } from '../platform/page/html.ts';
import { type Language, textsIn } from '../texts/texts.ts';
import { type MailContent, type MailFact, mailContent } from './content.ts';
import type { MailTemplate } from './templates.ts';

/** All that is needed to write a mail; stored sealed while it waits. */
export interface MailMatter {
  readonly tenant: { readonly name: string; readonly origin: string; readonly accentColor: string | null };
  readonly user: { readonly name: string; readonly language: Language };
  readonly parameters: Readonly<Record<string, string>>;
}

export interface RenderedMail {
  readonly toName: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A line may have this many characters of somebody's name in it. */
const lineCharactersMax = 500;

/**
 * One line of text from outside: line breaks would begin a header (or a paragraph that looks like ours), and direction
 * overrides would let an address read as another one.
 */
function oneLine(value: string): string {
  return value
    .slice(0, lineCharactersMax)
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();
}

function cleaned(matter: MailMatter): MailMatter {
  const { tenant, user, parameters } = matter;
  return {
    tenant: { ...tenant, name: oneLine(tenant.name) },
    user: { ...user, name: oneLine(user.name) },
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, oneLine(value)])),
  };
}

interface Sentences {
  readonly greeting: string | null;
  readonly footer: string;
}

function plainPart({ lead, facts, action, notYou, why }: MailContent, { greeting, footer }: Sentences): string {
  const parts = [
    lead,
    greeting,
    facts.map(({ label, value }) => `  ${label}: ${value}`).join('\n'),
    action.href === null ? action.label : `${action.label}:\n${action.href}`,
    notYou,
    `--\n${why}\n${footer}`,
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

/** A mail program that is dark shows the mail dark; one that drops the style shows it light, which is written on the elements. */
function darkStyle({ fill, ink, edge }: Accent): string {
  return `@media (prefers-color-scheme:dark){
.page{background:${surfaces.dark.page}!important;color:#e9ebef!important}
.card{background:${surfaces.dark.card}!important;border-top-color:${edge}!important}
.quiet{color:#a6adb9!important}
.value{color:#e9ebef!important}
.button{background:${fill}!important;color:${ink}!important;border-color:${edge}!important}
}`;
}

const mono = 'font-family:ui-monospace,Consolas,monospace';
const valueLook: Record<MailFact['look'], string> = {
  plain: 'font-size:16px;overflow-wrap:anywhere',
  // Letters and digits that are typed: none may be taken for another.
  exact: `${mono};font-size:16px;overflow-wrap:anywhere`,
  large: `${mono};font-size:32px;line-height:1.2;font-weight:600;letter-spacing:4px;white-space:nowrap`,
};

/** Label above value: side by side, the values would be broken to pieces on a phone. */
function factPart({ label, value, look }: MailFact): Markup {
  return markup`<dt class="quiet" style="color:#555b66;font-size:14px">${label}</dt>
<dd class="value" style="margin:0 0 10px;color:#1a1d23;${valueLook[look]}">${value}</dd>
`;
}

function actionPart({ action: { label, href } }: MailContent, { fill, ink, edge }: Accent): Markup {
  if (href === null) return markup`<p style="margin:0 0 20px;font-weight:600">${label}</p>`;
  return markup`<p style="margin:0 0 20px"><a href="${href}" class="button" style="display:inline-block;padding:12px 20px;border-radius:8px;background:${fill};color:${ink};border:1px solid ${edge};font-weight:600;text-decoration:none">${label}</a></p>
<p class="quiet" style="margin:0 0 4px;color:#555b66;font-size:14px;overflow-wrap:anywhere">${href}</p>`;
}

function htmlPart(
  content: MailContent,
  { greeting, footer }: Sentences,
  language: Language,
  accentColor: string,
): string {
  const { light, dark } = accentPalette(accentColor);
  const { lead, facts, notYou, why } = content;
  return markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${content.subject}</title>
<style>:root{color-scheme:light dark}
${trusted(darkStyle(dark))}</style>
</head>
<body class="page" style="margin:0;padding:24px 12px;background:${surfaces.light.page};color:#1a1d23;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif">
<div class="card" style="max-width:560px;margin:0 auto;padding:24px;background:${surfaces.light.card};border-radius:12px;border-top:4px solid ${light.edge}">
<p style="margin:0 0 16px;font-size:18px">${lead}</p>
${greeting === null ? null : markup`<p style="margin:0 0 8px">${greeting}</p>`}
${facts.length === 0 ? null : markup`<dl style="margin:0 0 20px">${facts.map(factPart)}</dl>`}
${actionPart(content, light)}
<p style="margin:20px 0 0">${notYou}</p>
</div>
<div class="quiet" style="max-width:560px;margin:0 auto;padding:16px 24px;color:#555b66;font-size:14px">
<p style="margin:0 0 4px;overflow-wrap:anywhere">${why}</p>
<p style="margin:0">${footer}</p>
</div>
</body>
</html>
`.toString();
}

/** Writes a mail. Never fails: whatever stands in names and parameters comes out as inert text on one line. */
export function renderMail(template: MailTemplate, given: MailMatter): RenderedMail {
  const { tenant, user, parameters } = cleaned(given);
  const text = textsIn(user.language);
  const content = mailContent(template, parameters, tenant, user.language, text);
  const names = { organization: tenant.name };
  const sentences: Sentences = {
    greeting: user.name === '' ? null : text('mail.greeting', { name: user.name }),
    footer: text('mail.footer', names),
  };
  const accentColor = isAccentColor(tenant.accentColor)
    ? tenant.accentColor.toLowerCase()
    : productBranding.accentColor;
  return {
    toName: user.name,
    subject: content.subject,
    text: plainPart(content, sentences),
    html: htmlPart(content, sentences, user.language, accentColor),
  };
}
