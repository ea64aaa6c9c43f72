import { createHash } from "node:crypto";
import { html, type Markup, trusted } from "./markup.ts";
import { style } from "./style.ts";

/** A page with the reports' style and one script of its own, that loads nothing and runs nothing else. */
export function htmlPage(title: string, body: Markup, script: string): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${hash(style)}'; script-src '${hash(script)}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="OptSpec">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
${body}
<script>${trusted(script)}</script>
</body>
</html>
`;
}

/** A source expression that lets exactly this text run, whatever else should find its way into the page. */
function hash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
