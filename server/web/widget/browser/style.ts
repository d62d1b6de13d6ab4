export const css = `
:host{all:initial;position:fixed;inset:auto 20px 20px auto;z-index:2147483000;font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;
--bg:#fff;--fg:#14201c;--soft:#53635d;--line:#dfe6e3;--raised:#f4f7f6}
:host(.left){inset:auto auto 20px 20px}
:host(.dark){--bg:#151b19;--fg:#e9f0ed;--soft:#a7b5b0;--line:#2d3835;--raised:#1e2624;color-scheme:dark}
@media(prefers-color-scheme:dark){:host(.auto){--bg:#151b19;--fg:#e9f0ed;--soft:#a7b5b0;--line:#2d3835;--raised:#1e2624;color-scheme:dark}}
*{box-sizing:border-box}
button,textarea{font:inherit;color:inherit;background:none;border:0;padding:0;margin:0}
button{cursor:pointer}
:focus-visible{outline:2px solid var(--fg);outline-offset:2px}
.bubble{display:grid;place-items:center;width:56px;height:56px;border-radius:50%;background:var(--accent);color:var(--on-accent);box-shadow:0 6px 24px #0004}
svg{width:24px;height:24px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.panel{position:absolute;bottom:70px;right:0;width:min(384px,calc(100vw - 32px));height:min(600px,calc(100dvh - 110px));display:flex;flex-direction:column;background:var(--bg);color:var(--fg);border:1px solid var(--line);border-radius:18px;overflow:hidden;box-shadow:0 20px 60px -12px #0006}
:host(.left) .panel{right:auto;left:0}
.panel[hidden]{display:none}
header{display:flex;align-items:center;gap:6px;padding:12px 12px 12px 18px;background:var(--accent);color:var(--on-accent)}
h2{flex:1;margin:0;font-size:16px;font-weight:650}
header button{width:34px;height:34px;display:grid;place-items:center;border-radius:9px}
header button:hover{background:#0002}
header :focus-visible,.bubble:focus-visible{outline-color:currentColor;outline-offset:-4px}
header svg{width:19px;height:19px}
.log{flex:1;overflow-y:auto;padding:18px;overscroll-behavior:contain;overflow-wrap:anywhere}
.turn{margin:0 0 14px;padding:10px 14px;border-radius:15px 15px 15px 4px;background:var(--raised);width:fit-content;max-width:94%}
.visitor{margin-left:auto;border-radius:15px 15px 4px 15px;background:var(--accent);color:var(--on-accent);white-space:pre-wrap}
.turn p,.turn ul,.turn ol,.turn pre,.turn h4{margin:0 0 8px}.turn>p:last-child,.turn>:first-child>:last-child{margin-bottom:0}
.turn ul,.turn ol{padding-left:20px}.turn h4{font-size:15px}
pre{overflow-x:auto;background:var(--bg);border:1px solid var(--line);padding:9px;border-radius:8px}
code{font:13px ui-monospace,Menlo,Consolas,monospace}
a{color:inherit;font-weight:600}
sup{font-size:11px;font-weight:700;background:var(--line);border-radius:5px;padding:0 5px;margin:0 1px}
details{margin-top:10px;border-top:1px solid var(--line);padding-top:8px;font-size:13px}
summary{cursor:pointer;font-weight:600}
.source{margin:8px 0 0}.source q{display:block;color:var(--soft)}
.tools{display:flex;gap:6px;margin-top:8px}
.tools button{padding:3px 7px;border-radius:7px;color:var(--soft);line-height:0}
.tools svg{width:16px;height:16px}
.tools button[aria-pressed=true]{background:var(--line);color:var(--fg)}
.asked{display:flex;flex-direction:column;align-items:flex-start;gap:8px;margin-bottom:14px}
.asked button,.again{border:1px solid var(--line);border-radius:12px;padding:7px 13px;text-align:left;background:var(--bg)}
.asked button:hover,.again:hover{background:var(--raised)}
.failed{color:var(--soft);font-size:14px;margin:0 0 14px}.failed p{margin:0 0 8px}
.dots{display:inline-flex;gap:5px;padding:6px 0}.dots i{width:7px;height:7px;border-radius:50%;background:var(--soft);animation:beat 1.2s infinite}
.dots i:nth-child(2){animation-delay:.15s}.dots i:nth-child(3){animation-delay:.3s}
@keyframes beat{0%,60%,100%{opacity:.35}30%{opacity:1}}
form{display:flex;gap:8px;align-items:flex-end;padding:12px;border-top:1px solid var(--line)}
textarea{flex:1;resize:none;height:42px;max-height:120px;padding:9px 13px;border:1px solid var(--soft);border-radius:12px;background:var(--bg);field-sizing:content}
textarea::placeholder{color:var(--soft);opacity:1}
form button{flex:none;width:42px;height:42px;display:grid;place-items:center;border-radius:12px;background:var(--accent);color:var(--on-accent)}
form button[hidden]{display:none}
@media(max-width:480px){.panel{position:fixed;inset:0!important;width:auto;height:auto;border:0;border-radius:0}}
@media(prefers-reduced-motion:no-preference){.panel{animation:rise .16s ease-out}@keyframes rise{from{opacity:0;transform:translateY(8px)}}}
@media(prefers-reduced-motion:reduce){.dots i{animation:none}}
`;

/** The accent colour and a readable text colour. */
export function accentCss(accent: string): string {
  const hex = /^#[0-9a-f]{6}$/i.test(accent) ? accent : '#087f5b';
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const light = 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  return `:host{--accent:${hex};--on-accent:${1.05 / (light + 0.05) >= 4.5 ? '#fff' : '#10201a'}}`;
}
