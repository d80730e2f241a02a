"use strict";
// Read one JSON request per line from standard input, answer each with one JSON line.
//
//   in   {"formulas": [{"tex": "x^2", "display": false, "output": "htmlAndMathml"}, …]}
//   out  {"results": [{"html": "…"} | {"error": "…", "position": 3}, …]}
//
// Arguments: the path of katex.min.js, then the options as JSON ({"macros": {…}, …}).
// The first line out is {"node": "24.1.0", "katex": "0.19.1"}.

const readline = require("readline");
const katex = require(process.argv[2]);
const options = JSON.parse(process.argv[3]);

// KaTeX shows what it does not trust (\href, \includegraphics, \htmlClass …) in this colour and
// says nothing; no formula can write this attribute itself, since KaTeX checks and escapes colours.
const BLOCKED = "kb-not-allowed";
const blockedCommand = new RegExp(`mathcolor="${BLOCKED}"><mtext>([^<]*)`);

// No box is less than nothing high: browsers pass over what KaTeX writes there, and validators complain.
const impossible = / style="height:-[\d.]+em;"/g;

function render(formula) {
  let html;
  try {
    html = katex.renderToString(formula.tex, {
      ...options,
      // \gdef writes into this object: a fresh one keeps formulas independent of their order.
      macros: { ...options.macros },
      displayMode: formula.display,
      output: formula.output,
      errorColor: BLOCKED,
      throwOnError: true,
      strict: "ignore",
      trust: false,
    });
  } catch (error) {
    if (!(error instanceof katex.ParseError)) {
      return { error: `KaTeX gave up (${error.message})`, position: null };
    }
    // Positions come in UTF-16 units; the other side counts code points.
    const known = typeof error.position === "number";
    const position = known ? [...formula.tex.slice(0, error.position)].length : null;
    return { error: error.rawMessage, position };
  }
  const blocked = blockedCommand.exec(html);
  if (blocked !== null) {
    return { error: `${blocked[1]} is not allowed in formulas`, position: null };
  }
  return { html: html.replace(impossible, "") };
}

function say(answer) {
  process.stdout.write(JSON.stringify(answer) + "\n");
}

say({ node: process.versions.node, katex: katex.version });
const lines = readline.createInterface({ input: process.stdin, crlfDelay: Infinity });
lines.on("line", (line) => say({ results: JSON.parse(line).formulas.map(render) }));
// End with whoever asked, also when they were killed.
lines.on("close", () => process.exit(0));
