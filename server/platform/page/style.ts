/**
 * The look of the server-rendered pages: one style sheet, written into each page under its nonce so that a page is a single
 * request. Colours come from the organisation's accent (page-accent) and from the two surfaces; the rest is constant. Dark
 * follows the system; forced colours, reduced motion, 320 px and zoom need no special page.
 */
import { type Accent, accentPalette, surfaces } from './accent.ts';

const constant = `
*,*::before,*::after{box-sizing:border-box}
[hidden]{display:none!important}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;min-height:100vh;min-height:100dvh;display:flex;flex-direction:column;align-items:center;
 padding:clamp(1.25rem,9vh,6rem) 1rem 1.5rem;background:var(--page);color:var(--text);
 font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:break-word}
header,main,footer{width:100%;max-width:26rem}
.wide header,.wide main,.wide footer{max-width:42rem}
header{display:flex;align-items:center;gap:.75rem;margin-bottom:1.25rem;padding:0 .25rem;font-size:1.0625rem;font-weight:600;line-height:1.3}
header span{min-width:0}
.mark{flex:none;display:grid;place-items:center;width:2.5rem;height:2.5rem;border-radius:.625rem;background:var(--fill);color:var(--ink);
 border:1px solid var(--edge);font-size:1.125rem;font-weight:650;line-height:1}
.logo{flex:none;display:block;height:2.5rem;width:auto;max-width:9rem;object-fit:contain}
main{background:var(--card);border:1px solid var(--line);border-radius:1rem;padding:clamp(1.25rem,6vw,2.25rem);
 box-shadow:0 1px 2px rgb(0 0 0/.04),0 16px 40px -20px rgb(0 0 0/.12)}
footer{margin-top:1.25rem;padding:0 .25rem;display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;justify-content:space-between;color:var(--muted);font-size:.875rem}
footer p{margin:0;line-height:2}
h1{margin:0;font-size:1.5rem;line-height:1.25;font-weight:650;letter-spacing:-.012em;text-wrap:balance}
h2{margin:0;font-size:1rem;line-height:1.4;font-weight:650}
p{margin:.5rem 0 0}
main>form,main>.actions,main>.list{margin-top:1.75rem}
.muted,.hint{color:var(--muted)}
.hint{font-size:.875rem;line-height:1.45;margin:.375rem 0 0}
.hint:empty{margin:0}
a{color:var(--accent);text-decoration:underline;text-decoration-thickness:1px;text-underline-offset:.2em}
a:hover{text-decoration-thickness:2px}
footer a,.links a{display:inline-block}
.languages{flex-basis:100%}
.languages ul{display:flex;flex-wrap:wrap;gap:0 1.25rem;list-style:none;margin:0;padding:0;line-height:2}
.links{margin:1rem 0 -.5rem;text-align:center;line-height:2.5}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.field{margin-bottom:1.25rem}
label{display:block;margin-bottom:.375rem;font-weight:550;font-size:.9375rem}
.box{display:flex;position:relative}
input{flex:1;min-width:0;width:100%;min-height:3rem;padding:.625rem .875rem;font:inherit;color:inherit;background:var(--well);
 border:1px solid var(--border);border-radius:.625rem;accent-color:var(--accent)}
input:hover{border-color:var(--muted)}
input:focus-visible{outline:2px solid var(--accent);outline-offset:0;border-color:var(--accent)}
input[aria-invalid=true]{border-color:var(--bad);box-shadow:inset 0 0 0 1px var(--bad)}
.check{display:grid;grid-template-columns:auto 1fr;gap:0 .625rem;align-items:center}
.check input{width:1.5rem;min-height:1.5rem;margin:0}
.check label{margin:0}
.check .hint{grid-column:2}
.reveals input{padding-right:5.25rem}
input::-ms-reveal{display:none}
.reveal{position:absolute;inset:2px 2px 2px auto;min-width:4.75rem;padding:0 .75rem;border:0;border-radius:.5rem;background:transparent;
 color:var(--accent);font:inherit;font-size:.875rem;font-weight:600;cursor:pointer}
.reveal:hover{text-decoration:underline;text-underline-offset:.2em}
.button{display:flex;width:100%;min-height:3rem;align-items:center;justify-content:center;padding:.625rem 1.25rem;border:1px solid var(--edge);
 border-radius:.625rem;background:var(--fill);color:var(--ink);font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer;
 transition:background-color .12s}
.button:hover{background:var(--hover)}
.button:active{transform:translateY(1px)}
.button[aria-disabled=true]{cursor:progress}
.button:disabled{color:var(--muted);cursor:default}
.button:disabled:hover{background:transparent}
.quiet{background:transparent;color:var(--accent);border-color:var(--border)}
.quiet:hover{background:var(--well)}
.actions{display:grid;gap:.75rem}
.actions form{margin:0}
.alert,.notice{margin:1.25rem 0 0;padding:.875rem 1rem;border:1px solid;border-left-width:4px;border-radius:.625rem;font-size:.9375rem}
.alert{background:var(--bad-well);border-color:var(--bad)}
.alert strong{color:var(--bad-text)}
.alert:focus-visible{outline:2px solid var(--bad);outline-offset:1px}
.notice{background:var(--well);border-color:var(--accent)}
.notice .actions{margin-top:1rem}
.alert p,.notice p{margin:.125rem 0 0}
.alert+form,.notice+form{margin-top:1.5rem}
strong{font-weight:650}
.spaced{margin-top:1.25rem}
.qr{display:block;margin:1rem auto;border-radius:.5rem}
.codes{columns:2;margin:1rem 0 0;padding:0;list-style:none;line-height:2}
.rules{margin:.625rem 0 0;padding:0;list-style:none;color:var(--muted);font-size:.875rem;line-height:1.45}
.rules li{position:relative;padding:.125rem 0 .125rem 1.5rem}
.rules li::before{content:"";position:absolute;left:.3125rem;top:.6rem;width:.375rem;height:.375rem;border-radius:50%;background:currentColor}
.rules .met::before,.rules .unmet::before{content:"\\2713";left:.125rem;top:.125rem;width:auto;height:auto;background:none;font-weight:700}
.rules .unmet::before{content:"\\2717"}
.met{color:var(--good)}
.unmet{color:var(--bad-text)}
.unseen{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.list{margin-bottom:0;padding:0;list-style:none}
.list>li,.list>section{padding:1rem 0;border-top:1px solid var(--line)}
.list>:first-child{border-top:0;padding-top:0}
.list>:last-child{padding-bottom:0}
.list p{margin-top:.25rem}
section:target h2{text-decoration:underline;text-decoration-color:var(--accent);text-decoration-thickness:2px;text-underline-offset:.25em}
.mail-link{display:block;color:inherit;text-decoration:none;border-radius:.375rem}
.mail-link:hover .subject{text-decoration:underline;text-underline-offset:.2em}
.subject{font-weight:600;color:var(--accent)}
.pairs{display:grid;grid-template-columns:auto minmax(0,1fr);gap:.25rem 1rem;margin:1.25rem 0 0}
.pairs dt{color:var(--muted)}
.pairs dd{margin:0}
pre{margin:1.25rem 0 0;padding:1rem;border:1px solid var(--line);border-radius:.625rem;background:var(--well);white-space:pre-wrap;overflow-wrap:anywhere;
 font:.875rem/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
code{font:.9375em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
@media (prefers-color-scheme:dark){.logo{background:#fff;padding:.25rem;border-radius:.5rem}main{box-shadow:none}}
@media (max-width:22rem){body{padding-inline:.75rem}}
@media (forced-colors:active){.button,.mark{border:1px solid ButtonText}.reveal{color:LinkText}.alert,.notice{border-color:CanvasText}
 input[aria-invalid=true]{border-width:2px}.rules li::before{forced-color-adjust:none}}
@media (prefers-reduced-motion:reduce){*,*::before,*::after{transition:none!important;animation:none!important}.button:active{transform:none}}
@media print{body{background:none;padding:0}main{border:0;box-shadow:none;padding:0}.reveal,.button{display:none}}
`.replace(/\n\s*/g, '');

const lightColors =
  '--text:#1a1e25;--muted:#555e6b;--line:#dfe2e7;--border:#858d99;--well:#fafbfc;--bad:#b3261e;--bad-text:#9a1b16;--bad-well:#fdf2f1;--good:#17663a';
const darkColors =
  '--text:#e9ebef;--muted:#a7afbc;--line:#2e333c;--border:#707a89;--well:#15181d;--bad:#f2827a;--bad-text:#ffb4ab;--bad-well:#2d1b1b;--good:#7fd6a2';

function variables(scheme: 'light' | 'dark', accent: Accent): string {
  const { page, card } = surfaces[scheme];
  const colors = scheme === 'light' ? lightColors : darkColors;
  return `${colors};--page:${page};--card:${card};--fill:${accent.fill};--hover:${accent.fillHover};--ink:${accent.ink};--edge:${accent.edge};--accent:${accent.text}`;
}

/** The whole style sheet for an accent colour (`#rrggbb`, checked by `brandingFrom`). */
export function pageStyle(accentColor: string): string {
  const { light, dark } = accentPalette(accentColor);
  return (
    `:root{color-scheme:light dark;${variables('light', light)}}` +
    `@media (prefers-color-scheme:dark){:root{${variables('dark', dark)}}}${constant}`
  );
}
