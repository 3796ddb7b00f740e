// docs/performance.md, made from bench/results.json alone: no figure in it is typed by hand.
import { budgetText, type Figure, type Results, valueText, verdictText } from './figures.ts';

/** The last day, since the sections may be of different ones. */
function measuredOn(results: Results): string {
  const days = Object.values(results.sections).map((section) => section.measuredOn);
  return days.sort().at(-1) ?? '';
}

function cells(figure: Figure): string {
  const { title, detail } = figure;
  return `| ${title} | ${valueText(figure)} | ${budgetText(figure)} | ${verdictText(figure)} | ${detail} |`;
}

/** The whole document; the same results give the same text. */
export function performanceDocument(results: Results): string {
  const { machine, rounds } = results;
  const figures = Object.values(results.sections).flatMap((section) => section.figures);
  const quick = Object.values(results.sections).some((section) => section.mode === 'quick');
  return `<!-- Made by \`npm run bench\` from bench/results.json. Do not edit. -->
# Performance

Measured on ${measuredOn(results)} on ${machine.cores} cores of ${machine.processor} with ${machine.memoryGib} GiB of memory
(${machine.system}), Node ${machine.node}, the embedded PostgreSQL ${machine.postgres}${quick ? ', with the short rounds of `--quick`' : ''}.

| figure | measured | budget | | behind it |
|---|---|---|---|---|
${figures.map(cells).join('\n')}

## How to read it

\`npm run bench\` takes these figures again (\`npm run bench -- --quick\` in a few minutes, with fewer people and more noise). Whatever is
compared runs in turns on the same machine and the same PostgreSQL, ${rounds} rounds each, and the median of the rounds' ratios
counts. **Trust the ratios, not the absolute numbers**: this machine is small and shared, and another one gives other numbers.
Server, database and load generator share its cores, which costs every server here some of its speed, the faster ones most.

- The server is \`server/main.ts\` in a process of its own with the default configuration: Argon2id with 46 MiB and one pass, the
  embedded PostgreSQL with every write on the disk before it is acknowledged. Load comes from a process of its own over
  keep-alive connections (16 for sign-ins, 32 for session checks); an answer other than 200 ends the bench.
- *Bare Argon2* is \`server/platform/hashing.ts\` alone in a process, verifying as many passwords at once as there are cores. A
  sign-in cannot be faster than its hash, so the quotient tells what everything around the hash costs.
- *better-auth* (1.7.5) runs on Node's HTTP server with the same PostgreSQL, ten connections like Usher, and the same hash
  function; its rate limit, log and telemetry are off, and it keeps no audit log and no lock-out. Its cookie cache answers from
  a signed cookie without asking the database, so a session ended elsewhere lives on in it; Usher's answer comes from memory and
  is withdrawn within a second.
- For the comparison with hello world the load generator never sleeps, because a server pays for waking it at each answer, the
  slower one more often; beside a database it sleeps as usual.
- *Hello world* is Fastify with one route, no hooks, no cookies, no security headers, and an answer of a few bytes.
- The storm is 16 connections signing in as fast as they are answered, while session checks arrive at a fixed rate from a load
  generator that runs before other processes, where the system permits it.
- Starts are timed from the process's creation to the first 200 of \`/health/ready\`.
- *Connected tabs* are event streams over plain sockets, three for each person, held by one process which answers the server's pings as
  a browser's script does; those answers go over few connections, as a proxy in front of the server sends them. People and sessions
  are written by SQL: how fast sign-ins are is another figure. Memory is what the server's process has grown by since before the first
  of them, sessions and all. *Idle* means that nobody does anything: pings go out each 30 seconds and are answered.
- *The start of a shift* is an open loop: agents begin at even distances, whatever became of those before. Each comes from a browser
  that has never been there, signs in with a password, reads the code from the mail that a real SMTP server was handed, loads the home
  page and connects a tab, without a pause for typing. The house has exactly as many seats as agents come, and one in reserve. It is
  a new installation, of which the database has not made statistics yet.
- *The console*: requests of one administrator at even distances, 40 a second, which is less than one caller may make; most users, and
  the audit log of a month, are written by SQL. Search is asked at every letter of six texts: names that many have, both names, a
  username, an address, and what nobody has. The export is read by a program that keeps up with it.
- *The first load*: Chromium visits with a new profile each time, so that nothing is cached; bytes are what came over the wire until
  the first rows are there. Files and data are all asked for by the document itself, and are there in the first third of that time;
  the rest is running scripts and drawing, on cores that browser, server and database share.
- *Webhooks* go to one program on the same machine. Sign-ins come at a fixed rate, in turns idle and beside a backlog, which is filled
  up before it is gone. The endpoints that hang hold all the places that one organisation may have.
- *Half the rate* of the start of a shift tells the machine's limit from the house's: where the cores give enough, nobody waits for
  anybody else. One evaluation of the password's hash is taken alone, in one thread.
- *The import* is a file of people with addresses, taken in, checked and imported through the API while agents sign in at a steady rate;
  idle is the same rate before and after it. The rate leaves the cores room, as a busy hour does.
- The growth figures compare two installations, each with a database of its own.
- Memory is the server process's own; PostgreSQL's is not in it.

## Where it falls short, and why

- **Sign-ins.** Around its one hash a sign-in makes two trips to the database: it reserves the attempt before it hashes, which is
  what holds a hundred guesses at once to the limit, and then opens the session together with its audit entry, durably. better-auth
  does neither. What is left is about equal parts PostgreSQL and this process, mostly writing to sockets and waking the other, on
  the very cores that hash; next would be fewer records in the write-ahead log for each sign-in.
- **Session checks against hello world.** A check reads a cookie, finds host, session and standing in memory, writes a dozen
  security headers, a log line and metrics, and sends hundreds of bytes; hello world does none of it.
- **The storm.** Every core hashes, so that a check waits for the scheduler. Hashing at a lower priority was measured and taken back:
  it cost a fifth of the sign-ins and gained little; hashing on one core fewer would halve them on two. More cores mend it.
- **Search.** An index has taken the place of a scan of everyone; what still grows with the number of users has not been taken apart.
- **The start of a shift.** What an arrival costs is told above, by whose processor time it is. The password's hash is the largest share
  of the server's part and cannot be less; of the rest, five requests, a mail, and two dozen waits for the database, a third is writing
  to sockets, most of it to PostgreSQL, and the next largest are collecting garbage and building statements. PostgreSQL's part is some
  forty small statements, none of which stands out: starting each takes about as long as running it. Each connection plans each of
  them once, which the first few hundred agents pay for. Where all of it is less than what the cores give, nobody waits; where
  it is more, everybody waits longer than the one before.
- **A part of a name in the audit log.** No index helps with it: a page looks through up to a hundred thousand entries, and takes longest
  for a name that nobody has.
- **Idle tabs.** Three hundred pings a second leave and as many answers come in: an HTTP request each, for a proxy in between must
  see that somebody is there. An answer is told to its stream before anything else looks at it; what remains is Node reading and writing
  sockets.
- **Memory.** Half of it is Node's own program and libraries; what starting leaves behind is collected once the process is idle.

Published by others, for orientation: Keycloak's sizing guide counts one vCPU for 15 password sign-ins a second or 120 token
refreshes a second; ZITADEL's run on 42 vCPUs reached 78 full OIDC sign-ins a second.
`;
}
