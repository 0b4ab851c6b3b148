export { renderOver } from './render-over.ts';
export { bringUpAdapter, letAdapterInto, takeDownAdapter } from './use-metrics-adapter.ts';
