/** The look of a report, on light and dark screens and on paper. */
export const css = `
:root { color-scheme: light dark; --ink: #1b2230; --dim: #5b6475; --grid: #e3e6ec; --page: #fff; --model: #0b66c3; --data: #b3590a; --second: #6d3fb0; font: 16px/1.5 system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { :root { --ink: #e2e6ee; --dim: #a0a9b8; --grid: #2b3240; --page: #11151c; --model: #58a6ff; --data: #f0a050; --second: #b99af0; } }
body { margin: 0; background: var(--page); color: var(--ink); }
main { max-width: 56rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 0.5rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; }
p { margin: 0.4rem 0; }
.lead { font-size: 1.15rem; }
.dim, figcaption, caption { color: var(--dim); }
figure { margin: 0.5rem 0; flex: 0 1 26rem; min-width: 0; break-inside: avoid; }
figure.wide { flex-basis: 100%; max-width: 40rem; }
figcaption, caption { font-size: 0.875rem; text-align: left; }
.figures { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; }
svg { width: 100%; height: auto; }
svg text { fill: var(--dim); font-size: 12px; }
.axis { stroke: var(--dim); fill: none; } .grid { stroke: var(--grid); fill: none; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.line.model { stroke: var(--model); } .line.data { stroke: var(--data); } .line.second { stroke: var(--second); stroke-dasharray: 6 3; }
.line.guide { stroke: var(--dim); stroke-dasharray: 3 3; stroke-width: 1; }
.dots { fill-opacity: 0.6; } .dots.data { fill: var(--data); }
.key { white-space: nowrap; margin-right: 0.7em; } .key.model { color: var(--model); } .key.data { color: var(--data); } .key.second { color: var(--second); }
.bar { fill: var(--model); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; margin: 0.5rem 0; max-width: 100%; }
.scroll { overflow-x: auto; }
th, td { padding: 0.2rem 0.8rem 0.2rem 0; text-align: right; border-bottom: 1px solid var(--grid); font-weight: normal; vertical-align: top; }
thead th { color: var(--dim); }
th:first-child, table.words td, table.words th, td.word, th.word { text-align: left; }
table { min-width: min(20rem, 100%); }
.numbers td, .numbers th { white-space: nowrap; }
.figures > .scroll { flex: 0 1 auto; align-self: center; min-width: 0; }
@media print { :root { font-size: 11px; } main { margin: 0; max-width: none; } h2 { margin-top: 1rem; } figure { flex-basis: 30%; } figure.wide { flex-basis: 60%; } tr, table { break-inside: avoid; } h2 { break-after: avoid; } }
`;
