// better-auth as a server of its own, on the same PostgreSQL (a schema of its own) and with the same password hash as Usher.
// Environment: BENCH_DATABASE_URL; BENCH_COOKIE_CACHE=1 keeps the session in a signed cookie. Prints `ready {port}`.
import { createServer } from 'node:http';
import { betterAuth } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { toNodeHandler } from 'better-auth/node';
import pg from 'pg';
import { createHasher } from '../../server/platform/hashing.ts';

const schema = 'better_auth';
const url = process.env.BENCH_DATABASE_URL;
const pool = new pg.Pool({ connectionString: url, max: 10, options: `-c search_path=${schema}` });
const hasher = createHasher();
const options = {
  baseURL: 'http://127.0.0.1',
  secret: 'only for the bench: 7c1d0c5a9e3f4b86a2d7',
  database: pool,
  telemetry: { enabled: false },
  logger: { disabled: true },
  rateLimit: { enabled: false },
  emailAndPassword: {
    enabled: true,
    password: {
      hash: (password) => hasher.hash(password),
      verify: ({ hash, password }) => hasher.verify(hash, password),
    },
  },
  session: { cookieCache: { enabled: process.env.BENCH_COOKIE_CACHE === '1', maxAge: 3600 } },
};
await pool.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
const { runMigrations } = await getMigrations(options);
await runMigrations();
const server = createServer(toNodeHandler(betterAuth(options)));
server.listen(0, '127.0.0.1', () => process.stdout.write(`ready ${server.address().port}\n`));
process.once('SIGTERM', () => process.exit(0));
