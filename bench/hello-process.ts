// Fastify with one route and nothing else: the upper bound of what a session check can reach. Like the session's route it
// names no schema for its answer, so both are serialised the same way. /same answers as many bytes as a session check
// (environment variable BENCH_BODY, JSON). Prints `ready {port}`.
import Fastify from 'fastify';

const body: unknown = JSON.parse(process.env.BENCH_BODY ?? '{}');
const http = Fastify();
http.get('/', (_request, reply) => reply.send({ hello: 'world' }));
http.get('/same', (_request, reply) => reply.send(body));
const url = await http.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`ready ${new URL(url).port}\n`);
process.once('SIGTERM', () => process.exit(0));
