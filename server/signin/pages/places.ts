/** The pages after all factors: other browsers (S8.2), the station (S7), and the full house (S8.6); each posts to its own address. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { Refusal, refuse } from '../../kernel/refusal.ts';
import { statusOf } from '../../platform/http/problem.ts';
import { closed } from '../../platform/http/shapes.ts';
import { signInPath } from '../../tenants/sign-in-path.ts';
import type { Continuation, FlowState, Outcome } from '../signin.ts';
import { connectionsView } from '../views/connections.ts';
import { seatView } from '../views/seat.ts';
import { stationView } from '../views/station.ts';
import {
  assertForm,
  messageOf,
  pageContext,
  refusalHeaders,
  type SignInPageOptions,
  sendPage,
  stepPath,
} from './parts.ts';
import { goOn } from './sign-in.ts';

const Field = Type.Optional(Type.String({ maxLength: 100 }));
export const ConnectionsForm = Type.Object({ endSession: Field, formToken: Field }, closed);
export const StationForm = Type.Object({ station: Field, formToken: Field }, closed);
export const SeatForm = Type.Object({ formToken: Field }, closed);

/** What all three need besides. */
function common(options: SignInPageOptions, request: FastifyRequest, reply: FastifyReply, error: Refusal | undefined) {
  if (error) refusalHeaders(reply, error);
  return {
    ...pageContext(request),
    startHref: signInPath[request.tenant.kind],
    formToken: options.cookies.formToken(options.cookies.browser(request, reply)),
    ...(error ? { error: messageOf(request, error) } : {}),
  };
}

function send(reply: FastifyReply, html: string, error: Refusal | undefined): FastifyReply {
  return sendPage(reply, html, error ? statusOf[error.code] : 200);
}

/** The page "The user is already logged in"; whoever is at another step is sent there. */
export function showConnections(
  options: SignInPageOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  { asks, others }: FlowState,
  error?: Refusal,
): FastifyReply {
  const { kind, timeZone } = request.tenant;
  if (asks !== 'connections') return reply.redirect(stepPath(kind, asks), 303);
  const html = connectionsView({
    ...common(options, request, reply, error),
    action: stepPath(kind, 'connections'),
    message: messageOf(request, refuse('already_signed_in')),
    others,
    timeZone,
  });
  return send(reply, html, error);
}

/** The page "Enter your Station ID"; whoever is at another step is sent there. */
export function showStation(
  options: SignInPageOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  { asks, station }: FlowState,
  given: { station?: string; error?: Refusal } = {},
): FastifyReply {
  const { kind } = request.tenant;
  if (station === null) return reply.redirect(stepPath(kind, asks), 303);
  const html = stationView({
    ...common(options, request, reply, given.error),
    action: stepPath(kind, 'station'),
    station: station.fixed ? (station.prefilled ?? '') : (given.station ?? station.prefilled ?? ''),
    fixed: station.fixed,
  });
  return send(reply, html, given.error);
}

/** The page "User limit reached". @param error as just refused; without it the page is merely looked at */
export function showSeat(
  options: SignInPageOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  error?: Refusal,
): FastifyReply {
  const full = error ?? refuse('user_limit_reached');
  const html = seatView({
    ...common(options, request, reply, error),
    error: messageOf(request, full),
    action: stepPath(request.tenant.kind, 'seat'),
  });
  return send(reply, html, error);
}

/** Does what a form asks for; what is refused for want of a place is told on the page of the step that is asked then. */
async function answered(
  options: SignInPageOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  act: (continuation: Continuation) => Promise<Outcome>,
  shown: (state: FlowState, error: Refusal) => FastifyReply,
): Promise<FastifyReply> {
  const continuation = options.side.continuation(request, reply);
  try {
    return goOn(options, request, reply, await act(continuation));
  } catch (error) {
    if (!(error instanceof Refusal) || !toldHere.has(error.code)) throw error;
    const state = await options.signIn.look(continuation);
    return state.asks === 'seat' ? showSeat(options, request, reply, error) : shown(state, error);
  }
}

const toldHere = new Set(['user_limit_reached', 'station_taken', 'station_not_yours', 'station_unknown']);

/** "Log out there" was pressed, or "Try again". */
export function postConnections(
  options: SignInPageOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  { endSession, formToken }: Static<typeof ConnectionsForm>,
): Promise<FastifyReply> {
  assertForm(request, options.cookies, formToken);
  return answered(
    options,
    request,
    reply,
    (continuation) => options.signIn.logOutOther(continuation, endSession ?? null),
    (state, error) => showConnections(options, request, reply, state, error),
  );
}

/** A station was given. Blanks around it do not matter to people. */
export function postStation(
  options: SignInPageOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  form: Static<typeof StationForm>,
): Promise<FastifyReply> {
  assertForm(request, options.cookies, form.formToken);
  const station = (form.station ?? '').trim();
  return answered(
    options,
    request,
    reply,
    async (continuation) => {
      if (!/^\d{1,10}$/.test(station)) throw refuse('station_unknown');
      return options.signIn.giveStation(continuation, station);
    },
    (state, error) => showStation(options, request, reply, state, { station, error }),
  );
}

/** "Try again" was pressed. */
export function postSeat(
  options: SignInPageOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  { formToken }: Static<typeof SeatForm>,
): Promise<FastifyReply> {
  assertForm(request, options.cookies, formToken);
  return answered(
    options,
    request,
    reply,
    (continuation) => options.signIn.enter(continuation),
    (state) => reply.redirect(stepPath(request.tenant.kind, state.asks), 303),
  );
}
