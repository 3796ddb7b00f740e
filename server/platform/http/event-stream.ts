/** An answer that goes on: the one place where a response is written past Fastify. */
import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

/**
 * Takes an answer over for an event stream (WHATWG HTML, "Server-sent events"): written by hand from here on, with all headers that
 * hooks have set, the security headers among them. Proxies are asked not to gather it.
 */
export function openEventStream(reply: FastifyReply): ServerResponse {
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) reply.raw.setHeader(name, value);
  reply.raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
  return reply.raw;
}
