#!/usr/bin/env node
// Committed, not built: npm links no bin that is missing when it installs.
import { existsSync } from 'node:fs';

const entry = new URL('../dist/main.js', import.meta.url);
if (existsSync(entry)) {
  const { main } = await import(entry.href);
  await main();
} else {
  console.error('错误：命令行尚未构建，请先在项目根目录执行 npm start 或 npm run build');
  console.error('error: the command line is not built yet: run `npm start` or `npm run build` in the root of the project first');
  process.exitCode = 1;
}
