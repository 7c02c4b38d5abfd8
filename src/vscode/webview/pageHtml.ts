export type PageParts = {
  readonly title: string;
  readonly language: string;
  /** Fresh for each page; only scripts and inserted style sheets with this nonce load. */
  readonly nonce: string;
  /** The CSP source expression for the webview's own files. */
  readonly cspSource: string;
  readonly scriptUrl: string;
  readonly styleUrl: string;
  /** Translations by their English text. */
  readonly bundle: Readonly<Record<string, unknown>>;
  /** Initial state, as plain data, of a view that has stored none. */
  readonly state?: unknown;
};

/** Returns the HTML of a view, which loads one script (with its chunks) and one style sheet, and nothing else. */
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
 * Returns a CSP that allows only the page's own script and style sheet. A script with the nonce may import others
 * (HTML, “descendant script fetch options”). CodeMirror inserts `<style nonce>`, hence the nonce for styles; the
 * toolkit uses constructed style sheets, which need none.
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

/** Returns JSON that an HTML parser cannot mistake for markup. */
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
