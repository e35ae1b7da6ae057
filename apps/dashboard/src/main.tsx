import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { allowStyles } from './nonce.js';
import { session } from './session/session.js';
import '@mantine/core/styles/baseline.layer.css';
import '@mantine/core/styles/default-css-variables.layer.css';
import '@mantine/core/styles/global.layer.css';
import './login.styles.css';
import './styles.css';

const root = document.getElementById('root');
if (root === null) throw new Error('the document has no #root');
allowStyles();
void session.start();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
