/** The look of a mail: a plain text and an HTML part that say the same, and headers that no parameter can break. Pure. */
import { markup } from '../platform/html.ts';
import { accentPalette } from '../platform/page-accent.ts';
import { isAccentColor, productBranding } from '../platform/page-branding.ts';
import { type Language, textsIn } from '../texts/texts.ts';
import { type MailContent, type MailTemplate, mailContent } from './templates.ts';

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
  readonly why: string;
  readonly footer: string;
}

function plainPart({ lead, facts, action, notYou }: MailContent, { greeting, why, footer }: Sentences): string {
  const table = facts.map(({ label, value }) => `  ${label}: ${value}`).join('\n');
  const parts = [
    lead,
    greeting === null ? table : `${greeting}\n\n${table}`,
    `${action.label}:\n${action.href}`,
    notYou,
    `--\n${why}\n${footer}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function htmlPart(
  content: MailContent,
  { greeting, why, footer }: Sentences,
  language: Language,
  accentColor: string,
): string {
  const { fill, ink, edge } = accentPalette(accentColor).light;
  const { lead, facts, action, notYou } = content;
  const cell = 'padding:6px 16px 6px 0;text-align:left;vertical-align:top;font-weight:400';
  const rows = facts.map(
    ({
      label,
      value,
    }) => markup`<tr><th scope="row" style="${cell};color:#555b66">${label}</th><td style="${cell};color:#1a1d23;font-family:ui-monospace,Consolas,monospace;overflow-wrap:anywhere">${value}</td></tr>
`,
  );
  return markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${content.subject}</title>
</head>
<body style="margin:0;padding:24px 12px;background:#f3f4f6;color:#1a1d23;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif">
<div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border-radius:12px;border-top:4px solid ${edge}">
<p style="margin:0 0 16px;font-size:18px">${lead}</p>
${greeting === null ? null : markup`<p style="margin:0 0 8px">${greeting}</p>`}
<table style="border-collapse:collapse;margin:0 0 20px">
${rows}</table>
<p style="margin:0 0 20px"><a href="${action.href}" style="display:inline-block;padding:12px 20px;border-radius:8px;background:${fill};color:${ink};border:1px solid ${edge};font-weight:600;text-decoration:none">${action.label}</a></p>
<p style="margin:0 0 4px;color:#555b66;font-size:14px;overflow-wrap:anywhere">${action.href}</p>
<p style="margin:20px 0 0">${notYou}</p>
</div>
<div style="max-width:560px;margin:0 auto;padding:16px 24px;color:#555b66;font-size:14px">
<p style="margin:0 0 4px">${why}</p>
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
  const content = mailContent(template, parameters, tenant, text);
  const names = { organization: tenant.name, address: tenant.origin };
  const sentences: Sentences = {
    greeting: user.name === '' ? null : text('mail.greeting', { name: user.name }),
    why: text('mail.why', names),
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
