import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { RouterProvider } from 'react-router/dom';
import { queryClient } from './api/query.client.js';
import { router } from './router.js';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';

/** The dashboard of somebody who is logged in. What one person read is gone when they are. */
export default function Workplace(): ReactNode {
  useEffect(() => () => queryClient.clear(), []);
  return (
    <QueryClientProvider client={queryClient}>
      <Notifications position="top-right" />
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}
