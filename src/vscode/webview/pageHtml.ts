export type PageParts = {
  readonly title: string;
  readonly language: string;
  /** Fresh for each page; the only thing that lets a script or an inserted style sheet in. */
  readonly nonce: string;
  /** Where the webview's own files come from, as a source expression of a CSP. */
  readonly cspSource: string;
  readonly scriptUrl: string;
  readonly styleUrl: string;
  /** Translations by their English text. */
  readonly bundle: Readonly<Record<string, unknown>>;
  /** What the view begins with where it has kept nothing itself; plain data. */
  readonly state?: unknown;
};

/** The whole HTML of a view: it loads one script, with its parts, and one style sheet, and may reach nothing else. */
export function pageHtml(parts: PageParts): string {
  const { nonce, language, title, scriptUrl, styleUrl, bundle, state } = parts;
  return `<!DOCTYPE html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy(parts))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="${escapeHtml(styleUrl)}">
</head>
<body>
<div id="root"></div>
<script type="application/json" id="start">${inertJson({ bundle, nonce, state })}</script>
<script type="module" nonce="${escapeHtml(nonce)}" src="${escapeHtml(scriptUrl)}"></script>
</body>
</html>
`;
}

/**
 * Everything is forbidden but the page's own script and style sheet. What a script with the nonce imports, at once or
 * later, has its leave (HTML, “descendant script fetch options”). The nonce for styles is for CodeMirror,
 * which inserts `<style nonce>`; the toolkit uses constructed style sheets, which need no leave.
 */
function policy({ nonce, cspSource }: PageParts): string {
  return [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
}

/** JSON that no HTML parser can take for markup. */
function inertJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
