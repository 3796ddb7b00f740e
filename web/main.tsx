/** Starts the web application in the page that the server handed out. */
import './ui/mantine.css';
import '@mantine/notifications/styles.css';
import './ui/global.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { createQueryClient } from './query-client.ts';
import { watchHistory } from './ui/unsaved.ts';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
// Libraries beneath Mantine (scroll locking) take the nonce for the styles they write from this name; it has to be there
// before the first render, or the content security policy refuses them.
Object.assign(globalThis, { __webpack_nonce__: nonce });

watchHistory();

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root to render into');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <App nonce={nonce} />
    </QueryClientProvider>
  </StrictMode>,
);
