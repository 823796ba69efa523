import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { worthRetrying } from './api/queries.js';
import { createAppRouter } from './router.js';
import { restoreTheme } from './ui/theme.js';

restoreTheme();
const client = new QueryClient({ defaultOptions: { queries: { retry: worthRetrying, staleTime: 1_000, refetchOnWindowFocus: true } } });
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={createAppRouter()} />
    </QueryClientProvider>
  </StrictMode>,
);
