// Every property of :host is !important: the host page's own rules would win otherwise, such as `* { font: … }`.
export const css = `
:host{all:initial!important;display:block!important;position:fixed!important;inset:auto!important;bottom:max(20px,env(safe-area-inset-bottom))!important;right:max(20px,env(safe-area-inset-right))!important;z-index:2147483000!important;font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif!important;
--bg:#fff!important;--fg:#14201c!important;--soft:#53635d!important;--line:#dfe6e3!important;--raised:#f4f7f6!important}
:host(.left){right:auto!important;left:max(20px,env(safe-area-inset-left))!important}
:host(.inline),:host(.search){position:relative!important;inset:auto!important;z-index:auto!important}
:host(.inline){height:100%!important;min-height:360px!important}
:host(.dark){--bg:#151b19!important;--fg:#e9f0ed!important;--soft:#a7b5b0!important;--line:#2d3835!important;--raised:#1e2624!important;color-scheme:dark!important}
@media(prefers-color-scheme:dark){:host(.auto){--bg:#151b19!important;--fg:#e9f0ed!important;--soft:#a7b5b0!important;--line:#2d3835!important;--raised:#1e2624!important;color-scheme:dark!important}}
*{box-sizing:border-box}
[hidden]{display:none!important}
button,textarea,input{font:inherit;color:inherit;background:none;border:0;padding:0;margin:0}
button{cursor:pointer}
:focus-visible{outline:2px solid var(--fg);outline-offset:2px}
.bubble{position:relative;display:grid;place-items:center;width:56px;height:56px;border-radius:50%;background:var(--accent);color:var(--on-accent);box-shadow:0 6px 24px #0004}
.unread::after{content:'';position:absolute;top:1px;right:1px;width:14px;height:14px;border-radius:50%;background:#e03131;border:2px solid #fff}
svg{width:24px;height:24px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.panel{position:absolute;bottom:70px;right:0;width:min(400px,calc(100vw - 32px));height:min(620px,calc(100dvh - 110px));min-height:min(300px,calc(100dvh - 90px));display:flex;flex-direction:column;background:var(--bg);color:var(--fg);border:1px solid var(--line);border-radius:18px;overflow:hidden;box-shadow:0 20px 60px -12px #0006}
:host(.left) .panel{right:auto;left:0}
:host(.inline) .panel{position:static;width:100%;height:100%;min-height:360px;box-shadow:none;border-radius:12px}
:host(.search) .panel{position:fixed;z-index:2147483000;inset:8vh auto auto 50%;transform:translateX(-50%);width:min(720px,calc(100vw - 32px));height:84vh}
header{display:flex;align-items:center;gap:6px;padding:10px 12px;padding-inline-start:18px;background:var(--accent);color:var(--on-accent)}
h2{flex:1;margin:0;font-size:16px;font-weight:650}
header button{width:34px;height:34px;display:grid;place-items:center;border-radius:9px}
header button:hover{background:#0002}
header :focus-visible,.bubble:focus-visible{outline-color:currentColor;outline-offset:-4px}
header svg{width:19px;height:19px}
.log{flex:1;overflow-y:auto;padding:16px;overscroll-behavior:contain;overflow-wrap:anywhere}
.latest{align-self:center;margin:-40px 0 8px;padding:4px 14px;border-radius:16px;background:var(--fg);color:var(--bg);font-size:13px;z-index:1}
.turn{margin:0 0 14px;padding:10px 14px;border-radius:15px;border-end-start-radius:4px;background:var(--raised);width:fit-content;max-width:94%}
.visitor{margin-inline-start:auto;border-radius:15px;border-end-end-radius:4px;background:var(--accent);color:var(--on-accent);white-space:pre-wrap}
.turn :is(p,ul,ol,pre,blockquote,.wide){margin:0 0 8px}.turn>p:last-child,.turn>:first-child>:last-child,li>:last-child{margin-bottom:0}
.turn :is(ul,ol){padding:0;padding-inline-start:22px}
blockquote{border-inline-start:3px solid var(--line);padding-inline-start:10px;color:var(--soft)}
hr{border:0;border-top:1px solid var(--line);margin:10px 0}
.wide{overflow-x:auto;overflow-wrap:break-word}
table{border-collapse:collapse;font-size:13px}
th,td{border:1px solid var(--line);padding:4px 8px;text-align:start;vertical-align:top}
pre{overflow-x:auto;background:var(--bg);border:1px solid var(--line);padding:9px;border-radius:8px}
code{font:13px ui-monospace,Menlo,Consolas,monospace}
a{color:inherit;font-weight:600}
sup,.cite{font-size:11px;line-height:1.3;font-weight:700;background:var(--line);border-radius:5px;padding:0 5px;margin:0 1px;vertical-align:super}
.cite:hover{background:var(--fg);color:var(--bg)}
details{margin-top:10px;border-top:1px solid var(--line);padding-top:8px;font-size:13px}
summary{cursor:pointer;font-weight:600}
.source{margin:8px 0 0;border-radius:6px}.source q,.source small{display:block;color:var(--soft)}.source:focus{outline:2px solid var(--accent);outline-offset:3px}
.tools{display:flex;flex-wrap:wrap;align-items:center;gap:6px;margin-top:8px;font-size:13px;color:var(--soft)}
.tools>button{padding:3px 7px;border-radius:7px;line-height:0}
.tools svg{width:16px;height:16px}
.tools button[aria-pressed=true]{background:var(--line);color:var(--fg)}
.asked{display:flex;flex-direction:column;align-items:flex-start;gap:8px;margin-bottom:14px}
.asked button,.again{border:1px solid var(--line);border-radius:12px;padding:7px 13px;text-align:start;background:var(--bg);color:var(--fg)}
.asked button:hover,.again:hover{background:var(--raised)}
.failed{color:var(--soft);font-size:14px;margin:0 0 14px}.failed p{margin:0 0 8px}
.dots{display:inline-flex;gap:5px;padding:6px 0}.dots i{width:7px;height:7px;border-radius:50%;background:var(--soft);animation:beat 1.2s infinite}
.dots i:nth-child(2){animation-delay:.15s}.dots i:nth-child(3){animation-delay:.3s}
@keyframes beat{0%,60%,100%{opacity:.35}30%{opacity:1}}
.ask,.bar{display:flex;gap:8px;align-items:flex-end;padding:12px;border-top:1px solid var(--line)}
.bar{padding:0;border:0;color:var(--fg)}
textarea,input{flex:1;min-width:0;resize:none;height:42px;max-height:120px;padding:8px 13px;border:1px solid var(--soft);border-radius:12px;background:var(--bg);color:var(--fg);font-size:16px;field-sizing:content}
input{field-sizing:fixed}
.comment{display:flex;flex-direction:column;gap:6px;width:100%}.comment textarea{width:100%;height:auto;flex:none}
.handover{display:flex;flex-direction:column;gap:8px}.handover label{display:block;font-size:13px}.handover input:not([type]),.handover textarea{display:block;width:100%;height:auto;max-height:160px}.handover .consent{display:flex;gap:8px;align-items:flex-start}.handover [type=checkbox]{flex:none;width:20px;height:20px}.turn.person{width:94%}.handover p{margin:0}header button[hidden]{display:none}
::placeholder{color:var(--soft);opacity:1}
.ask button,.bar button{flex:none;width:42px;height:42px;display:grid;place-items:center;border-radius:12px;background:var(--accent);color:var(--on-accent)}
.ai{margin:-4px 12px 8px;font-size:12px;color:var(--soft);text-align:center}
@media(max-width:480px){:host(:not(.inline)) .panel{position:fixed;inset:0!important;transform:none;width:auto;height:100dvh;min-height:0;border:0;border-radius:0;padding-bottom:env(safe-area-inset-bottom)}}
@media(prefers-reduced-motion:no-preference){.panel{animation:rise .16s ease-out}@keyframes rise{from{opacity:0}}}
@media(prefers-reduced-motion:reduce){.dots i{animation:none}}
@media(forced-colors:active){.bubble,.turn,.latest,.cite,sup,header,.ask button,.bar button,.tools button{border:1px solid}.tools button[aria-pressed=true]{outline:2px solid Highlight}}
`;

/** The accent colour and a readable text colour. */
export function accentCss(accent: string): string {
  const hex = /^#[0-9a-f]{6}$/i.test(accent) ? accent : '#087f5b';
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const light = 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  const onAccent = 1.05 / (light + 0.05) >= 4.5 ? '#fff' : '#10201a';
  return `:host{--accent:${hex}!important;--on-accent:${onAccent}!important}`;
}
