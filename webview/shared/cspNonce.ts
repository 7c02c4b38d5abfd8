import { pageData } from './pageData.ts';

// On load, the toolkit probes the browser with a style element, whose nonce it reads from here.
const meta = globalThis.document?.createElement('meta');
if (meta) {
  meta.setAttribute('property', 'csp-nonce');
  meta.content = pageData.nonce;
  document.head.append(meta);
}
