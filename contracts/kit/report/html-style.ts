/**
 * The style of the HTML report: light and dark, on screen and in print.
 * @module
 */

export const STYLE = `
:root { color-scheme: light dark; --ground: #f6f7f9; --paper: #fff; --ink: #1d2530; --quiet: #66707f; --line: #dde2e8;
  --pass: #1a8f4c; --fail: #d12f3f; --skip: #b7791f; --observed: #2474c4; --inconclusive: #8a6d00; --error: #8a3fb5; }
@media (prefers-color-scheme: dark) { :root { --ground: #14181d; --paper: #1c2229; --ink: #e4e8ed; --quiet: #95a0ae;
  --line: #2f3842; --pass: #3fbf75; --fail: #f2606d; --skip: #dca54a; --observed: #5ba3ea; --inconclusive: #d9c04a; --error: #bd7ee0; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 2rem 1.25rem 5rem; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.7rem; letter-spacing: -0.01em; }
h2 { margin: 2.2rem 0 0.6rem; font-size: 1.05rem; text-transform: capitalize; }
h3 { margin: 0.8rem 0 0.25rem; font-size: 0.72rem; letter-spacing: 0.06em; text-transform: uppercase; color: var(--quiet); }
code, pre { font: 12.5px/1.5 ui-monospace, monospace; }
header { padding: 1.4rem 1.6rem; border-radius: 12px; background: var(--paper); border: 1px solid var(--line);
  border-left: 8px solid var(--pass); }
header.broken { border-left-color: var(--fail); }
header.could-not-run { border-left-color: var(--error); }
header.hollow { border-left-color: var(--skip); }
header p { margin: 0.3rem 0 0; color: var(--quiet); }
.stopped { color: var(--fail); }
.tiles { display: flex; flex-wrap: wrap; gap: 0.5rem 1.6rem; margin: 1rem 0 0; padding: 0; list-style: none; }
.tiles b { font-size: 1.5rem; font-variant-numeric: tabular-nums; }
.tiles .pass b { color: var(--pass); } .tiles .fail b { color: var(--fail); } .tiles .skip b { color: var(--skip); }
.tiles .observed b { color: var(--observed); } .tiles .inconclusive b { color: var(--inconclusive); } .tiles .error b { color: var(--error); }
.tiles .none, .tiles .none b { color: var(--quiet); opacity: 0.6; }
nav { margin: 1.2rem 0; display: grid; gap: 0.35rem; }
nav > div { display: grid; grid-template-columns: 7rem 1fr; align-items: start; }
nav > div > span { color: var(--quiet); font-size: 0.85rem; }
nav > div > div { display: flex; flex-wrap: wrap; gap: 3px; padding-top: 4px; }
nav a { width: 13px; height: 13px; border-radius: 3px; background: var(--pass); opacity: 0.75; }
nav a:hover, nav a:focus { opacity: 1; outline: 2px solid var(--ink); }
nav a span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
nav a.fail { background: var(--fail); opacity: 1; } nav a.skip { background: var(--skip); opacity: 0.45; }
nav a.observed { background: var(--observed); } nav a.inconclusive { background: var(--inconclusive); } nav a.error { background: var(--error); opacity: 1; }
details { margin: 0.3rem 0; padding: 0.45rem 0.9rem; background: var(--paper); border: 1px solid var(--line);
  border-left: 4px solid var(--pass); border-radius: 8px; scroll-margin-top: 1rem; }
details:target { outline: 2px solid var(--observed); }
details.fail { border-left-color: var(--fail); } details.skip { border-left-color: var(--skip); }
details.observed { border-left-color: var(--observed); } details.inconclusive { border-left-color: var(--inconclusive); } details.error { border-left-color: var(--error); }
details.exchange { border-left-width: 1px; background: var(--ground); }
summary { cursor: pointer; }
.mark { display: inline-block; min-width: 4.6rem; font-size: 0.72rem; letter-spacing: 0.05em; text-transform: uppercase; color: var(--quiet); }
.fail > summary .mark { color: var(--fail); font-weight: 700; } .error > summary .mark { color: var(--error); font-weight: 700; }
.reason { margin: 0.5rem 0; font-weight: 600; }
.difference { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
.difference > div { min-width: 0; }
pre { margin: 0; padding: 0.6rem 0.8rem; max-height: 24rem; overflow: auto; background: var(--ground);
  border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: 6rem 1fr; gap: 0.1rem 0.6rem; margin: 0.6rem 0; font-size: 0.88rem; }
dt { color: var(--quiet); } dd { margin: 0; }
.status { font-variant-numeric: tabular-nums; color: var(--quiet); }
@media (max-width: 44rem) { .difference { grid-template-columns: 1fr; } nav > div { grid-template-columns: 1fr; } }
@media print { body { background: none; } details { break-inside: avoid; } }
`;
