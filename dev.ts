// npm run dev: the service restarts with its sources (node --watch), the panel reloads in the browser (vite).
import './main.ts';
