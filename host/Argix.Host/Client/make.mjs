// Installs (when the lock file changed) and bundles the client into ../wwwroot/dist. Called by Client.targets,
// which skips it when nothing changed. Several builds may call it at once, so it works under a lock.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.join(here, '..', 'wwwroot', 'dist');
const lock = path.join(here, 'node_modules.lock');
const installed = path.join(here, 'node_modules', '.argix-installed');

process.chdir(here);
await takeLock();
try {
  install();
  check();
  await bundle();
} catch (error) {
  console.error(`Client: error ARGIXCLIENT: ${error.message ?? error}`);
  process.exitCode = 1;
} finally {
  fs.rmSync(lock, { force: true });
}

async function takeLock() {
  const giveUp = Date.now() + 300_000;
  for (;;) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!ownerLives()) fs.rmSync(lock, { force: true });
    else if (Date.now() > giveUp) throw new Error(`another build holds ${lock} for five minutes`);
    else await wait(200);
  }
}

function ownerLives() {
  const pid = Number(read(lock));
  if (!pid) return Date.now() - (fs.statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0) < 5_000;
  try {
    process.kill(pid, 0); // signal 0 only asks whether it lives
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function install() {
  const wanted = read('package-lock.json');
  if (read(installed) === wanted) return;
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.error || npm.status !== 0) throw new Error('npm ci failed; see above. It needs the npm registry once, on the first build.');
  fs.writeFileSync(installed, wanted);
}

function check() {
  const tsc = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit', '-p', '.'], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (tsc.status !== 0) throw new Error('the TypeScript does not type-check; see above.');
}

async function bundle() {
  const { build } = await import('esbuild');
  const fresh = `${out}.${process.pid}`;
  await build({
    entryPoints: { app: 'src/app.ts', charts: 'src/charts.ts', canvas: 'src/canvas/main.tsx', 'app-css': 'css/app.css' },
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    outdir: fresh,
    bundle: true,
    minify: true,
    sourcemap: false,
    format: 'esm',
    target: ['es2022', 'safari16'],
    legalComments: 'eof',
    logLevel: 'warning',
  });
  fs.mkdirSync(out, { recursive: true });
  fs.renameSync(path.join(fresh, 'app-css.css'), path.join(fresh, 'app.css'));
  for (const name of fs.readdirSync(fresh)) fs.renameSync(path.join(fresh, name), path.join(out, name));
  fs.rmSync(fresh, { recursive: true });
}

function read(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
