import { describe, expect, it } from 'vitest';
import { pageHtml } from '../../../../src/vscode/webview/pageHtml.ts';

const html = pageHtml({
  title: 'a "b" <c>',
  language: 'en',
  nonce: 'n0nce',
  cspSource: "'self' https://*.example.net",
  scriptUrl: 'https://files.example.net/notebook.js?a=1&b=2',
  styleUrl: 'https://files.example.net/notebook.css',
  bundle: { Run: '</script><script>alert(1)</script>' },
});

describe('pageHtml', () => {
  it('forbids everything but its own script, its style sheet and styles with the nonce', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    expect(policy?.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'nonce-n0nce'",
      "style-src 'self' https://*.example.net 'nonce-n0nce'",
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  it('has one script that runs, with the nonce', () => {
    const scripts = [...html.matchAll(/<script ([^>]*)>/g)].map((match) => match[1]);
    expect(scripts).toEqual([
      'type="application/json" id="start"',
      'type="module" nonce="n0nce" src="https://files.example.net/notebook.js?a=1&amp;b=2"',
    ]);
  });

  it('keeps translations inert and whole', () => {
    const json = /id="start">(.*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(JSON.parse(json)).toEqual({
      bundle: { Run: '</script><script>alert(1)</script>' },
      nonce: 'n0nce',
    });
  });

  it('escapes the title', () => {
    expect(html).toContain('<title>a &quot;b&quot; &lt;c&gt;</title>');
  });
});
