import { defineConfig } from "vitest/config";

// Nothing here measures time: a busy machine is no failure.
export default defineConfig({ test: { testTimeout: 300_000, hookTimeout: 300_000 } });
