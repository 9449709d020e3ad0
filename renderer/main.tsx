import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import './fonts.ts';
import { startTranslations } from './i18n.ts';
import './styles/index.css';
import { BridgeContext } from './ui/bridge-context.ts';
import { keepBrowserKeys } from './ui/keep-browser-keys.ts';
import { keepDrops } from './ui/keep-drops.ts';

keepBrowserKeys(window);
keepDrops(window);
await startTranslations();
const root = document.querySelector('#root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <BridgeContext value={window.portas}>
        <App />
      </BridgeContext>
    </StrictMode>,
  );
}
