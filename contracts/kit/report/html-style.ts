/**
 * The style of the HTML report: light and dark, on screen and in print.
 * @module
 */

export const STYLE = `
:root { color-scheme: light dark; --ground: #f6f7f9; --paper: #fff; --ink: #1d2530; --quiet: #566070; --line: #dde2e8;
  --pass: #137a3d; --fail: #c4202f; --skip: #8a5a00; --observed: #1f66b0; --inconclusive: #6b5500; --error: #7d33a0; }
@media (prefers-color-scheme: dark) { :root { --ground: #14181d; --paper: #1c2229; --ink: #e4e8ed; --quiet: #9ea9b7;
  --line: #2f3842; --pass: #4cc482; --fail: #ff7a85; --skip: #e0ae5c; --observed: #6fb1f2; --inconclusive: #d9c04a; --error: #cf97ee; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 2rem 1.25rem 5rem; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 1.7rem; letter-spacing: -0.01em; }
h2 { margin: 2.2rem 0 0.6rem; font-size: 1.05rem; }
h2.group { text-transform: capitalize; }
h3 { margin: 0.8rem 0 0.25rem; font-size: 0.72rem; letter-spacing: 0.06em; text-transform: uppercase; color: var(--quiet); }
a { color: var(--observed); }
code, pre { font: 12.5px/1.5 ui-monospace, monospace; }
[hidden] { display: none !important; }
header { padding: 1.4rem 1.6rem; border-radius: 12px; background: var(--paper); border: 1px solid var(--line);
  border-left: 8px solid var(--pass); }
header.failed { border-left-color: var(--fail); }
header.could-not-run { border-left-color: var(--error); }
header.mostly-skipped { border-left-color: var(--skip); }
header p { margin: 0.3rem 0 0; color: var(--quiet); }
header p.why { color: var(--ink); font-weight: 600; }
header p.stopped { color: var(--fail); }
.tiles { display: flex; flex-wrap: wrap; gap: 0.5rem 1.6rem; margin: 1rem 0 0; padding: 0; list-style: none; }
.tiles li { color: var(--quiet); }
.tiles b { font-size: 1.5rem; font-variant-numeric: tabular-nums; color: var(--status, var(--quiet)); }
.pass { --status: var(--pass); } .fail { --status: var(--fail); } .skip { --status: var(--skip); }
.observed { --status: var(--observed); } .inconclusive { --status: var(--inconclusive); } .error { --status: var(--error); }
.none { --status: var(--quiet); }
nav { margin: 1.6rem 0; display: grid; gap: 0.3rem; }
nav > div { display: grid; grid-template-columns: 7rem minmax(0, 1fr); align-items: start; }
nav > div > span { color: var(--quiet); font-size: 0.85rem; }
nav > div > div { display: flex; flex-wrap: wrap; gap: 8px; padding: 4px; }
.mark { display: inline-block; flex: none; width: 16px; height: 16px; border-radius: 3px; background: var(--status); border: 2px solid var(--status); }
.mark.skip { background: none; border-style: dashed; }
.mark.observed { border-radius: 50%; background: none; }
.mark.inconclusive { border-radius: 50%; background: linear-gradient(90deg, var(--status) 50%, transparent 50%); }
.mark.error { transform: rotate(45deg) scale(0.8); border-radius: 0; }
.mark.fail { border-radius: 0; clip-path: polygon(20% 0, 50% 30%, 80% 0, 100% 20%, 70% 50%, 100% 80%, 80% 100%, 50% 70%, 20% 100%, 0 80%, 30% 50%, 0 20%); }
nav a:hover, nav a:focus { outline: 2px solid var(--ink); }
nav a.fail:hover, nav a.fail:focus { background: var(--ink); }
.away { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.legend { display: flex; flex-wrap: wrap; gap: 0.3rem 1.2rem; margin: 0.4rem 0 0; padding: 0; list-style: none; font-size: 0.85rem; color: var(--quiet); }
.legend li { display: flex; align-items: center; gap: 0.45rem; }
.tools { display: none; }
.scripted .tools { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; padding: 0.6rem 0; background: var(--ground); }
.tools button, .tools input { font: inherit; font-size: 0.88rem; padding: 0.3rem 0.8rem; min-height: 2rem; color: var(--ink); background: var(--paper); border: 1px solid var(--quiet); border-radius: 99px; }
.tools button { cursor: pointer; display: flex; align-items: center; gap: 0.45rem; }
.tools button[aria-pressed=true] { color: var(--paper); background: var(--ink); }
.tools input { flex: 1 1 9rem; min-width: 0; }
.tools .found { flex-basis: 100%; margin: 0; font-size: 0.85rem; color: var(--quiet); }
.scripted .tools .found:empty { display: none; }
details { margin: 0.3rem 0; padding: 0.45rem 0.9rem; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; }
.case { border-left: 4px solid var(--status); scroll-margin-top: 6.5rem; }
.case:target { outline: 2px solid var(--observed); }
.exchange { background: var(--ground); }
.exchange.failing { border: 2px solid var(--fail); }
.failing > summary b { color: var(--fail); }
summary { cursor: pointer; }
.case > summary .mark { width: 12px; height: 12px; vertical-align: -1px; }
.word { display: inline-block; min-width: 5.4rem; font-size: 0.72rem; letter-spacing: 0.05em; text-transform: uppercase; color: var(--status); }
.reason { margin: 0.5rem 0; font-weight: 600; }
.difference { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1rem; }
pre { margin: 0; padding: 0.6rem 0.8rem; background: var(--ground); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
.exchange pre { background: var(--paper); }
dl { display: grid; grid-template-columns: 6rem minmax(0, 1fr); gap: 0.1rem 0.6rem; margin: 0.6rem 0; font-size: 0.88rem; }
dt { color: var(--quiet); } dd { margin: 0; }
.asked { margin: 0.2rem 0; padding-left: 1.6rem; font-size: 0.88rem; }
main section > p.ids { display: flex; flex-wrap: wrap; gap: 0.25rem 0.8rem; }
.quiet { color: var(--quiet); }
@media (max-width: 44rem) { body { padding: 1rem 0.75rem 4rem; } header { padding: 1rem; } .difference, nav > div { grid-template-columns: minmax(0, 1fr); } }
@media print { body { background: none; } .scripted .tools { display: none; } details { break-inside: avoid; } }
`;
