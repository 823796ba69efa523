import { defineConfig } from 'vite';

/**
 * The chart frame is a classic script of its own: the frame has an opaque origin, from which module scripts would need
 * cross-origin headers.
 */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: 'es2022',
    lib: { entry: 'src/chart-frame/chart-frame.ts', formats: ['iife'], name: 'heddleChartFrame', fileName: () => 'chart-frame.js' },
  },
});
