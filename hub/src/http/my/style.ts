/** One typeface for text, one for headings, one colour that means "here you can act"; light and dark as the reader has it. */
export const styleSheet = `
:root {
  color-scheme: light dark;
  --paper: #fbfaf7;
  --ink: #1d2321;
  --soft: #5c6662;
  --line: #dfddd5;
  --accent: #0b6b5d;
  --on-accent: #ffffff;
  --wash: #eef3f0;
  --warn: #9a3412;
  --warn-wash: #fbeee6;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #141816;
    --ink: #e8ebe8;
    --soft: #a0aaa5;
    --line: #2e3532;
    --accent: #6cc9b6;
    --on-accent: #0d1f1b;
    --wash: #1c2421;
    --warn: #f2a878;
    --warn-wash: #2c211a;
  }
}
* { box-sizing: border-box; }
html { font: 100%/1.6 var(--sans); background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 46rem; padding: 0 1.5rem 4rem; }
a { color: var(--accent); text-decoration-thickness: 0.06em; text-underline-offset: 0.2em; }
a:hover { text-decoration-thickness: 0.12em; }
:focus-visible { outline: 0.18rem solid var(--accent); outline-offset: 0.2rem; border-radius: 0.2rem; }
main:focus { outline: none; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: 0.5rem 1rem; z-index: 1; }

header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.5rem 1.75rem; padding: 2rem 0 1.25rem; border-bottom: 1px solid var(--line); }
.brand { font-family: var(--serif); font-size: 1.15rem; color: var(--ink); text-decoration: none; }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; }
nav a, .language { color: var(--soft); text-decoration: none; padding: 0.35rem 0; }
nav a:hover, .language:hover { color: var(--accent); }
nav a[aria-current] { color: var(--ink); box-shadow: 0 0.12rem 0 var(--accent); }
.language { margin-left: auto; font-size: 0.9rem; }

main { padding-top: 3rem; }
h1, h2 { font-family: var(--serif); font-weight: 500; line-height: 1.2; text-wrap: balance; }
h1 { font-size: clamp(2rem, 6vw, 2.6rem); letter-spacing: -0.01em; margin: 0 0 1rem; }
h1::first-letter { text-transform: uppercase; }
h2 { font-size: 1.4rem; margin: 0 0 1rem; }
h3 { font-size: 1.05rem; }
p { margin: 0 0 1rem; max-width: 38rem; }
section { margin-top: 3.5rem; }
.intro { color: var(--soft); font-size: 1.05rem; margin-bottom: 2.5rem; }
.above { margin-bottom: 0.5rem; font-size: 0.95rem; }
.above a::before { content: "← "; }
.under { color: var(--soft); font-size: 0.92rem; }
span.under { display: block; font-weight: 400; }
.empty { color: var(--soft); border-left: 0.18rem solid var(--line); padding: 0.25rem 0 0.25rem 1.25rem; }
.figure { font-family: var(--serif); font-size: clamp(2.4rem, 9vw, 3.4rem); line-height: 1.1; margin-bottom: 0.35rem; font-variant-numeric: tabular-nums; }
.figure span + span::before { content: " + "; color: var(--soft); }
.calculation { font-variant-numeric: tabular-nums; margin-bottom: 0.25rem; overflow-wrap: anywhere; }
.notice { background: var(--wash); border-left: 0.18rem solid var(--accent); padding: 0.75rem 1.25rem; margin: 0 0 2rem; }
.notice.wrong, .warn { color: var(--warn); }
.notice.wrong { background: var(--warn-wash); border-color: var(--warn); }
blockquote { margin: 0 0 1rem; padding: 0.25rem 0 0.25rem 1.25rem; border-left: 0.18rem solid var(--line); white-space: pre-line; overflow-wrap: anywhere; max-width: 38rem; }

.state { font: 500 0.82rem/1.5 var(--sans); color: var(--soft); border: 1px solid var(--line); border-radius: 1rem; padding: 0.1rem 0.65rem; white-space: nowrap; }
.state.open { color: var(--warn); border-color: var(--warn); }
.state.secured, .state.upheld { color: var(--accent); border-color: var(--accent); }

ul { list-style: none; margin: 0; padding: 0; }
ul.plain li { padding: 0.9rem 0; border-top: 1px solid var(--line); }
ul.plain li:last-child { border-bottom: 1px solid var(--line); }
.row { display: flex; justify-content: space-between; align-items: baseline; gap: 1.5rem; }
.row.ended strong { color: var(--soft); font-weight: 500; }
.openings li { padding: 1.75rem 0; border-top: 1px solid var(--line); }
.opening-head { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0.5rem 1rem; }
.opening-head h2, .opening-head h3 { font: 600 1.05rem/1.4 var(--sans); margin: 0; }
.openings .what { color: var(--soft); margin: 0 0 0.9rem; }
.openings .warn { margin: 0.75rem 0 0; }
.openings .proof { margin: 0.75rem 0 0; font-size: 0.92rem; }
dl { margin: 0; display: grid; gap: 0.2rem; }
dl div { display: grid; grid-template-columns: 9rem 1fr; gap: 1rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }

table { width: 100%; border-collapse: collapse; margin: 0 0 3rem; }
caption { text-align: left; }
th, td { text-align: left; vertical-align: baseline; padding: 0.9rem 1.25rem 0.9rem 0; border-bottom: 1px solid var(--line); font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
tbody th a { display: inline-block; }
tbody th a::first-letter { text-transform: uppercase; }
thead th { color: var(--soft); font-size: 0.88rem; padding-bottom: 0.5rem; }
tbody .state { margin-left: 0.6rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
tfoot th, tfoot td { border-bottom: 0; font-weight: 600; }
.records td { padding-top: 0.6rem; padding-bottom: 0.6rem; }
.pager { display: flex; gap: 1.5rem; margin-top: 1.5rem; }

form { max-width: 34rem; }
.field { margin: 0 0 1.5rem; flex: 1 1 14rem; min-width: 0; }
.pair { display: flex; flex-wrap: wrap; column-gap: 1.5rem; }
label { display: block; font-weight: 600; font-size: 0.95rem; margin-bottom: 0.35rem; }
input, select, textarea { font: inherit; color: inherit; width: 100%; padding: 0.65rem 0.8rem; background: transparent; border: 1px solid var(--soft); border-radius: 0.4rem; }
select option { color: var(--ink); background: var(--paper); }
textarea { resize: vertical; display: block; }
.wrong input, .wrong select, .wrong textarea { border-color: var(--warn); border-width: 2px; }
.hint { color: var(--soft); font-size: 0.9rem; margin: 0.35rem 0 0; }
.fault { color: var(--warn); font-size: 0.95rem; margin: 0.35rem 0 0; }
button { font: 600 1rem/1.4 var(--sans); color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: 0.4rem; padding: 0.65rem 1.4rem; margin-right: 1.25rem; cursor: pointer; }
button:hover { filter: brightness(1.08); }
button.quiet { color: var(--accent); background: none; border-color: transparent; padding: 0.35rem 0; font-weight: 400; text-decoration: underline; text-underline-offset: 0.2em; text-decoration-thickness: 0.06em; margin: 0; }
a.quiet { white-space: nowrap; }

footer { margin-top: 5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.92rem; display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0.5rem 1.5rem; }
footer p { margin: 0; }

@media (max-width: 34rem) {
  body { padding: 0 1.15rem 3rem; }
  header { padding-top: 1.25rem; }
  nav { order: 1; width: 100%; gap: 0.25rem 1rem; font-size: 0.95rem; }
  main { padding-top: 2rem; }
  dl div { grid-template-columns: 7rem 1fr; gap: 0.75rem; }
  th, td { padding-right: 0.75rem; }
}
@media print {
  header nav, .language, form, .skip, .pager { display: none; }
}
`
