import { pageData } from './pageData.ts';

// The toolkit probes the browser with a style element when it is loaded, and takes the nonce for it from here.
const meta = globalThis.document?.createElement('meta');
if (meta) {
  meta.setAttribute('property', 'csp-nonce');
  meta.content = pageData.nonce;
  document.head.append(meta);
}
