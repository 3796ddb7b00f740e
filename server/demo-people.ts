/** Who the demo is about: three organisations and 300 people, the same at every first start. Addresses end in .example. */
import type { SettingsPatch } from './tenants/setting-shapes.ts';

export interface DemoOrganization {
  readonly slug: string;
  readonly name: string;
  readonly seats: number;
  /** Printed beneath its address: what to try. */
  readonly hint?: string;
  readonly timeZone: string;
  /** How many people, of whom so many administrators and supervisors; the others are agents. */
  readonly people: number;
  readonly administrators: number;
  readonly supervisors: number;
  readonly firstExtension: number;
  readonly settings: SettingsPatch;
}

export interface DemoPerson {
  readonly firstName: string;
  readonly lastName: string;
  readonly username: string;
  readonly email: string | null;
  readonly extension: string;
  readonly role: 'administrator' | 'supervisor' | 'quality' | 'agent';
  /** A number of their own, where agents need one. */
  readonly station?: { readonly mode: 'static'; readonly id: string };
  readonly state: 'active' | 'disabled' | 'inactive' | 'locked' | 'temporary';
  /** Where one supervisor and their agents are. Administrators are in none. */
  readonly team: string | null;
  /** Whose credentials are printed. */
  readonly shown: boolean;
}

function logo(color: string, letter: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="48" height="48"><rect width="48" height="48" rx="10" fill="${color}"/><text x="24" y="33" font-family="sans-serif" font-size="26" font-weight="700" text-anchor="middle" fill="#fff">${letter}</text></svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}

export const demoOrganizations: readonly DemoOrganization[] = [
  {
    slug: 'northwind',
    name: 'Northwind Customer Care',
    // So few that the limit can be tried by hand.
    seats: 3,
    hint: '3 seats, one of them kept for administrators: the third other person is told "User limit reached"',
    timeZone: 'Europe/Lisbon',
    people: 140,
    administrators: 3,
    supervisors: 12,
    firstExtension: 2000,
    settings: {
      signIn: { identifier: 'username' },
      // The code by mail and nothing else, so that whoever has no address has to contact the supervisor (F3).
      secondFactor: { required: 'everyone', methods: ['email_code'], trustBrowserDays: 30 },
    },
  },
  {
    slug: 'acme',
    name: 'Acme Telecom',
    seats: 60,
    timeZone: 'America/New_York',
    people: 100,
    administrators: 2,
    supervisors: 8,
    firstExtension: 4000,
    settings: {
      signIn: { identifier: 'email', captcha: 'always' },
      branding: { accentColor: '#0b6e4f', logoUrl: logo('#0b6e4f', 'A') },
      lockout: { unlock: 'timed', durationMinutes: 15 },
      // Every fourth agent has a station of their own; the others choose one of these.
      stations: { ranges: [{ from: '4500', to: '4999' }] },
    },
    hint: 'log in as somebody in two browsers: the second one is asked about the first; agents are asked for a station',
  },
  {
    slug: 'globex',
    name: 'Globex Service Desk',
    seats: 45,
    timeZone: 'America/Sao_Paulo',
    people: 60,
    administrators: 2,
    supervisors: 5,
    firstExtension: 6000,
    settings: {
      signIn: { identifier: 'either' },
      passwordPolicy: { preset: 'modern' },
      branding: { accentColor: '#6b3fa0', logoUrl: logo('#6b3fa0', 'G') },
    },
  },
];

// 40 of each, so that stepping through both pairs every two names once in 1,600 people.
const firstNames =
  'Ana Lee Maria Omar Grace João Priya Daniel Sofia Ahmed Emma Luís Mei Carlos Fatima Noah Inês Tomás Aisha Jack Beatriz Hugo Yuki Pedro Leila Oliver Clara Rui Zara Miguel Hannah Ivan Nadia Paulo Elena Samuel Rita Kofi Laura Diego'.split(
    ' ',
  );
const lastNames =
  'Silva Park Santos Haddad Murphy Ferreira Sharma Weber Rossi Khan Clarke Costa Chen Moreno Rahman Walker Pereira Oliveira Diallo Thompson Almeida Martin Tanaka Gomes Nasser Bennett Lopes Carvalho Malik Rocha Fischer Petrov Mendes Ribeiro Novak Okafor Sousa Mensah Becker Vargas'.split(
    ' ',
  );

function plain(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Of those who would be agents, the one who listens in. */
const qualityAgent = 8;

/** Supervisors in turn, each with as many of the agents who follow one another. */
function teamOf(index: number, { administrators, supervisors, people }: DemoOrganization): string | null {
  if (index < administrators) return null;
  const agent = index - administrators - supervisors;
  const perTeam = Math.ceil((people - administrators - supervisors) / supervisors);
  const team = agent < 0 ? index - administrators : Math.floor(agent / perTeam);
  return `Team ${team + 1}`;
}

/** Of the first five agents, one per kind worth showing; of the others a few in each state. */
function stateOf(index: number, organization: DemoOrganization): DemoPerson['state'] {
  const { administrators, supervisors } = organization;
  const agent = index - administrators - supervisors;
  if (agent < 1) return 'active';
  if (agent === 1) return 'temporary';
  if (agent === 2) return 'disabled';
  if (agent === 3 || agent === 4) return 'locked';
  if (agent % 31 === 7) return 'disabled';
  return agent % 29 === 11 ? 'inactive' : 'active';
}

/** The people of an organisation: administrators first, then supervisors, then agents. */
export function demoPeople(organization: DemoOrganization): DemoPerson[] {
  const { slug, people, administrators, supervisors, firstExtension } = organization;
  // Each organisation starts elsewhere in the list of names.
  const offset = firstExtension / 100;
  return Array.from({ length: people }, (_, index) => {
    const at = index + offset;
    const turn = Math.floor(at / firstNames.length);
    const firstName = firstNames[at % firstNames.length] ?? '';
    const lastName = lastNames[(at * 7 + turn) % lastNames.length] ?? '';
    const username = `${plain(firstName)}.${plain(lastName)}`;
    const agent = index - administrators - supervisors;
    const state = stateOf(index, organization);
    // Where people sign in with a username some have no address, as on a shop floor; they get their password on a slip.
    const withoutEmail = slug === 'northwind' && state === 'active' && agent >= 0 && agent % 5 === 0;
    const withStation =
      organization.settings.stations !== undefined && agent >= 0 && agent % 4 === 0 && agent !== qualityAgent;
    return {
      firstName,
      lastName,
      username,
      email: withoutEmail ? null : `${username}@${slug}.example`,
      extension: String(firstExtension + index),
      role:
        index < administrators
          ? 'administrator'
          : agent < 0
            ? 'supervisor'
            : agent === qualityAgent
              ? 'quality'
              : 'agent',
      ...(withStation ? { station: { mode: 'static', id: String(firstExtension + index) } } : {}),
      state,
      team: teamOf(index, organization),
      shown:
        index === 0 || index === administrators || (agent >= 0 && agent <= 3) || agent === 6 || agent === qualityAgent,
    };
  });
}
