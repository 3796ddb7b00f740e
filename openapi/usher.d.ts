/** Generated from usher.json by tools/web-types.ts, compared by a test. */

export interface Operations {
  /** The audit log, newest first */
  readonly "GET /api/v1/audit": {
    readonly query: {
      readonly limit?: number;
      readonly cursor?: string;
      readonly direction?: "older" | "newer";
      readonly area?: "sign_in" | "own_account" | "administration" | "system";
      readonly action?: string;
      readonly outcome?: "begun" | "done" | "refused" | "failed" | "unfinished";
      readonly reason?: string;
      readonly actor?: string;
      readonly target?: string;
      readonly user?: string;
      readonly address?: string;
      readonly reference?: string;
      readonly search?: string;
      readonly from?: string;
      readonly to?: string;
    };
    readonly body: undefined;
    readonly answer: {
      readonly items: readonly ({
        readonly id: string;
        readonly at: string;
        /** Noun and verb, like `session.start`. */
        readonly action: string;
        readonly outcome: "begun" | "done" | "refused" | "failed";
        readonly reason: string | null;
        readonly actor: {
          readonly kind: string;
          readonly id: string | null;
          readonly name: string | null;
        };
        readonly target: {
          readonly kind: string;
          readonly id: string | null;
          readonly name: string | null;
        } | null;
        readonly address: string | null;
        readonly browser: string | null;
        readonly reference: string | null;
        readonly completes: string | null;
        readonly completedBy: string | null;
        readonly details: Readonly<Record<string, unknown>>;
      })[];
      readonly next: string | null;
      readonly previous: string | null;
      readonly searchedTo: string | null;
    };
  };
  /** The audit log, or what a filter leaves of it, as CSV or NDJSON */
  readonly "GET /api/v1/audit/export": {
    readonly query: {
      readonly format?: "csv" | "ndjson";
      readonly area?: "sign_in" | "own_account" | "administration" | "system";
      readonly action?: string;
      readonly outcome?: "begun" | "done" | "refused" | "failed" | "unfinished";
      readonly reason?: string;
      readonly actor?: string;
      readonly target?: string;
      readonly user?: string;
      readonly address?: string;
      readonly reference?: string;
      readonly search?: string;
      readonly from?: string;
      readonly to?: string;
    };
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** All settings, defaults included */
  readonly "GET /api/v1/settings": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly signIn: {
        readonly identifier: "username" | "email" | "either";
        readonly captcha: "off" | "always" | "after_failures";
        readonly captchaAfter: number;
      };
      readonly captcha: {
        readonly provider: "altcha" | "turnstile" | "hcaptcha" | "recaptcha";
        readonly siteKey: string | null;
        readonly secretKey: string | null;
      };
      readonly passwordPolicy: {
        readonly preset: "classic" | "modern" | "custom";
        readonly minLength: number;
        readonly classesAtLeast: 0 | 1 | 2 | 3;
        readonly lettersAndDigits: boolean;
        readonly history: number;
        readonly maxAgeDays: number | null;
        readonly blocklist: boolean;
        readonly minScore: 0 | 1 | 2 | 3 | 4;
      };
      readonly secondFactor: {
        readonly required: "nobody" | "everyone" | readonly (string)[];
        readonly methods: readonly ("email_code" | "totp" | "passkey")[];
        readonly trustBrowserDays: number;
      };
      readonly lockout: {
        readonly threshold: number;
        readonly unlock: "administrator" | "timed" | "either";
        readonly durationMinutes: number;
        readonly deviceAware: boolean;
      };
      readonly portalPassword: {
        readonly minLength: number;
        readonly maxLength: number;
        readonly refuseRuns: boolean;
        readonly refuseReverse: boolean;
      };
      readonly temporaryPassword: {
        readonly mailHours: number;
        readonly handedOverHours: number;
      };
      readonly welcome: "temporary_password" | "activation_link";
      readonly recovery: {
        readonly linkMinutes: number;
        readonly unlocks: boolean;
      };
      readonly connections: {
        readonly tabsPerBrowser: number;
        readonly browsers: number;
      };
      readonly native: {
        readonly limit: number;
      };
      readonly seats: {
        readonly graceSeconds: number;
        readonly reservedForAdministrators: number;
      };
      readonly sessions: {
        readonly idleMinutes: number;
        readonly absoluteHours: number;
      };
      readonly schedules: {
        readonly atEnd: "sign_out" | "warn";
      };
      readonly inactivity: {
        readonly afterDays: number | null;
      };
      readonly stations: {
        readonly ranges: readonly ({
          readonly from: string;
          readonly to: string;
        })[];
      };
      readonly audit: {
        readonly retentionDays: number;
      };
      readonly branding: {
        readonly accentColor: string | null;
        readonly logoUrl: string | null;
      };
      readonly officeNetworks: readonly (string)[];
    };
  };
  /** Change settings */
  readonly "PATCH /api/v1/settings": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly signIn?: {
        readonly identifier?: "username" | "email" | "either";
        readonly captcha?: "off" | "always" | "after_failures";
        readonly captchaAfter?: number;
      };
      readonly captcha?: {
        readonly provider?: "altcha" | "turnstile" | "hcaptcha" | "recaptcha";
        readonly siteKey?: string | null;
        readonly secretKey?: string | null;
      };
      readonly passwordPolicy?: {
        readonly preset?: "classic" | "modern" | "custom";
        readonly minLength?: number;
        readonly classesAtLeast?: 0 | 1 | 2 | 3;
        readonly lettersAndDigits?: boolean;
        readonly history?: number;
        readonly maxAgeDays?: number | null;
        readonly blocklist?: boolean;
        readonly minScore?: 0 | 1 | 2 | 3 | 4;
      };
      readonly secondFactor?: {
        readonly required?: "nobody" | "everyone" | readonly (string)[];
        readonly methods?: readonly ("email_code" | "totp" | "passkey")[];
        readonly trustBrowserDays?: number;
      };
      readonly lockout?: {
        readonly threshold?: number;
        readonly unlock?: "administrator" | "timed" | "either";
        readonly durationMinutes?: number;
        readonly deviceAware?: boolean;
      };
      readonly portalPassword?: {
        readonly minLength?: number;
        readonly maxLength?: number;
        readonly refuseRuns?: boolean;
        readonly refuseReverse?: boolean;
      };
      readonly temporaryPassword?: {
        readonly mailHours?: number;
        readonly handedOverHours?: number;
      };
      readonly welcome?: "temporary_password" | "activation_link";
      readonly recovery?: {
        readonly linkMinutes?: number;
        readonly unlocks?: boolean;
      };
      readonly connections?: {
        readonly tabsPerBrowser?: number;
        readonly browsers?: number;
      };
      readonly native?: {
        readonly limit?: number;
      };
      readonly seats?: {
        readonly graceSeconds?: number;
        readonly reservedForAdministrators?: number;
      };
      readonly sessions?: {
        readonly idleMinutes?: number;
        readonly absoluteHours?: number;
      };
      readonly schedules?: {
        readonly atEnd?: "sign_out" | "warn";
      };
      readonly inactivity?: {
        readonly afterDays?: number | null;
      };
      readonly stations?: {
        readonly ranges?: readonly ({
          readonly from: string;
          readonly to: string;
        })[];
      };
      readonly audit?: {
        readonly retentionDays?: number;
      };
      readonly branding?: {
        readonly accentColor?: string | null;
        readonly logoUrl?: string | null;
      };
      readonly officeNetworks?: readonly (string)[];
    };
    readonly answer: {
      readonly signIn: {
        readonly identifier: "username" | "email" | "either";
        readonly captcha: "off" | "always" | "after_failures";
        readonly captchaAfter: number;
      };
      readonly captcha: {
        readonly provider: "altcha" | "turnstile" | "hcaptcha" | "recaptcha";
        readonly siteKey: string | null;
        readonly secretKey: string | null;
      };
      readonly passwordPolicy: {
        readonly preset: "classic" | "modern" | "custom";
        readonly minLength: number;
        readonly classesAtLeast: 0 | 1 | 2 | 3;
        readonly lettersAndDigits: boolean;
        readonly history: number;
        readonly maxAgeDays: number | null;
        readonly blocklist: boolean;
        readonly minScore: 0 | 1 | 2 | 3 | 4;
      };
      readonly secondFactor: {
        readonly required: "nobody" | "everyone" | readonly (string)[];
        readonly methods: readonly ("email_code" | "totp" | "passkey")[];
        readonly trustBrowserDays: number;
      };
      readonly lockout: {
        readonly threshold: number;
        readonly unlock: "administrator" | "timed" | "either";
        readonly durationMinutes: number;
        readonly deviceAware: boolean;
      };
      readonly portalPassword: {
        readonly minLength: number;
        readonly maxLength: number;
        readonly refuseRuns: boolean;
        readonly refuseReverse: boolean;
      };
      readonly temporaryPassword: {
        readonly mailHours: number;
        readonly handedOverHours: number;
      };
      readonly welcome: "temporary_password" | "activation_link";
      readonly recovery: {
        readonly linkMinutes: number;
        readonly unlocks: boolean;
      };
      readonly connections: {
        readonly tabsPerBrowser: number;
        readonly browsers: number;
      };
      readonly native: {
        readonly limit: number;
      };
      readonly seats: {
        readonly graceSeconds: number;
        readonly reservedForAdministrators: number;
      };
      readonly sessions: {
        readonly idleMinutes: number;
        readonly absoluteHours: number;
      };
      readonly schedules: {
        readonly atEnd: "sign_out" | "warn";
      };
      readonly inactivity: {
        readonly afterDays: number | null;
      };
      readonly stations: {
        readonly ranges: readonly ({
          readonly from: string;
          readonly to: string;
        })[];
      };
      readonly audit: {
        readonly retentionDays: number;
      };
      readonly branding: {
        readonly accentColor: string | null;
        readonly logoUrl: string | null;
      };
      readonly officeNetworks: readonly (string)[];
    };
  };
  /** What was changed, by whom, from what to what, newest first: the last 1,000 changes */
  readonly "GET /api/v1/settings/history": {
    readonly query: {
      readonly limit?: number;
      readonly cursor?: string;
    };
    readonly body: undefined;
    readonly answer: {
      readonly items: readonly ({
        readonly id: string;
        readonly at: string;
        readonly actor: {
          readonly kind: string;
          readonly id: string | null;
          readonly name: string | null;
        };
        readonly changes: readonly ({
          /** Like `sessions.idleMinutes`. */
          readonly setting: string;
          /** Its value. A secret is `********`, an image `(image)`. */
          readonly from: unknown;
          /** Its value. A secret is `********`, an image `(image)`. */
          readonly to: unknown;
        })[];
        /** False where only a secret was changed. */
        readonly restorable: boolean;
      })[];
      readonly next: string | null;
    };
  };
  /** Set what this change had replaced, but for secrets, which nobody can read */
  readonly "POST /api/v1/settings/history/{id}/restore": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: Readonly<Record<string, never>> | null;
    readonly answer: {
      readonly signIn: {
        readonly identifier: "username" | "email" | "either";
        readonly captcha: "off" | "always" | "after_failures";
        readonly captchaAfter: number;
      };
      readonly captcha: {
        readonly provider: "altcha" | "turnstile" | "hcaptcha" | "recaptcha";
        readonly siteKey: string | null;
        readonly secretKey: string | null;
      };
      readonly passwordPolicy: {
        readonly preset: "classic" | "modern" | "custom";
        readonly minLength: number;
        readonly classesAtLeast: 0 | 1 | 2 | 3;
        readonly lettersAndDigits: boolean;
        readonly history: number;
        readonly maxAgeDays: number | null;
        readonly blocklist: boolean;
        readonly minScore: 0 | 1 | 2 | 3 | 4;
      };
      readonly secondFactor: {
        readonly required: "nobody" | "everyone" | readonly (string)[];
        readonly methods: readonly ("email_code" | "totp" | "passkey")[];
        readonly trustBrowserDays: number;
      };
      readonly lockout: {
        readonly threshold: number;
        readonly unlock: "administrator" | "timed" | "either";
        readonly durationMinutes: number;
        readonly deviceAware: boolean;
      };
      readonly portalPassword: {
        readonly minLength: number;
        readonly maxLength: number;
        readonly refuseRuns: boolean;
        readonly refuseReverse: boolean;
      };
      readonly temporaryPassword: {
        readonly mailHours: number;
        readonly handedOverHours: number;
      };
      readonly welcome: "temporary_password" | "activation_link";
      readonly recovery: {
        readonly linkMinutes: number;
        readonly unlocks: boolean;
      };
      readonly connections: {
        readonly tabsPerBrowser: number;
        readonly browsers: number;
      };
      readonly native: {
        readonly limit: number;
      };
      readonly seats: {
        readonly graceSeconds: number;
        readonly reservedForAdministrators: number;
      };
      readonly sessions: {
        readonly idleMinutes: number;
        readonly absoluteHours: number;
      };
      readonly schedules: {
        readonly atEnd: "sign_out" | "warn";
      };
      readonly inactivity: {
        readonly afterDays: number | null;
      };
      readonly stations: {
        readonly ranges: readonly ({
          readonly from: string;
          readonly to: string;
        })[];
      };
      readonly audit: {
        readonly retentionDays: number;
      };
      readonly branding: {
        readonly accentColor: string | null;
        readonly logoUrl: string | null;
      };
      readonly officeNetworks: readonly (string)[];
    };
  };
  /** Endpoints that are told of events */
  readonly "GET /api/v1/webhooks": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly items: readonly ({
        readonly id: string;
        readonly name: string;
        readonly url: string;
        readonly events: readonly (string)[];
        readonly enabled: boolean;
        /** `gone`: it answered 410. `failing`: nothing arrived for five days. */
        readonly disabledReason: "administrator" | "gone" | "failing" | null;
        readonly failingSince: string | null;
        readonly lastDeliveredAt: string | null;
        /** Deliveries that wait, counted up to 10000. */
        readonly waiting: number;
        readonly previousSecretUntil: string | null;
        readonly createdAt: string;
        readonly createdBy: string;
      })[];
      readonly next: null;
    };
  };
  /** Add an endpoint; its secret is shown once */
  readonly "POST /api/v1/webhooks": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly name: string;
      /** https, on the public Internet. */
      readonly url: string;
      /** Actions of the audit log: `user.create`, prefixes like `session.*`, or `*` for all. */
      readonly events: readonly (string)[];
    };
    readonly answer: {
      readonly webhook: {
        readonly id: string;
        readonly name: string;
        readonly url: string;
        readonly events: readonly (string)[];
        readonly enabled: boolean;
        /** `gone`: it answered 410. `failing`: nothing arrived for five days. */
        readonly disabledReason: "administrator" | "gone" | "failing" | null;
        readonly failingSince: string | null;
        readonly lastDeliveredAt: string | null;
        /** Deliveries that wait, counted up to 10000. */
        readonly waiting: number;
        readonly previousSecretUntil: string | null;
        readonly createdAt: string;
        readonly createdBy: string;
      };
      /** Signs every delivery: shown here and never again. */
      readonly secret: string;
    };
  };
  /** What was sent to an endpoint in the last 30 days, newest first */
  readonly "GET /api/v1/webhooks/{id}/deliveries": {
    readonly query: {
      readonly limit?: number;
      readonly cursor?: string;
      readonly state?: "waiting" | "delivered" | "failed";
    };
    readonly body: undefined;
    readonly answer: {
      readonly items: readonly ({
        /** The header `webhook-id`; of the entry of the audit log, a test aside. */
        readonly id: string;
        readonly type: string;
        /** When it happened. */
        readonly at: string;
        readonly state: "waiting" | "delivered" | "failed";
        readonly attempts: number;
        readonly nextAttemptAt: string | null;
        readonly lastStatus: number | null;
        /** Why no answer came. */
        readonly lastError: "name_not_found" | "address_refused" | "url_refused" | "connection_failed" | "certificate_refused" | "timed_out" | "unreadable" | "secret_unreadable" | null;
        readonly endedAt: string | null;
      })[];
      readonly next: string | null;
    };
  };
  /** One delivery and its attempts */
  readonly "GET /api/v1/webhooks/{id}/deliveries/{delivery}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      /** The header `webhook-id`; of the entry of the audit log, a test aside. */
      readonly id: string;
      readonly type: string;
      /** When it happened. */
      readonly at: string;
      readonly state: "waiting" | "delivered" | "failed";
      readonly attempts: number;
      readonly nextAttemptAt: string | null;
      readonly lastStatus: number | null;
      /** Why no answer came. */
      readonly lastError: "name_not_found" | "address_refused" | "url_refused" | "connection_failed" | "certificate_refused" | "timed_out" | "unreadable" | "secret_unreadable" | null;
      readonly endedAt: string | null;
      /** What is signed and sent. */
      readonly body: string;
      readonly attemptLog: readonly ({
        readonly number: number;
        readonly at: string;
        readonly durationMs: number;
        readonly status: number | null;
        /** Why no answer came. */
        readonly error: "name_not_found" | "address_refused" | "url_refused" | "connection_failed" | "certificate_refused" | "timed_out" | "unreadable" | "secret_unreadable" | null;
        /** Its first kilobyte. */
        readonly answer: string | null;
      })[];
    };
  };
  /** Send it once more, under the same `webhook-id` */
  readonly "POST /api/v1/webhooks/{id}/deliveries/{delivery}/replay": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: Readonly<Record<string, never>> | null;
    readonly answer: {
      /** The header `webhook-id`; of the entry of the audit log, a test aside. */
      readonly id: string;
      readonly type: string;
      /** When it happened. */
      readonly at: string;
      readonly state: "waiting" | "delivered" | "failed";
      readonly attempts: number;
      readonly nextAttemptAt: string | null;
      readonly lastStatus: number | null;
      /** Why no answer came. */
      readonly lastError: "name_not_found" | "address_refused" | "url_refused" | "connection_failed" | "certificate_refused" | "timed_out" | "unreadable" | "secret_unreadable" | null;
      readonly endedAt: string | null;
      /** What is signed and sent. */
      readonly body: string;
      readonly attemptLog: readonly ({
        readonly number: number;
        readonly at: string;
        readonly durationMs: number;
        readonly status: number | null;
        /** Why no answer came. */
        readonly error: "name_not_found" | "address_refused" | "url_refused" | "connection_failed" | "certificate_refused" | "timed_out" | "unreadable" | "secret_unreadable" | null;
        /** Its first kilobyte. */
        readonly answer: string | null;
      })[];
    };
  };
  /** A new secret, shown once; for a day the one before signs too */
  readonly "POST /api/v1/webhooks/{id}/secret": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: Readonly<Record<string, never>> | null;
    readonly answer: {
      readonly webhook: {
        readonly id: string;
        readonly name: string;
        readonly url: string;
        readonly events: readonly (string)[];
        readonly enabled: boolean;
        /** `gone`: it answered 410. `failing`: nothing arrived for five days. */
        readonly disabledReason: "administrator" | "gone" | "failing" | null;
        readonly failingSince: string | null;
        readonly lastDeliveredAt: string | null;
        /** Deliveries that wait, counted up to 10000. */
        readonly waiting: number;
        readonly previousSecretUntil: string | null;
        readonly createdAt: string;
        readonly createdBy: string;
      };
      /** Signs every delivery: shown here and never again. */
      readonly secret: string;
    };
  };
  /** Send `usher.test` now, and say what came of it */
  readonly "POST /api/v1/webhooks/{id}/test": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: Readonly<Record<string, never>> | null;
    readonly answer: {
      /** The header `webhook-id`; of the entry of the audit log, a test aside. */
      readonly id: string;
      readonly type: string;
      /** When it happened. */
      readonly at: string;
      readonly state: "waiting" | "delivered" | "failed";
      readonly attempts: number;
      readonly nextAttemptAt: string | null;
      readonly lastStatus: number | null;
      /** Why no answer came. */
      readonly lastError: "name_not_found" | "address_refused" | "url_refused" | "connection_failed" | "certificate_refused" | "timed_out" | "unreadable" | "secret_unreadable" | null;
      readonly endedAt: string | null;
      /** What is signed and sent. */
      readonly body: string;
      readonly attemptLog: readonly ({
        readonly number: number;
        readonly at: string;
        readonly durationMs: number;
        readonly status: number | null;
        /** Why no answer came. */
        readonly error: "name_not_found" | "address_refused" | "url_refused" | "connection_failed" | "certificate_refused" | "timed_out" | "unreadable" | "secret_unreadable" | null;
        /** Its first kilobyte. */
        readonly answer: string | null;
      })[];
    };
  };
  /** One endpoint */
  readonly "GET /api/v1/webhooks/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly id: string;
      readonly name: string;
      readonly url: string;
      readonly events: readonly (string)[];
      readonly enabled: boolean;
      /** `gone`: it answered 410. `failing`: nothing arrived for five days. */
      readonly disabledReason: "administrator" | "gone" | "failing" | null;
      readonly failingSince: string | null;
      readonly lastDeliveredAt: string | null;
      /** Deliveries that wait, counted up to 10000. */
      readonly waiting: number;
      readonly previousSecretUntil: string | null;
      readonly createdAt: string;
      readonly createdBy: string;
    };
  };
  /** Change, disable or enable an endpoint */
  readonly "PATCH /api/v1/webhooks/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly name?: string;
      /** https, on the public Internet. */
      readonly url?: string;
      /** Actions of the audit log: `user.create`, prefixes like `session.*`, or `*` for all. */
      readonly events?: readonly (string)[];
      /** False: no event is collected, and what waits goes on waiting. */
      readonly enabled?: boolean;
    };
    readonly answer: {
      readonly id: string;
      readonly name: string;
      readonly url: string;
      readonly events: readonly (string)[];
      readonly enabled: boolean;
      /** `gone`: it answered 410. `failing`: nothing arrived for five days. */
      readonly disabledReason: "administrator" | "gone" | "failing" | null;
      readonly failingSince: string | null;
      readonly lastDeliveredAt: string | null;
      /** Deliveries that wait, counted up to 10000. */
      readonly waiting: number;
      readonly previousSecretUntil: string | null;
      readonly createdAt: string;
      readonly createdBy: string;
    };
  };
  /** Delete an endpoint and its deliveries */
  readonly "DELETE /api/v1/webhooks/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** A challenge to answer with `captcha` where a sign-in asks for it */
  readonly "GET /api/v1/captcha": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly when: "off" | "always" | "after_failures";
      readonly provider: string;
      readonly siteKey: string | null;
      readonly parameters?: Readonly<Record<string, unknown>>;
      readonly signature?: string;
      readonly wait?: {
        readonly token: string;
        readonly seconds: number;
      };
    };
  };
  /** Roles and what they permit */
  readonly "GET /api/v1/roles": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly items: readonly ({
        readonly id: string;
        readonly key: string;
        readonly builtIn: boolean;
        readonly name: string;
        /** Where a sign-in leads: a path of this host that the role may open, or the https address of an application. */
        readonly home: string;
        readonly permissions: readonly (string)[];
        /** False: its people take no seat of the licence. Only where operators allow it (`seatlessRoles` of the organisation). */
        readonly usesSeat: boolean;
        /** At most so many of its people hold a seat at once; null: as many as the organisation has. */
        readonly seatsMax: number | null;
        /** Its people may take the seats that are kept from everyone else. */
        readonly reservedSeats: boolean;
        /** A sign-in asks for a station. */
        readonly stationRequired: boolean;
        /** A connected tab counts as activity. */
        readonly connectedIsActive: boolean;
        /** Id of the access schedule. */
        readonly schedule: string | null;
      })[];
      readonly next: null;
      /** Whether roles may take no seat: operators decide. */
      readonly seatlessRoles: boolean;
    };
  };
  /** Create a role */
  readonly "POST /api/v1/roles": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly key: string;
      readonly name: string;
      /** Where a sign-in leads: a path of this host that the role may open, or the https address of an application. */
      readonly home?: string;
      readonly permissions?: readonly ("users:read" | "users:create" | "users:update" | "users:disable" | "users:unlock" | "users:sign_out" | "users:delete" | "users:import" | "users:export" | "users:password:set" | "users:portal_password:set" | "users:credentials:read" | "users:email:assign" | "users:second_factor:reset" | "team:read" | "team:unlock" | "team:sign_out" | "team:password:set" | "team:portal_password:set" | "team:credentials:read" | "team:email:assign" | "team:second_factor:reset" | "users:overtime" | "users:message" | "team:overtime" | "team:message" | "team:disconnect" | "team:station:release" | "users:disconnect" | "users:station:release" | "users:station:assign" | "roles:read" | "roles:update" | "teams:read" | "teams:update" | "schedules:read" | "schedules:update" | "seats:read" | "settings:read" | "settings:update" | "audit:read" | "audit:export" | "api_keys:manage" | "webhooks:manage")[];
      /** False: its people take no seat of the licence. Only where operators allow it (`seatlessRoles` of the organisation). */
      readonly usesSeat?: boolean;
      /** At most so many of its people hold a seat at once; null: as many as the organisation has. */
      readonly seatsMax?: number | null;
      /** Its people may take the seats that are kept from everyone else. */
      readonly reservedSeats?: boolean;
      /** A sign-in asks for a station. */
      readonly stationRequired?: boolean;
      /** A connected tab counts as activity. */
      readonly connectedIsActive?: boolean;
      /** Id of the access schedule. */
      readonly schedule?: string | null;
    };
    readonly answer: {
      readonly id: string;
      readonly key: string;
      readonly builtIn: boolean;
      readonly name: string;
      /** Where a sign-in leads: a path of this host that the role may open, or the https address of an application. */
      readonly home: string;
      readonly permissions: readonly (string)[];
      /** False: its people take no seat of the licence. Only where operators allow it (`seatlessRoles` of the organisation). */
      readonly usesSeat: boolean;
      /** At most so many of its people hold a seat at once; null: as many as the organisation has. */
      readonly seatsMax: number | null;
      /** Its people may take the seats that are kept from everyone else. */
      readonly reservedSeats: boolean;
      /** A sign-in asks for a station. */
      readonly stationRequired: boolean;
      /** A connected tab counts as activity. */
      readonly connectedIsActive: boolean;
      /** Id of the access schedule. */
      readonly schedule: string | null;
    };
  };
  /** One role */
  readonly "GET /api/v1/roles/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly id: string;
      readonly key: string;
      readonly builtIn: boolean;
      readonly name: string;
      /** Where a sign-in leads: a path of this host that the role may open, or the https address of an application. */
      readonly home: string;
      readonly permissions: readonly (string)[];
      /** False: its people take no seat of the licence. Only where operators allow it (`seatlessRoles` of the organisation). */
      readonly usesSeat: boolean;
      /** At most so many of its people hold a seat at once; null: as many as the organisation has. */
      readonly seatsMax: number | null;
      /** Its people may take the seats that are kept from everyone else. */
      readonly reservedSeats: boolean;
      /** A sign-in asks for a station. */
      readonly stationRequired: boolean;
      /** A connected tab counts as activity. */
      readonly connectedIsActive: boolean;
      /** Id of the access schedule. */
      readonly schedule: string | null;
      /** How many people have it. */
      readonly users: number;
    };
  };
  /** Change a role */
  readonly "PATCH /api/v1/roles/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly name?: string;
      /** Where a sign-in leads: a path of this host that the role may open, or the https address of an application. */
      readonly home?: string;
      readonly permissions?: readonly ("users:read" | "users:create" | "users:update" | "users:disable" | "users:unlock" | "users:sign_out" | "users:delete" | "users:import" | "users:export" | "users:password:set" | "users:portal_password:set" | "users:credentials:read" | "users:email:assign" | "users:second_factor:reset" | "team:read" | "team:unlock" | "team:sign_out" | "team:password:set" | "team:portal_password:set" | "team:credentials:read" | "team:email:assign" | "team:second_factor:reset" | "users:overtime" | "users:message" | "team:overtime" | "team:message" | "team:disconnect" | "team:station:release" | "users:disconnect" | "users:station:release" | "users:station:assign" | "roles:read" | "roles:update" | "teams:read" | "teams:update" | "schedules:read" | "schedules:update" | "seats:read" | "settings:read" | "settings:update" | "audit:read" | "audit:export" | "api_keys:manage" | "webhooks:manage")[];
      /** False: its people take no seat of the licence. Only where operators allow it (`seatlessRoles` of the organisation). */
      readonly usesSeat?: boolean;
      /** At most so many of its people hold a seat at once; null: as many as the organisation has. */
      readonly seatsMax?: number | null;
      /** Its people may take the seats that are kept from everyone else. */
      readonly reservedSeats?: boolean;
      /** A sign-in asks for a station. */
      readonly stationRequired?: boolean;
      /** A connected tab counts as activity. */
      readonly connectedIsActive?: boolean;
      /** Id of the access schedule. */
      readonly schedule?: string | null;
    };
    readonly answer: {
      readonly id: string;
      readonly key: string;
      readonly builtIn: boolean;
      readonly name: string;
      /** Where a sign-in leads: a path of this host that the role may open, or the https address of an application. */
      readonly home: string;
      readonly permissions: readonly (string)[];
      /** False: its people take no seat of the licence. Only where operators allow it (`seatlessRoles` of the organisation). */
      readonly usesSeat: boolean;
      /** At most so many of its people hold a seat at once; null: as many as the organisation has. */
      readonly seatsMax: number | null;
      /** Its people may take the seats that are kept from everyone else. */
      readonly reservedSeats: boolean;
      /** A sign-in asks for a station. */
      readonly stationRequired: boolean;
      /** A connected tab counts as activity. */
      readonly connectedIsActive: boolean;
      /** Id of the access schedule. */
      readonly schedule: string | null;
    };
  };
  /** Delete a role that nobody has */
  readonly "DELETE /api/v1/roles/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** List and search users, by role, team and state */
  readonly "GET /api/v1/users": {
    readonly query: {
      readonly search?: string;
      readonly cursor?: string;
      readonly limit?: number;
      readonly role?: string;
      readonly team?: string;
      readonly status?: "active" | "inactive" | "disabled" | "locked" | "never_signed_in" | "email_problem";
    };
    readonly body: undefined;
    readonly answer: {
      readonly items: readonly ({
        readonly id: string;
        readonly username: string;
        readonly email: string | null;
        /** False while a supervisor filled in the address and its owner has not signed in with a code mailed there: no link and no temporary password is mailed to it. True without an address. */
        readonly emailConfirmed: boolean;
        /** Why the last mail to this address was refused for good; null when it was not. */
        readonly emailProblem: {
          readonly reason: string;
          readonly at: string;
        } | null;
        readonly firstName: string;
        readonly lastName: string;
        /** Key of the role. */
        readonly role: string;
        /** Names of the teams. */
        readonly teams: readonly (string)[];
        readonly status: "active" | "inactive";
        readonly disabled: boolean;
        readonly locked: boolean;
        readonly extension: string | null;
        readonly number: string | null;
        /** With `static`, `id` is the number assigned to them; with the others it is null. */
        readonly station: {
          readonly mode: "static" | "dynamic" | "none";
          readonly id: string | null;
        };
        /** Id of the schedule of their own; null: that of their teams or role counts. */
        readonly schedule: string | null;
        readonly overtimeUntil: string | null;
        readonly locale: string | null;
        readonly lastSignInAt: string | null;
        readonly createdAt: string;
      })[];
      readonly next: string | null;
    };
  };
  /** Create a user */
  readonly "POST /api/v1/users": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly username: string;
      readonly email?: string | null;
      readonly firstName?: string;
      readonly lastName?: string;
      readonly role?: string;
      readonly teams?: readonly (string)[];
      readonly locale?: string | null;
      readonly extension?: string | null;
      readonly number?: string | null;
      readonly station?: {
        readonly mode: "static" | "dynamic" | "none";
        readonly id?: string | null;
      };
      readonly schedule?: string | null;
      readonly password?: string;
      readonly temporary?: boolean;
    };
    readonly answer: {
      readonly user: {
        readonly id: string;
        readonly username: string;
        readonly email: string | null;
        /** False while a supervisor filled in the address and its owner has not signed in with a code mailed there: no link and no temporary password is mailed to it. True without an address. */
        readonly emailConfirmed: boolean;
        /** Why the last mail to this address was refused for good; null when it was not. */
        readonly emailProblem: {
          readonly reason: string;
          readonly at: string;
        } | null;
        readonly firstName: string;
        readonly lastName: string;
        /** Key of the role. */
        readonly role: string;
        /** Names of the teams. */
        readonly teams: readonly (string)[];
        readonly status: "active" | "inactive";
        readonly disabled: boolean;
        readonly locked: boolean;
        readonly extension: string | null;
        readonly number: string | null;
        /** With `static`, `id` is the number assigned to them; with the others it is null. */
        readonly station: {
          readonly mode: "static" | "dynamic" | "none";
          readonly id: string | null;
        };
        /** Id of the schedule of their own; null: that of their teams or role counts. */
        readonly schedule: string | null;
        readonly overtimeUntil: string | null;
        readonly locale: string | null;
        readonly lastSignInAt: string | null;
        readonly createdAt: string;
      };
      /** Only when it was generated and not mailed, and only this once. */
      readonly temporaryPassword?: string;
    };
  };
  /** One user */
  readonly "GET /api/v1/users/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly id: string;
      readonly username: string;
      readonly email: string | null;
      /** False while a supervisor filled in the address and its owner has not signed in with a code mailed there: no link and no temporary password is mailed to it. True without an address. */
      readonly emailConfirmed: boolean;
      /** Why the last mail to this address was refused for good; null when it was not. */
      readonly emailProblem: {
        readonly reason: string;
        readonly at: string;
      } | null;
      readonly firstName: string;
      readonly lastName: string;
      /** Key of the role. */
      readonly role: string;
      /** Names of the teams. */
      readonly teams: readonly (string)[];
      readonly status: "active" | "inactive";
      readonly disabled: boolean;
      readonly locked: boolean;
      readonly extension: string | null;
      readonly number: string | null;
      /** With `static`, `id` is the number assigned to them; with the others it is null. */
      readonly station: {
        readonly mode: "static" | "dynamic" | "none";
        readonly id: string | null;
      };
      /** Id of the schedule of their own; null: that of their teams or role counts. */
      readonly schedule: string | null;
      readonly overtimeUntil: string | null;
      readonly locale: string | null;
      readonly lastSignInAt: string | null;
      readonly createdAt: string;
    };
  };
  /** Change a user */
  readonly "PATCH /api/v1/users/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly username?: string;
      readonly email?: string | null;
      readonly firstName?: string;
      readonly lastName?: string;
      readonly role?: string;
      readonly teams?: readonly (string)[];
      readonly status?: "active" | "inactive";
      readonly locale?: string | null;
      readonly extension?: string | null;
      readonly number?: string | null;
      readonly station?: {
        readonly mode: "static" | "dynamic" | "none";
        readonly id?: string | null;
      };
      readonly schedule?: string | null;
    };
    readonly answer: {
      readonly id: string;
      readonly username: string;
      readonly email: string | null;
      /** False while a supervisor filled in the address and its owner has not signed in with a code mailed there: no link and no temporary password is mailed to it. True without an address. */
      readonly emailConfirmed: boolean;
      /** Why the last mail to this address was refused for good; null when it was not. */
      readonly emailProblem: {
        readonly reason: string;
        readonly at: string;
      } | null;
      readonly firstName: string;
      readonly lastName: string;
      /** Key of the role. */
      readonly role: string;
      /** Names of the teams. */
      readonly teams: readonly (string)[];
      readonly status: "active" | "inactive";
      readonly disabled: boolean;
      readonly locked: boolean;
      readonly extension: string | null;
      readonly number: string | null;
      /** With `static`, `id` is the number assigned to them; with the others it is null. */
      readonly station: {
        readonly mode: "static" | "dynamic" | "none";
        readonly id: string | null;
      };
      /** Id of the schedule of their own; null: that of their teams or role counts. */
      readonly schedule: string | null;
      readonly overtimeUntil: string | null;
      readonly locale: string | null;
      readonly lastSignInAt: string | null;
      readonly createdAt: string;
    };
  };
  /** Delete a user, for good; their sessions, seat, station and mails that wait end at once */
  readonly "DELETE /api/v1/users/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** Set the web access password; unlocks */
  readonly "PUT /api/v1/users/{id}/password": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly password?: string;
      readonly temporary?: boolean;
      readonly generate?: boolean;
    };
    readonly answer: {
      /** Only when it was generated and not mailed, and only this once. */
      readonly temporaryPassword?: string;
    };
  };
  /** Set the portal password; unlocks it */
  readonly "PUT /api/v1/users/{id}/portal-password": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      /** Digits. */
      readonly password?: string;
      readonly generate?: boolean;
    };
    readonly answer: {
      /** Only when it was generated, and only this once. */
      readonly portalPassword?: string;
    };
  };
  /** State of each credential, never the credential */
  readonly "GET /api/v1/users/{id}/credentials": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly web: {
        readonly set: boolean;
        readonly temporary: boolean;
        /** When a temporary one stops working, or another must be chosen because of its age. */
        readonly expiresAt: string | null;
        readonly expired: boolean;
        readonly changedAt: string | null;
        readonly changedBy: string | null;
        readonly locked: boolean;
        readonly lockedAt: string | null;
        /** When the lock opens by itself; null when only a person unlocks. */
        readonly lockedUntil: string | null;
      };
      readonly portal: {
        readonly set: boolean;
        readonly changedAt: string | null;
        readonly changedBy: string | null;
        readonly locked: boolean;
        readonly lockedAt: string | null;
        /** When the lock opens by itself; null when only a person unlocks. */
        readonly lockedUntil: string | null;
        readonly rules: {
          readonly minLength: number;
          readonly maxLength: number;
          readonly refuseRuns: boolean;
          readonly refuseReverse: boolean;
        };
      };
      readonly secondFactor: {
        readonly totp: boolean;
        readonly passkeys: number;
        /** How many are left. */
        readonly recoveryCodes: number;
        /** They chose it themselves; where a factor is required it needs no choosing. */
        readonly emailCode: boolean;
        readonly trustedBrowsers: number;
        readonly passkeyList: readonly ({
          readonly name: string;
          readonly createdAt: string;
          readonly lastUsedAt: string | null;
        })[];
        /** By the organisation, of their role. */
        readonly required: boolean;
        /** What the organisation allows. */
        readonly methods: readonly ("email_code" | "totp" | "passkey")[];
      };
      /** What became of the newest welcome mail. */
      readonly welcome: {
        readonly status: "queued" | "sent" | "failed" | "expired";
        readonly at: string;
        readonly reason: string | null;
      } | null;
    };
  };
  /** Mail a new temporary password or activation link; the one before stops working at once */
  readonly "POST /api/v1/users/{id}/welcome": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: Readonly<Record<string, never>> | null;
    readonly answer: undefined;
  };
  /** Unlock a credential after too many failed attempts; the web access password unless told */
  readonly "POST /api/v1/users/{id}/unlock": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly credential?: "web" | "portal";
    } | null;
    readonly answer: undefined;
  };
  /** disable a user */
  readonly "POST /api/v1/users/{id}/disable": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: Readonly<Record<string, never>> | null;
    readonly answer: undefined;
  };
  /** enable a user */
  readonly "POST /api/v1/users/{id}/enable": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: Readonly<Record<string, never>> | null;
    readonly answer: undefined;
  };
  /** Everybody, by username, as CSV or NDJSON */
  readonly "GET /api/v1/users/export": {
    readonly query: {
      readonly format?: "csv" | "ndjson";
    };
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** One act on many users, each judged for themselves; answers what became of each */
  readonly "POST /api/v1/users/bulk": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly ids: readonly (string)[];
      readonly action: "disable" | "enable" | "sign_out" | "unlock" | "activate" | "inactivate" | "add_to_team" | "remove_from_team" | "set_role" | "set_schedule";
      /** With `add_to_team` and `remove_from_team` the id of the team, with `set_role` the key of the role, with `set_schedule` the id of the schedule or null; with the others nothing. */
      readonly value?: string | null;
    };
    readonly answer: {
      readonly items: readonly ({
        readonly id: string;
        readonly outcome: "done" | "unchanged" | "refused";
        /** Why, when refused. */
        readonly code?: "incorrect_credentials" | "already_signed_in" | "connection_limit" | "user_disabled" | "too_many_attempts" | "user_inactive" | "outside_schedule" | "user_limit_reached" | "no_email_for_code" | "captcha_required" | "captcha_failed" | "code_incorrect" | "code_expired" | "code_attempts_exceeded" | "resend_too_soon" | "code_used" | "passkey_refused" | "second_factor_required" | "password_policy" | "password_reused" | "temporary_password_expired" | "link_invalid" | "link_expired" | "station_taken" | "station_not_yours" | "station_unknown" | "organization_unknown" | "organization_suspended" | "flow_expired" | "flow_step_invalid" | "recent_authentication_required" | "identifier_taken" | "no_email_address" | "email_unconfirmed" | "precondition_failed" | "idempotency_key_reused" | "idempotency_in_progress" | "idempotency_outcome_unknown" | "last_administrator" | "role_in_use" | "schedule_in_use" | "import_running" | "portal_password_policy" | "provider_unavailable" | "body_too_large" | "media_type" | "not_signed_in" | "not_permitted" | "not_found" | "invalid_request" | "rate_limited" | "unavailable" | "slug_taken" | "slug_reserved" | "domain_taken" | "export_required" | "current_password_incorrect" | "cross_site_request" | "host_unknown" | "internal";
      })[];
    };
  };
  /** Teams that one may see */
  readonly "GET /api/v1/teams": {
    readonly query: {
      readonly cursor?: string;
      readonly limit?: number;
      readonly search?: string;
    };
    readonly body: undefined;
    readonly answer: {
      readonly items: readonly ({
        readonly id: string;
        readonly name: string;
        readonly schedule: string | null;
        /** Everybody in it, supervisors included. */
        readonly members: number;
        /** The first ten of those who supervise it. */
        readonly supervisors: readonly ({
          readonly id: string;
          readonly username: string;
          /** As shown. */
          readonly name: string;
        })[];
      })[];
      readonly next: string | null;
    };
  };
  /** Create a team */
  readonly "POST /api/v1/teams": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly name: string;
      /** Id of the access schedule of its members. */
      readonly schedule?: string | null;
    };
    readonly answer: {
      readonly id: string;
      readonly name: string;
      readonly schedule: string | null;
      /** Everybody in it, supervisors included. */
      readonly members: number;
      /** The first ten of those who supervise it. */
      readonly supervisors: readonly ({
        readonly id: string;
        readonly username: string;
        /** As shown. */
        readonly name: string;
      })[];
    };
  };
  /** Who is in a team */
  readonly "GET /api/v1/teams/{id}/members": {
    readonly query: {
      readonly cursor?: string;
      readonly limit?: number;
    };
    readonly body: undefined;
    readonly answer: {
      readonly items: readonly ({
        readonly id: string;
        readonly username: string;
        readonly firstName: string;
        readonly lastName: string;
        /** Key of the role. */
        readonly role: string;
        readonly supervises: boolean;
      })[];
      readonly next: string | null;
    };
  };
  /** Put people into a team, or change whether they supervise it */
  readonly "PUT /api/v1/teams/{id}/members": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      /** Ids of users. */
      readonly users: readonly (string)[];
      readonly supervises?: boolean;
    };
    readonly answer: undefined;
  };
  /** Take people out of a team */
  readonly "DELETE /api/v1/teams/{id}/members": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      /** Ids of users. */
      readonly users: readonly (string)[];
    };
    readonly answer: undefined;
  };
  /** One team */
  readonly "GET /api/v1/teams/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly id: string;
      readonly name: string;
      readonly schedule: string | null;
      /** Everybody in it, supervisors included. */
      readonly members: number;
      /** The first ten of those who supervise it. */
      readonly supervisors: readonly ({
        readonly id: string;
        readonly username: string;
        /** As shown. */
        readonly name: string;
      })[];
    };
  };
  /** Change a team */
  readonly "PATCH /api/v1/teams/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly name?: string;
      /** Id of the access schedule of its members. */
      readonly schedule?: string | null;
    };
    readonly answer: {
      readonly id: string;
      readonly name: string;
      readonly schedule: string | null;
      /** Everybody in it, supervisors included. */
      readonly members: number;
      /** The first ten of those who supervise it. */
      readonly supervisors: readonly ({
        readonly id: string;
        readonly username: string;
        /** As shown. */
        readonly name: string;
      })[];
    };
  };
  /** Delete a team; its people stay */
  readonly "DELETE /api/v1/teams/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** Take away all second factors of a user, so that they can set up new ones */
  readonly "POST /api/v1/users/{id}/second-factor/reset": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: Readonly<Record<string, never>> | null;
    readonly answer: undefined;
  };
  /** List API keys */
  readonly "GET /api/v1/api-keys": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly items: readonly ({
        readonly id: string;
        readonly name: string;
        /** The last four characters of its secret. */
        readonly ending: string | null;
        readonly permissions: readonly (string)[];
        readonly createdAt: string;
        /** The name of its maker then. */
        readonly createdBy: string;
        /** Of the person who made it: `permitted` has all its permissions, `lacking` has not any more, `disabled` may not even sign in. The key works on in every case. Null: it was made at the terminal or by another key, or its maker was deleted. */
        readonly maker: "permitted" | "lacking" | "disabled" | null;
        readonly lastUsedAt: string | null;
        readonly expiresAt: string | null;
        readonly expired: boolean;
        readonly rolledAt: string | null;
        /** Until then the secret before the last rolling works; null: it does not. */
        readonly previousUntil: string | null;
      })[];
      readonly next: null;
    };
  };
  /** Create an API key; shown once */
  readonly "POST /api/v1/api-keys": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly name: string;
      /** None that the caller does not have. */
      readonly permissions: readonly ("users:read" | "users:create" | "users:update" | "users:disable" | "users:unlock" | "users:sign_out" | "users:delete" | "users:import" | "users:export" | "users:password:set" | "users:portal_password:set" | "users:credentials:read" | "users:email:assign" | "users:second_factor:reset" | "team:read" | "team:unlock" | "team:sign_out" | "team:password:set" | "team:portal_password:set" | "team:credentials:read" | "team:email:assign" | "team:second_factor:reset" | "users:overtime" | "users:message" | "team:overtime" | "team:message" | "team:disconnect" | "team:station:release" | "users:disconnect" | "users:station:release" | "users:station:assign" | "roles:read" | "roles:update" | "teams:read" | "teams:update" | "schedules:read" | "schedules:update" | "seats:read" | "settings:read" | "settings:update" | "audit:read" | "audit:export" | "api_keys:manage" | "webhooks:manage" | "organizations:read" | "organizations:create" | "organizations:update" | "organizations:suspend" | "organizations:delete" | "organizations:export" | "installation:read" | "installation:update")[];
      readonly expiresAt?: string | null;
    };
    readonly answer: {
      readonly id: string;
      /** The bearer key: shown here and never again. */
      readonly key: string;
    };
  };
  /** Give an API key a new secret; shown once */
  readonly "POST /api/v1/api-keys/{id}/roll": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      /** Hours that the secret it has now works on. 0: it ends at once. */
      readonly keepHours?: number;
    };
    readonly answer: {
      readonly id: string;
      /** The bearer key: shown here and never again. */
      readonly key: string;
    };
  };
  /** Revoke an API key */
  readonly "DELETE /api/v1/api-keys/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** Seats in use and free, in all and by role */
  readonly "GET /api/v1/seats": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      /** Seats the organisation has. */
      readonly capacity: number;
      /** Of them, kept for roles that may take reserved ones. */
      readonly reserved: number;
      readonly inUse: number;
      /** Seats that nobody holds; 0 while more are in use than there are. */
      readonly free: number;
      /** Most in use at once today, in the time zone of the organisation. */
      readonly peakToday: number;
      readonly byRole: readonly ({
        /** Key of a role that uses seats. */
        readonly role: string;
        readonly name: string;
        readonly inUse: number;
        readonly seatsMax: number | null;
        /** How many more people of this role could enter now. */
        readonly free: number;
        readonly mayTakeReserved: boolean;
      })[];
    };
  };
  /** Stations that are assigned or in use; a supervisor sees those of their teams */
  readonly "GET /api/v1/stations": {
    readonly query: {
      readonly search?: string;
      readonly cursor?: string;
      readonly limit?: number;
    };
    readonly body: undefined;
    readonly answer: {
      readonly items: readonly ({
        /** Digits; leading zeros count. */
        readonly station: string;
        readonly assignedTo: {
          readonly id: string;
          readonly username: string;
          readonly name: string;
        } | null;
        readonly heldBy: {
          readonly id: string;
          readonly username: string;
          readonly name: string;
        } | null;
        readonly heldSince: string | null;
      })[];
      readonly next: string | null;
    };
  };
  /** Assign a station to a user: nobody else can take it */
  readonly "PUT /api/v1/stations/{station}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly userId: string;
    };
    readonly answer: undefined;
  };
  /** Take a station back from the user it is assigned to; who is at it stays until they leave */
  readonly "DELETE /api/v1/stations/{station}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: Readonly<Record<string, never>> | null;
    readonly answer: undefined;
  };
  /** Release a station: whoever is at it is asked for one again, and stays signed in */
  readonly "DELETE /api/v1/stations/{station}/holder": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: Readonly<Record<string, never>> | null;
    readonly answer: undefined;
  };
  /** Access schedules */
  readonly "GET /api/v1/schedules": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly items: readonly ({
        readonly id: string;
        readonly name: string;
        readonly windows: readonly ({
          /** On which it starts: 1 = Monday to 7 = Sunday. */
          readonly days: readonly (number)[];
          /** Wall time "HH:MM". */
          readonly from: string;
          /** Wall time "HH:MM"; earlier than `from`: on the next day. A whole day is 00:00 to 24:00. */
          readonly to: string;
        })[];
        readonly exceptions: readonly ({
          readonly date: string;
          readonly closed?: true;
          /** Wall time "HH:MM". */
          readonly from?: string;
          /** Wall time "HH:MM"; earlier than `from`: on the next day. A whole day is 00:00 to 24:00. */
          readonly to?: string;
        })[];
        /** How many it is assigned to; only one that is assigned to nobody can be deleted. */
        readonly assigned: {
          readonly users: number;
          readonly teams: number;
          readonly roles: number;
        };
      })[];
      readonly next: null;
    };
  };
  /** Create a schedule */
  readonly "POST /api/v1/schedules": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly name: string;
      readonly windows?: readonly ({
        /** On which it starts: 1 = Monday to 7 = Sunday. */
        readonly days: readonly (number)[];
        /** Wall time "HH:MM". */
        readonly from: string;
        /** Wall time "HH:MM"; earlier than `from`: on the next day. A whole day is 00:00 to 24:00. */
        readonly to: string;
      })[];
      readonly exceptions?: readonly ({
        readonly date: string;
        readonly closed?: true;
        /** Wall time "HH:MM". */
        readonly from?: string;
        /** Wall time "HH:MM"; earlier than `from`: on the next day. A whole day is 00:00 to 24:00. */
        readonly to?: string;
      })[];
    };
    readonly answer: {
      readonly id: string;
      readonly name: string;
      readonly windows: readonly ({
        /** On which it starts: 1 = Monday to 7 = Sunday. */
        readonly days: readonly (number)[];
        /** Wall time "HH:MM". */
        readonly from: string;
        /** Wall time "HH:MM"; earlier than `from`: on the next day. A whole day is 00:00 to 24:00. */
        readonly to: string;
      })[];
      readonly exceptions: readonly ({
        readonly date: string;
        readonly closed?: true;
        /** Wall time "HH:MM". */
        readonly from?: string;
        /** Wall time "HH:MM"; earlier than `from`: on the next day. A whole day is 00:00 to 24:00. */
        readonly to?: string;
      })[];
      /** How many it is assigned to; only one that is assigned to nobody can be deleted. */
      readonly assigned: {
        readonly users: number;
        readonly teams: number;
        readonly roles: number;
      };
    };
  };
  /** When a schedule is open, in instants: at most 62 days */
  readonly "GET /api/v1/schedules/{id}/preview": {
    readonly query: {
      readonly from?: string;
      readonly to?: string;
    };
    readonly body: undefined;
    readonly answer: {
      /** Of the organisation, in which windows are meant. */
      readonly timeZone: string;
      /** Each stretch without a break, cut at from and to. */
      readonly items: readonly ({
        readonly startsAt: string;
        readonly endsAt: string;
      })[];
    };
  };
  /** One schedule */
  readonly "GET /api/v1/schedules/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly id: string;
      readonly name: string;
      readonly windows: readonly ({
        /** On which it starts: 1 = Monday to 7 = Sunday. */
        readonly days: readonly (number)[];
        /** Wall time "HH:MM". */
        readonly from: string;
        /** Wall time "HH:MM"; earlier than `from`: on the next day. A whole day is 00:00 to 24:00. */
        readonly to: string;
      })[];
      readonly exceptions: readonly ({
        readonly date: string;
        readonly closed?: true;
        /** Wall time "HH:MM". */
        readonly from?: string;
        /** Wall time "HH:MM"; earlier than `from`: on the next day. A whole day is 00:00 to 24:00. */
        readonly to?: string;
      })[];
      /** How many it is assigned to; only one that is assigned to nobody can be deleted. */
      readonly assigned: {
        readonly users: number;
        readonly teams: number;
        readonly roles: number;
      };
    };
  };
  /** Change a schedule; whom that puts out has a minute */
  readonly "PATCH /api/v1/schedules/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly name?: string;
      readonly windows?: readonly ({
        /** On which it starts: 1 = Monday to 7 = Sunday. */
        readonly days: readonly (number)[];
        /** Wall time "HH:MM". */
        readonly from: string;
        /** Wall time "HH:MM"; earlier than `from`: on the next day. A whole day is 00:00 to 24:00. */
        readonly to: string;
      })[];
      readonly exceptions?: readonly ({
        readonly date: string;
        readonly closed?: true;
        /** Wall time "HH:MM". */
        readonly from?: string;
        /** Wall time "HH:MM"; earlier than `from`: on the next day. A whole day is 00:00 to 24:00. */
        readonly to?: string;
      })[];
    };
    readonly answer: {
      readonly id: string;
      readonly name: string;
      readonly windows: readonly ({
        /** On which it starts: 1 = Monday to 7 = Sunday. */
        readonly days: readonly (number)[];
        /** Wall time "HH:MM". */
        readonly from: string;
        /** Wall time "HH:MM"; earlier than `from`: on the next day. A whole day is 00:00 to 24:00. */
        readonly to: string;
      })[];
      readonly exceptions: readonly ({
        readonly date: string;
        readonly closed?: true;
        /** Wall time "HH:MM". */
        readonly from?: string;
        /** Wall time "HH:MM"; earlier than `from`: on the next day. A whole day is 00:00 to 24:00. */
        readonly to?: string;
      })[];
      /** How many it is assigned to; only one that is assigned to nobody can be deleted. */
      readonly assigned: {
        readonly users: number;
        readonly teams: number;
        readonly roles: number;
      };
    };
  };
  /** Delete a schedule that is assigned to nobody */
  readonly "DELETE /api/v1/schedules/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** The hours of a user now */
  readonly "GET /api/v1/users/{id}/schedule": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      /** From where the most specific schedule comes; none: they may always be in. */
      readonly source: "user" | "teams" | "role" | "none";
      readonly schedules: readonly ({
        readonly id: string;
        readonly name: string;
      })[];
      /** They may be in now, overtime included. */
      readonly open: boolean;
      readonly endsAt: string | null;
      readonly opensAt: string | null;
      readonly overtimeUntil: string | null;
    };
  };
  /** Let a user stay longer than their hours */
  readonly "POST /api/v1/users/{id}/overtime": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly minutes: 15 | 30 | 60;
    };
    readonly answer: {
      /** From where the most specific schedule comes; none: they may always be in. */
      readonly source: "user" | "teams" | "role" | "none";
      readonly schedules: readonly ({
        readonly id: string;
        readonly name: string;
      })[];
      /** They may be in now, overtime included. */
      readonly open: boolean;
      readonly endsAt: string | null;
      readonly opensAt: string | null;
      readonly overtimeUntil: string | null;
    };
  };
  /** Take back minutes that were added to the hours of a user; whom that puts out has a minute */
  readonly "DELETE /api/v1/users/{id}/overtime": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly minutes: 15 | 30 | 60;
      /** The `overtimeUntil` that adding them was answered with. */
      readonly until: string;
    };
    readonly answer: {
      /** From where the most specific schedule comes; none: they may always be in. */
      readonly source: "user" | "teams" | "role" | "none";
      readonly schedules: readonly ({
        readonly id: string;
        readonly name: string;
      })[];
      /** They may be in now, overtime included. */
      readonly open: boolean;
      readonly endsAt: string | null;
      readonly opensAt: string | null;
      readonly overtimeUntil: string | null;
    };
  };
  /** Who is signed in */
  readonly "GET /api/v1/session": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly user: {
        readonly id: string;
        readonly username: string;
        readonly email: string | null;
        readonly firstName: string;
        readonly lastName: string;
        readonly displayName: string;
        readonly locale: string | null;
      };
      readonly role: {
        readonly key: string;
        readonly name: string;
        readonly permissions: readonly (string)[];
      };
      readonly organization: {
        readonly slug: string;
        readonly name: string;
        readonly timeZone: string;
        readonly locale: string | null;
        readonly branding: {
          readonly accentColor: string | null;
          readonly logoUrl: string | null;
        };
      } | null;
      readonly home: string;
      readonly session: {
        readonly id: string;
        readonly since: string;
        readonly idleExpiresAt: string;
        readonly absoluteExpiresAt: string;
      };
      readonly seat: {
        readonly since: string;
      } | null;
      readonly station: {
        /** Digits; leading zeros count. */
        readonly id: string;
        readonly mode: "static" | "dynamic" | "none";
      } | null;
      readonly passwordExpiresAt: string | null;
    };
  };
  /** Choose the own language */
  readonly "PATCH /api/v1/session": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      /** Language of pages, errors and mails; null for that of the organisation or the browser. */
      readonly locale: "en" | "es" | "pt" | null;
    };
    readonly answer: undefined;
  };
  /** Log out */
  readonly "DELETE /api/v1/session": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** Own sessions */
  readonly "GET /api/v1/sessions": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly items: readonly ({
        readonly id: string;
        readonly current: boolean;
        readonly browser: string;
        readonly address: string;
        readonly since: string;
        readonly lastSeenAt: string;
      })[];
      readonly next: null;
    };
  };
  /** Log out everywhere */
  readonly "DELETE /api/v1/sessions": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** Log out one of the own sessions */
  readonly "DELETE /api/v1/sessions/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** Sign a user out everywhere */
  readonly "POST /api/v1/users/{id}/sign-out": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: Readonly<Record<string, never>> | null;
    readonly answer: undefined;
  };
  /** State of the own portal password, and the rules for a new one */
  readonly "GET /api/v1/session/portal-password": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly set: boolean;
      readonly changedAt: string | null;
      readonly changedBy: string | null;
      readonly locked: boolean;
      readonly lockedAt: string | null;
      /** When the lock opens by itself; null when only a person unlocks. */
      readonly lockedUntil: string | null;
      readonly rules: {
        readonly minLength: number;
        readonly maxLength: number;
        readonly refuseRuns: boolean;
        readonly refuseReverse: boolean;
      };
      readonly extension: string | null;
    };
  };
  /** Set the own portal password; asks for recent authentication */
  readonly "PUT /api/v1/session/portal-password": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      /** Digits. */
      readonly password: string;
    };
    readonly answer: undefined;
  };
  /** Where a user is logged in, with the tabs that are connected */
  readonly "GET /api/v1/users/{id}/sessions": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly items: readonly ({
        readonly id: string;
        readonly kind: "browser" | "native";
        readonly browser: string;
        readonly address: string;
        readonly since: string;
        readonly lastSeenAt: string;
        /** That the person holds. */
        readonly station: string | null;
        /** Connected now. */
        readonly tabs: readonly ({
          readonly id: string;
          readonly browser: string;
          readonly address: string;
          readonly since: string;
        })[];
      })[];
      readonly next: null;
    };
  };
  /** Log a user out in one place */
  readonly "DELETE /api/v1/users/{id}/sessions/{session}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** Connect a tab */
  readonly "GET /api/v1/session/connection": {
    readonly query: {
      readonly tab: string;
      readonly watch?: "connections";
    };
    readonly body: undefined;
    readonly answer: string;
  };
  /** Answer a ping */
  readonly "POST /api/v1/session/connection/{tab}/pong": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** Own tabs that are open */
  readonly "GET /api/v1/session/connections": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly items: readonly ({
        readonly id: string;
        readonly browser: string;
        readonly address: string;
        readonly since: string;
        /** Of this browser. */
        readonly current: boolean;
      })[];
      readonly next: null;
    };
  };
  /** Disconnect one of the own tabs */
  readonly "DELETE /api/v1/session/connections/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** Who is connected */
  readonly "GET /api/v1/connections": {
    readonly query: {
      readonly search?: string;
      readonly team?: string;
      readonly cursor?: string;
      readonly limit?: number;
    };
    readonly body: undefined;
    readonly answer: {
      readonly items: readonly ({
        /** The user's. */
        readonly id: string;
        readonly user: {
          readonly id: string;
          readonly username: string;
          readonly displayName: string;
        };
        readonly role: {
          readonly key: string;
          readonly name: string;
        };
        readonly teams: readonly ({
          readonly id: string;
          readonly name: string;
        })[];
        /** When their newest session began. */
        readonly since: string;
        /** Of that session. */
        readonly browser: string;
        readonly address: string;
        readonly seat: boolean;
        readonly station: string | null;
        readonly tabs: readonly ({
          readonly id: string;
          readonly browser: string;
          readonly address: string;
          readonly since: string;
        })[];
      })[];
      readonly next: string | null;
    };
  };
  /** Disconnect a tab */
  readonly "DELETE /api/v1/connections/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** Write to a tab */
  readonly "POST /api/v1/connections/{id}/message": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      /** Shown as it is, without markup. */
      readonly text: string;
    };
    readonly answer: undefined;
  };
  /** Write to all open tabs of a user */
  readonly "POST /api/v1/users/{id}/message": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      /** Shown as it is, without markup. */
      readonly text: string;
    };
    readonly answer: undefined;
  };
  /** What a passkey is to sign, to sign in with it alone */
  readonly "POST /api/v1/sign-in/passkey/options": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** Sign in with a passkey alone */
  readonly "POST /api/v1/sign-in/passkey": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly challenge: string;
      readonly response: {
        readonly id: string;
        readonly rawId: string;
        readonly type: "public-key";
        readonly response: {
          readonly clientDataJSON: string;
          readonly authenticatorData: string;
          readonly signature: string;
          readonly userHandle?: string | null;
        };
      };
      readonly client?: "browser" | "native";
      readonly follow?: boolean;
    };
    readonly answer: undefined;
  };
  /** Sign in with identifier and password */
  readonly "POST /api/v1/sign-in": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly identifier: string;
      readonly password: string;
      readonly client?: "browser" | "native";
      readonly captcha?: string;
      readonly follow?: boolean;
    };
    readonly answer: undefined;
  };
  /** The next step of a sign-in */
  readonly "POST /api/v1/sign-in/{flow}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly newPassword?: string;
      readonly code?: string;
      readonly method?: "email_code" | "totp" | "passkey" | "recovery_code";
      readonly enrol?: "totp" | "passkey";
      readonly challenge?: string;
      readonly response?: {
        readonly id: string;
        readonly rawId: string;
        readonly type: "public-key";
        readonly response: {
          readonly clientDataJSON: string;
          readonly attestationObject: string;
          readonly transports?: readonly (string)[];
        };
      } | {
        readonly id: string;
        readonly rawId: string;
        readonly type: "public-key";
        readonly response: {
          readonly clientDataJSON: string;
          readonly authenticatorData: string;
          readonly signature: string;
          readonly userHandle?: string | null;
        };
      };
      readonly resend?: true;
      readonly trustBrowser?: boolean;
      /** Id of one of the `connections`. */
      readonly endSession?: string;
      readonly station?: string;
    };
    readonly answer: undefined;
  };
  /** Change the own password */
  readonly "POST /api/v1/password/change": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly currentPassword: string;
      readonly newPassword: string;
    };
    readonly answer: undefined;
  };
  /** Which rules a password meets, and its strength */
  readonly "POST /api/v1/password/check": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly password: string;
      readonly token?: string;
    };
    readonly answer: {
      readonly rules: readonly ({
        readonly rule: string;
        readonly met: boolean;
        /** What the sentence of the rule names, and which parts of it are met. */
        readonly parameters?: Readonly<Record<string, number | boolean>>;
      })[];
      /** Strength, from 0 (guessed at once) to 4. */
      readonly score: number;
      readonly accepted: boolean;
      readonly policy: {
        readonly preset: "classic" | "modern" | "custom";
        readonly minLength: number;
        readonly classesAtLeast: 0 | 1 | 2 | 3;
        readonly lettersAndDigits: boolean;
        readonly history: number;
        readonly maxAgeDays: number | null;
        readonly blocklist: boolean;
        readonly minScore: 0 | 1 | 2 | 3 | 4;
      };
      /** Whose words may not stand in it. */
      readonly context: {
        readonly organizationSlug?: string | null;
        readonly organizationName?: string | null;
        readonly username?: string | null;
        readonly email?: string | null;
        readonly firstName?: string | null;
        readonly lastName?: string | null;
      };
    };
  };
  /** Own second factors */
  readonly "GET /api/v1/second-factor": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      /** By the organisation, of this person. */
      readonly required: boolean;
      /** What the organisation allows. */
      readonly methods: readonly ("email_code" | "totp" | "passkey")[];
      readonly totp: {
        readonly on: boolean;
      };
      readonly passkeys: readonly ({
        readonly id: string;
        readonly name: string;
        readonly createdAt: string;
        readonly lastUsedAt: string | null;
        /** Synchronised between devices. */
        readonly backedUp: boolean;
      })[];
      readonly recoveryCodes: {
        readonly left: number;
      };
      readonly emailCode: {
        readonly on: boolean;
        readonly hasEmail: boolean;
      };
      readonly trustedBrowsers: {
        readonly count: number;
      };
    };
  };
  /** Begin to set up an authenticator app: its key, shown this once */
  readonly "POST /api/v1/second-factor/totp": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      /** Base 32 in groups of four, for typing. */
      readonly key: string;
      readonly uri: string;
      /** The URI as a picture: a `data:` address. */
      readonly qrCode: string;
    };
  };
  /** Remove the authenticator app */
  readonly "DELETE /api/v1/second-factor/totp": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** Confirm the authenticator app with one of its codes */
  readonly "POST /api/v1/second-factor/totp/confirm": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly code: string;
    };
    readonly answer: {
      /** Made with the first factor and shown this once; null for whoever has some. */
      readonly recoveryCodes: readonly (string)[] | null;
    };
  };
  /** What a browser needs to make a passkey */
  readonly "POST /api/v1/second-factor/passkeys/options": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** Add the passkey that the browser made */
  readonly "POST /api/v1/second-factor/passkeys": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly challenge: string;
      readonly response: {
        readonly id: string;
        readonly rawId: string;
        readonly type: "public-key";
        readonly response: {
          readonly clientDataJSON: string;
          readonly attestationObject: string;
          readonly transports?: readonly (string)[];
        };
      };
      readonly name?: string;
    };
    readonly answer: {
      readonly id: string;
      /** Made with the first factor and shown this once; null for whoever has some. */
      readonly recoveryCodes: readonly (string)[] | null;
    };
  };
  /** Rename a passkey */
  readonly "PATCH /api/v1/second-factor/passkeys/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly name: string;
    };
    readonly answer: undefined;
  };
  /** Remove a passkey; the sessions that it opened end */
  readonly "DELETE /api/v1/second-factor/passkeys/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** Make ten new recovery codes, shown this once; the old ones are dead */
  readonly "POST /api/v1/second-factor/recovery-codes": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly recoveryCodes: readonly (string)[];
    };
  };
  /** Be asked for a code by mail when signing in, or no longer */
  readonly "PUT /api/v1/second-factor/email-code": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly on: boolean;
    };
    readonly answer: undefined;
  };
  /** Trust no browser any more */
  readonly "DELETE /api/v1/second-factor/trusted-browsers": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** What a passkey is to sign, to prove again who one is */
  readonly "POST /api/v1/session/authentication/options": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** Prove again who one is, by password or passkey */
  readonly "POST /api/v1/session/authentication": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly password?: string;
      readonly challenge?: string;
      readonly response?: {
        readonly id: string;
        readonly rawId: string;
        readonly type: "public-key";
        readonly response: {
          readonly clientDataJSON: string;
          readonly authenticatorData: string;
          readonly signature: string;
          readonly userHandle?: string | null;
        };
      };
    };
    readonly answer: undefined;
  };
  /** Enter a station; the one held until now is free again */
  readonly "PUT /api/v1/session/station": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      /** 1 to 10 digits. */
      readonly station: string;
    };
    readonly answer: undefined;
  };
  /** Give the station up */
  readonly "DELETE /api/v1/session/station": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** Ask for a link to choose a new password; the answer is the same for anybody and nobody */
  readonly "POST /api/v1/password/forgot": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly identifier: string;
      readonly captcha?: string;
    };
    readonly answer: undefined;
  };
  /** Choose a new password with the token of a link; signs nobody in */
  readonly "POST /api/v1/password/reset": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly token: string;
      readonly newPassword: string;
    };
    readonly answer: undefined;
  };
  /** Why this user cannot sign in: every rule as it stands now, what mends it, and the last ten attempts */
  readonly "GET /api/v1/users/{id}/sign-in-check": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly user: {
        readonly id: string;
        readonly username: string;
        readonly name: string;
      };
      readonly at: string;
      /** Stable; each is explained in docs/errors.md. */
      readonly refusal: "incorrect_credentials" | "already_signed_in" | "connection_limit" | "user_disabled" | "too_many_attempts" | "user_inactive" | "outside_schedule" | "user_limit_reached" | "no_email_for_code" | "captcha_required" | "captcha_failed" | "code_incorrect" | "code_expired" | "code_attempts_exceeded" | "resend_too_soon" | "code_used" | "passkey_refused" | "second_factor_required" | "password_policy" | "password_reused" | "temporary_password_expired" | "link_invalid" | "link_expired" | "station_taken" | "station_not_yours" | "station_unknown" | "organization_unknown" | "organization_suspended" | "flow_expired" | "flow_step_invalid" | "recent_authentication_required" | "identifier_taken" | "no_email_address" | "email_unconfirmed" | "precondition_failed" | "idempotency_key_reused" | "idempotency_in_progress" | "idempotency_outcome_unknown" | "last_administrator" | "role_in_use" | "schedule_in_use" | "import_running" | "portal_password_policy" | "provider_unavailable" | "body_too_large" | "media_type" | "not_signed_in" | "not_permitted" | "not_found" | "invalid_request" | "rate_limited" | "unavailable" | "slug_taken" | "slug_reserved" | "domain_taken" | "export_required" | "current_password_incorrect" | "cross_site_request" | "host_unknown" | "internal" | null;
      readonly asks: readonly (string)[];
      readonly rules: readonly ({
        readonly rule: "organization" | "lock" | "account" | "activity" | "hours" | "password" | "second_factor" | "browsers" | "station" | "seat";
        readonly state: "fine" | "asks" | "warns" | "refuses";
        /** Stable; each is explained in docs/errors.md. */
        readonly code: "incorrect_credentials" | "already_signed_in" | "connection_limit" | "user_disabled" | "too_many_attempts" | "user_inactive" | "outside_schedule" | "user_limit_reached" | "no_email_for_code" | "captcha_required" | "captcha_failed" | "code_incorrect" | "code_expired" | "code_attempts_exceeded" | "resend_too_soon" | "code_used" | "passkey_refused" | "second_factor_required" | "password_policy" | "password_reused" | "temporary_password_expired" | "link_invalid" | "link_expired" | "station_taken" | "station_not_yours" | "station_unknown" | "organization_unknown" | "organization_suspended" | "flow_expired" | "flow_step_invalid" | "recent_authentication_required" | "identifier_taken" | "no_email_address" | "email_unconfirmed" | "precondition_failed" | "idempotency_key_reused" | "idempotency_in_progress" | "idempotency_outcome_unknown" | "last_administrator" | "role_in_use" | "schedule_in_use" | "import_running" | "portal_password_policy" | "provider_unavailable" | "body_too_large" | "media_type" | "not_signed_in" | "not_permitted" | "not_found" | "invalid_request" | "rate_limited" | "unavailable" | "slug_taken" | "slug_reserved" | "domain_taken" | "export_required" | "current_password_incorrect" | "cross_site_request" | "host_unknown" | "internal" | null;
        readonly facts: {
          /** In browsers that have not signed them in before. */
          readonly lockedElsewhere?: boolean;
          readonly lockedUntil?: string | null;
          readonly lockedBrowsers?: number;
          readonly opensAt?: string | null;
          readonly endsAt?: string | null;
          readonly passwordSet?: boolean;
          readonly temporary?: boolean;
          readonly expiresAt?: string | null;
          readonly changedAt?: string | null;
          readonly changedBy?: string | null;
          readonly methods?: readonly (string)[];
          readonly email?: string | null;
          readonly emailProblem?: string | null;
          readonly lastCode?: {
            readonly status: string;
            readonly at: string;
            readonly reason: string | null;
          } | null;
          readonly sessions?: readonly ({
            readonly browser: string;
            readonly address: string;
            readonly since: string;
            readonly tabs: number;
          })[];
          readonly browsersMax?: number;
          readonly tabsMax?: number;
          readonly station?: string | null;
          readonly capacity?: number;
          readonly inUse?: number;
        };
        readonly remedies: readonly ({
          readonly act: "unlock" | "enable" | "activate" | "overtime" | "set_password" | "assign_email" | "reset_second_factor" | "sign_out" | "free_seat";
          readonly permitted: boolean;
        })[];
      })[];
      readonly attempts: readonly ({
        readonly id: string;
        readonly at: string;
        readonly outcome: "done" | "refused" | "failed";
        readonly reason: string | null;
        readonly address: string | null;
        readonly browser: string | null;
        readonly reference: string | null;
      })[];
    };
  };
  /** List organisations */
  readonly "GET /api/v1/organizations": {
    readonly query: {
      readonly search?: string;
      readonly cursor?: string;
      readonly limit?: number;
    };
    readonly body: undefined;
    readonly answer: {
      readonly items: readonly ({
        readonly slug: string;
        /** Host name of its own, in A-labels. Null: only the address below the base host. */
        readonly domain: string | null;
        readonly name: string;
        /** IANA name. */
        readonly timeZone: string;
        /** Null: that of each browser. */
        readonly locale: string | null;
        readonly seats: number;
        /** Whether it may have roles that take no seat. */
        readonly seatlessRoles: boolean;
        readonly status: "active" | "suspended";
        /** Where its people sign in: its own domain if it has one. Mails and links lead there. */
        readonly address: string;
        readonly users: number;
        readonly seatsInUse: number;
        /** Within the hour, so that it may be deleted. */
        readonly exportedRecently: boolean;
        readonly createdAt: string;
      })[];
      readonly next: string | null;
    };
  };
  /** Create an organisation, perhaps with its first administrator */
  readonly "POST /api/v1/organizations": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly slug: string;
      readonly name: string;
      readonly timeZone?: string;
      readonly locale?: string | null;
      readonly seats: number;
      /** Whether its administrators may make roles that take no seat of the licence. False makes such roles take one; nobody is put out. */
      readonly seatlessRoles?: boolean;
      readonly administrator?: {
        readonly username: string;
        readonly email?: string | null;
        readonly firstName?: string;
        readonly lastName?: string;
      };
    };
    readonly answer: {
      readonly organization: {
        readonly slug: string;
        /** Host name of its own, in A-labels. Null: only the address below the base host. */
        readonly domain: string | null;
        readonly name: string;
        /** IANA name. */
        readonly timeZone: string;
        /** Null: that of each browser. */
        readonly locale: string | null;
        readonly seats: number;
        /** Whether it may have roles that take no seat. */
        readonly seatlessRoles: boolean;
        readonly status: "active" | "suspended";
        /** Where its people sign in: its own domain if it has one. Mails and links lead there. */
        readonly address: string;
        readonly users: number;
        readonly seatsInUse: number;
        /** Within the hour, so that it may be deleted. */
        readonly exportedRecently: boolean;
        readonly createdAt: string;
      };
      readonly administrator?: {
        readonly user: {
          readonly id: string;
          readonly username: string;
          readonly email: string | null;
          /** False while a supervisor filled in the address and its owner has not signed in with a code mailed there: no link and no temporary password is mailed to it. True without an address. */
          readonly emailConfirmed: boolean;
          /** Why the last mail to this address was refused for good; null when it was not. */
          readonly emailProblem: {
            readonly reason: string;
            readonly at: string;
          } | null;
          readonly firstName: string;
          readonly lastName: string;
          /** Key of the role. */
          readonly role: string;
          /** Names of the teams. */
          readonly teams: readonly (string)[];
          readonly status: "active" | "inactive";
          readonly disabled: boolean;
          readonly locked: boolean;
          readonly extension: string | null;
          readonly number: string | null;
          /** With `static`, `id` is the number assigned to them; with the others it is null. */
          readonly station: {
            readonly mode: "static" | "dynamic" | "none";
            readonly id: string | null;
          };
          /** Id of the schedule of their own; null: that of their teams or role counts. */
          readonly schedule: string | null;
          readonly overtimeUntil: string | null;
          readonly locale: string | null;
          readonly lastSignInAt: string | null;
          readonly createdAt: string;
        };
        /** Only when it was generated and not mailed, and only this once. */
        readonly temporaryPassword?: string;
      };
    };
  };
  /** One organisation */
  readonly "GET /api/v1/organizations/{slug}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly slug: string;
      /** Host name of its own, in A-labels. Null: only the address below the base host. */
      readonly domain: string | null;
      readonly name: string;
      /** IANA name. */
      readonly timeZone: string;
      /** Null: that of each browser. */
      readonly locale: string | null;
      readonly seats: number;
      /** Whether it may have roles that take no seat. */
      readonly seatlessRoles: boolean;
      readonly status: "active" | "suspended";
      /** Where its people sign in: its own domain if it has one. Mails and links lead there. */
      readonly address: string;
      readonly users: number;
      readonly seatsInUse: number;
      /** Within the hour, so that it may be deleted. */
      readonly exportedRecently: boolean;
      readonly createdAt: string;
    };
  };
  /** Rename, move, give a domain, or change seats */
  readonly "PATCH /api/v1/organizations/{slug}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly slug?: string;
      readonly domain?: string | null;
      readonly name?: string;
      readonly timeZone?: string;
      readonly locale?: string | null;
      readonly seats?: number;
      /** Whether its administrators may make roles that take no seat of the licence. False makes such roles take one; nobody is put out. */
      readonly seatlessRoles?: boolean;
    };
    readonly answer: {
      readonly slug: string;
      /** Host name of its own, in A-labels. Null: only the address below the base host. */
      readonly domain: string | null;
      readonly name: string;
      /** IANA name. */
      readonly timeZone: string;
      /** Null: that of each browser. */
      readonly locale: string | null;
      readonly seats: number;
      /** Whether it may have roles that take no seat. */
      readonly seatlessRoles: boolean;
      readonly status: "active" | "suspended";
      /** Where its people sign in: its own domain if it has one. Mails and links lead there. */
      readonly address: string;
      readonly users: number;
      readonly seatsInUse: number;
      /** Within the hour, so that it may be deleted. */
      readonly exportedRecently: boolean;
      readonly createdAt: string;
    };
  };
  /** Delete an organisation that was exported within the hour */
  readonly "DELETE /api/v1/organizations/{slug}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly confirm: string;
    };
    readonly answer: undefined;
  };
  /** suspend an organisation */
  readonly "POST /api/v1/organizations/{slug}/suspend": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: Readonly<Record<string, never>> | null;
    readonly answer: undefined;
  };
  /** resume an organisation */
  readonly "POST /api/v1/organizations/{slug}/resume": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: Readonly<Record<string, never>> | null;
    readonly answer: undefined;
  };
  /** Everything of an organisation but secrets, as NDJSON */
  readonly "GET /api/v1/organizations/{slug}/export": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** Take in a CSV file of people: its columns are proposed, and nobody is made yet */
  readonly "POST /api/v1/users/import": {
    readonly query: {
      readonly name?: string;
    };
    readonly body: unknown;
    readonly answer: {
      readonly id: string;
      readonly state: "uploaded" | "checking" | "checked" | "running" | "done" | "cancelled" | "failed";
      readonly fileName: string;
      readonly columns: readonly (string)[];
      readonly plan: {
        readonly columns: readonly ("username" | "email" | "firstName" | "lastName" | "role" | "teams" | "schedule" | "extension" | "station" | "locale" | "status" | "passwordHash" | "mustChange" | null)[];
        readonly constants: {
          readonly role?: string;
          readonly teams?: string;
          readonly schedule?: string;
          readonly locale?: string;
          readonly status?: string;
          readonly mustChange?: string;
        };
        readonly existing: string;
        readonly passwords: string;
      };
      readonly lines: number;
      /** Lines that the check has looked at. */
      readonly checked: number;
      /** What the check came to. */
      readonly foreseen: {
        readonly created: number;
        readonly updated: number;
        readonly skipped: number;
        readonly refused: number;
      } | null;
      readonly counts: {
        readonly created: number;
        readonly updated: number;
        readonly skipped: number;
        readonly refused: number;
      };
      readonly fault: string | null;
      readonly actor: string | null;
      /** Temporary passwords that the caller may fetch. */
      readonly passwords: number;
      /** Those of them that were fetched, and are not said to be saved yet. */
      readonly passwordsTaken: number;
      readonly createdAt: string;
      readonly startedAt: string | null;
      readonly finishedAt: string | null;
      /** Cells of the first lines, while they are there. */
      readonly preview: readonly (readonly (string)[])[];
    };
  };
  /** List imports */
  readonly "GET /api/v1/users/import": {
    readonly query: {
      readonly cursor?: string;
      readonly limit?: number;
    };
    readonly body: undefined;
    readonly answer: {
      readonly items: readonly ({
        readonly id: string;
        readonly state: "uploaded" | "checking" | "checked" | "running" | "done" | "cancelled" | "failed";
        readonly fileName: string;
        readonly columns: readonly (string)[];
        readonly plan: {
          readonly columns: readonly ("username" | "email" | "firstName" | "lastName" | "role" | "teams" | "schedule" | "extension" | "station" | "locale" | "status" | "passwordHash" | "mustChange" | null)[];
          readonly constants: {
            readonly role?: string;
            readonly teams?: string;
            readonly schedule?: string;
            readonly locale?: string;
            readonly status?: string;
            readonly mustChange?: string;
          };
          readonly existing: string;
          readonly passwords: string;
        };
        readonly lines: number;
        /** Lines that the check has looked at. */
        readonly checked: number;
        /** What the check came to. */
        readonly foreseen: {
          readonly created: number;
          readonly updated: number;
          readonly skipped: number;
          readonly refused: number;
        } | null;
        readonly counts: {
          readonly created: number;
          readonly updated: number;
          readonly skipped: number;
          readonly refused: number;
        };
        readonly fault: string | null;
        readonly actor: string | null;
        /** Temporary passwords that the caller may fetch. */
        readonly passwords: number;
        /** Those of them that were fetched, and are not said to be saved yet. */
        readonly passwordsTaken: number;
        readonly createdAt: string;
        readonly startedAt: string | null;
        readonly finishedAt: string | null;
      })[];
      readonly next: string | null;
    };
  };
  /** How far an import is */
  readonly "GET /api/v1/users/import/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly id: string;
      readonly state: "uploaded" | "checking" | "checked" | "running" | "done" | "cancelled" | "failed";
      readonly fileName: string;
      readonly columns: readonly (string)[];
      readonly plan: {
        readonly columns: readonly ("username" | "email" | "firstName" | "lastName" | "role" | "teams" | "schedule" | "extension" | "station" | "locale" | "status" | "passwordHash" | "mustChange" | null)[];
        readonly constants: {
          readonly role?: string;
          readonly teams?: string;
          readonly schedule?: string;
          readonly locale?: string;
          readonly status?: string;
          readonly mustChange?: string;
        };
        readonly existing: string;
        readonly passwords: string;
      };
      readonly lines: number;
      /** Lines that the check has looked at. */
      readonly checked: number;
      /** What the check came to. */
      readonly foreseen: {
        readonly created: number;
        readonly updated: number;
        readonly skipped: number;
        readonly refused: number;
      } | null;
      readonly counts: {
        readonly created: number;
        readonly updated: number;
        readonly skipped: number;
        readonly refused: number;
      };
      readonly fault: string | null;
      readonly actor: string | null;
      /** Temporary passwords that the caller may fetch. */
      readonly passwords: number;
      /** Those of them that were fetched, and are not said to be saved yet. */
      readonly passwordsTaken: number;
      readonly createdAt: string;
      readonly startedAt: string | null;
      readonly finishedAt: string | null;
      /** Cells of the first lines, while they are there. */
      readonly preview: readonly (readonly (string)[])[];
    };
  };
  /** Say which column is what, and what becomes of who exists; it is to be checked again then */
  readonly "PATCH /api/v1/users/import/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      /** One for each column of the file: a field, or null. */
      readonly columns?: readonly ("username" | "email" | "firstName" | "lastName" | "role" | "teams" | "schedule" | "extension" | "station" | "locale" | "status" | "passwordHash" | "mustChange" | null)[];
      readonly constants?: {
        readonly role?: string;
        readonly teams?: string;
        readonly schedule?: string;
        readonly locale?: string;
        readonly status?: string;
        readonly mustChange?: string;
      };
      /** What becomes of a line whose username somebody has. */
      readonly existing?: "refuse" | "skip" | "update";
      /** `usual`: as creating one does. `none`: no mail and no password. */
      readonly passwords?: "usual" | "none";
    };
    readonly answer: {
      readonly id: string;
      readonly state: "uploaded" | "checking" | "checked" | "running" | "done" | "cancelled" | "failed";
      readonly fileName: string;
      readonly columns: readonly (string)[];
      readonly plan: {
        readonly columns: readonly ("username" | "email" | "firstName" | "lastName" | "role" | "teams" | "schedule" | "extension" | "station" | "locale" | "status" | "passwordHash" | "mustChange" | null)[];
        readonly constants: {
          readonly role?: string;
          readonly teams?: string;
          readonly schedule?: string;
          readonly locale?: string;
          readonly status?: string;
          readonly mustChange?: string;
        };
        readonly existing: string;
        readonly passwords: string;
      };
      readonly lines: number;
      /** Lines that the check has looked at. */
      readonly checked: number;
      /** What the check came to. */
      readonly foreseen: {
        readonly created: number;
        readonly updated: number;
        readonly skipped: number;
        readonly refused: number;
      } | null;
      readonly counts: {
        readonly created: number;
        readonly updated: number;
        readonly skipped: number;
        readonly refused: number;
      };
      readonly fault: string | null;
      readonly actor: string | null;
      /** Temporary passwords that the caller may fetch. */
      readonly passwords: number;
      /** Those of them that were fetched, and are not said to be saved yet. */
      readonly passwordsTaken: number;
      readonly createdAt: string;
      readonly startedAt: string | null;
      readonly finishedAt: string | null;
      /** Cells of the first lines, while they are there. */
      readonly preview: readonly (readonly (string)[])[];
    };
  };
  /** Judge every line in the background and make nobody */
  readonly "POST /api/v1/users/import/{id}/check": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: Readonly<Record<string, never>> | null;
    readonly answer: undefined;
  };
  /** Import in the background what was checked */
  readonly "POST /api/v1/users/import/{id}/start": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: Readonly<Record<string, never>> | null;
    readonly answer: undefined;
  };
  /** Stop; who was made stays */
  readonly "POST /api/v1/users/import/{id}/cancel": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: Readonly<Record<string, never>> | null;
    readonly answer: undefined;
  };
  /** What became of each line, or will */
  readonly "GET /api/v1/users/import/{id}/lines": {
    readonly query: {
      readonly cursor?: string;
      readonly limit?: number;
      readonly outcome?: "created" | "updated" | "skipped" | "refused";
    };
    readonly body: undefined;
    readonly answer: {
      readonly items: readonly ({
        readonly line: number;
        readonly username: string | null;
        /** Before the import: what the check foresees. */
        readonly outcome: "created" | "updated" | "skipped" | "refused";
        readonly code: string | null;
        /** Each thing that is wrong with the line. */
        readonly reasons: readonly ({
          readonly code: "width" | "not_object" | "not_readable" | "username_length" | "username_characters" | "email_length" | "email_form" | "email_needed" | "name_length" | "name_characters" | "role_unknown" | "team_unknown" | "teams_form" | "schedule_unknown" | "extension_form" | "extension_taken" | "station_form" | "locale_form" | "status_unknown" | "status_disabled" | "must_change_unknown" | "hash_unknown" | "hash_malformed" | "hash_too_costly" | "repeated_name" | "repeated_extension" | "repeated_station" | "own_account" | "line_failed" | "not_tried" | "incorrect_credentials" | "already_signed_in" | "connection_limit" | "user_disabled" | "too_many_attempts" | "user_inactive" | "outside_schedule" | "user_limit_reached" | "no_email_for_code" | "captcha_required" | "captcha_failed" | "code_incorrect" | "code_expired" | "code_attempts_exceeded" | "resend_too_soon" | "code_used" | "passkey_refused" | "second_factor_required" | "password_policy" | "password_reused" | "temporary_password_expired" | "link_invalid" | "link_expired" | "station_taken" | "station_not_yours" | "station_unknown" | "organization_unknown" | "organization_suspended" | "flow_expired" | "flow_step_invalid" | "recent_authentication_required" | "identifier_taken" | "no_email_address" | "email_unconfirmed" | "precondition_failed" | "idempotency_key_reused" | "idempotency_in_progress" | "idempotency_outcome_unknown" | "last_administrator" | "role_in_use" | "schedule_in_use" | "import_running" | "portal_password_policy" | "provider_unavailable" | "body_too_large" | "media_type" | "not_signed_in" | "not_permitted" | "not_found" | "invalid_request" | "rate_limited" | "unavailable" | "slug_taken" | "slug_reserved" | "domain_taken" | "export_required" | "current_password_incorrect" | "cross_site_request" | "host_unknown" | "internal";
          readonly parameters: Readonly<Record<string, string | number>>;
        })[];
        /** The reasons, in the language of who asks. */
        readonly message: string | null;
      })[];
      readonly next: string | null;
    };
  };
  /** The report of all lines but the good ones, as CSV */
  readonly "GET /api/v1/users/import/{id}/report": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** Temporary passwords that nobody was mailed, as CSV, to whoever started the import: for an hour from the first time */
  readonly "POST /api/v1/users/import/{id}/passwords": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: Readonly<Record<string, never>> | null;
    readonly answer: undefined;
  };
  /** Say that the temporary passwords that were fetched are saved: they are erased here */
  readonly "DELETE /api/v1/users/import/{id}/passwords": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** What of SCIM this server has */
  readonly "GET /scim/v2/ServiceProviderConfig": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: Readonly<Record<string, unknown>>;
  };
  /** The kinds of resources: users and groups */
  readonly "GET /scim/v2/ResourceTypes": {
    readonly query: {
      readonly filter?: string;
    };
    readonly body: undefined;
    readonly answer: {
      readonly schemas: readonly (string)[];
      readonly totalResults: number;
      readonly itemsPerPage?: number;
      readonly startIndex?: number;
      readonly nextCursor?: string;
      readonly Resources: readonly (Readonly<Record<string, unknown>>)[];
    };
  };
  /** One kind of resources */
  readonly "GET /scim/v2/ResourceTypes/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: Readonly<Record<string, unknown>>;
  };
  /** Every attribute, as SCIM describes it */
  readonly "GET /scim/v2/Schemas": {
    readonly query: {
      readonly filter?: string;
    };
    readonly body: undefined;
    readonly answer: {
      readonly schemas: readonly (string)[];
      readonly totalResults: number;
      readonly itemsPerPage?: number;
      readonly startIndex?: number;
      readonly nextCursor?: string;
      readonly Resources: readonly (Readonly<Record<string, unknown>>)[];
    };
  };
  /** One schema */
  readonly "GET /scim/v2/Schemas/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: Readonly<Record<string, unknown>>;
  };
  /** List users, or search by a filter */
  readonly "GET /scim/v2/Users": {
    readonly query: {
      readonly attributes?: string;
      readonly excludedAttributes?: string;
      readonly filter?: string;
      readonly sortBy?: string;
      readonly sortOrder?: string;
      readonly startIndex?: string;
      readonly count?: string;
      readonly cursor?: string;
    };
    readonly body: undefined;
    readonly answer: {
      readonly schemas: readonly (string)[];
      readonly totalResults: number;
      readonly itemsPerPage?: number;
      readonly startIndex?: number;
      readonly nextCursor?: string;
      readonly Resources: readonly ({
        readonly schemas: readonly (string)[];
        /** What the provider calls them; unique in the organisation. */
        readonly externalId?: string;
        /** Unique in the organisation, in any case of its letters. */
        readonly userName?: string;
        readonly name?: {
          readonly formatted?: string;
          readonly givenName?: string;
          readonly familyName?: string;
        };
        /** False: disabled, and out everywhere within a second. */
        readonly active?: boolean;
        readonly emails?: readonly ({
          readonly value: string;
          readonly type?: string;
          readonly primary?: boolean;
        })[];
        readonly phoneNumbers?: readonly ({
          readonly value: string;
          readonly type?: string;
          readonly primary?: boolean;
        })[];
        readonly preferredLanguage?: string;
        readonly roles?: readonly ({
          readonly value: string;
          readonly display?: string;
          readonly primary?: boolean;
        })[];
        readonly "urn:ietf:params:scim:schemas:extension:usher:2.0:User"?: {
          readonly extension?: string;
        };
        readonly id: string;
        readonly displayName?: string;
        readonly groups?: readonly ({
          readonly value: string;
          readonly display?: string;
          readonly type?: string;
        })[];
        readonly meta: {
          readonly resourceType: string;
          readonly created?: string;
          readonly lastModified?: string;
          readonly location: string;
          readonly version?: string;
        };
      })[];
    };
  };
  /** Create a user */
  readonly "POST /scim/v2/Users": {
    readonly query: {
      readonly attributes?: string;
      readonly excludedAttributes?: string;
    };
    readonly body: {
      readonly schemas: readonly (string)[];
      /** What the provider calls them; unique in the organisation. */
      readonly externalId?: string;
      /** Unique in the organisation, in any case of its letters. */
      readonly userName: string;
      readonly name?: {
        readonly formatted?: string;
        readonly givenName?: string;
        readonly familyName?: string;
      };
      /** False: disabled, and out everywhere within a second. */
      readonly active?: boolean;
      readonly emails?: readonly ({
        readonly value: string;
        readonly type?: string;
        readonly primary?: boolean;
      })[];
      readonly phoneNumbers?: readonly ({
        readonly value: string;
        readonly type?: string;
        readonly primary?: boolean;
      })[];
      readonly preferredLanguage?: string;
      readonly roles?: readonly ({
        readonly value: string;
        readonly display?: string;
        readonly primary?: boolean;
      })[];
      readonly "urn:ietf:params:scim:schemas:extension:usher:2.0:User"?: {
        readonly extension?: string;
      };
      /** A temporary one; never shown. */
      readonly password?: string;
    };
    readonly answer: {
      readonly schemas: readonly (string)[];
      /** What the provider calls them; unique in the organisation. */
      readonly externalId?: string;
      /** Unique in the organisation, in any case of its letters. */
      readonly userName?: string;
      readonly name?: {
        readonly formatted?: string;
        readonly givenName?: string;
        readonly familyName?: string;
      };
      /** False: disabled, and out everywhere within a second. */
      readonly active?: boolean;
      readonly emails?: readonly ({
        readonly value: string;
        readonly type?: string;
        readonly primary?: boolean;
      })[];
      readonly phoneNumbers?: readonly ({
        readonly value: string;
        readonly type?: string;
        readonly primary?: boolean;
      })[];
      readonly preferredLanguage?: string;
      readonly roles?: readonly ({
        readonly value: string;
        readonly display?: string;
        readonly primary?: boolean;
      })[];
      readonly "urn:ietf:params:scim:schemas:extension:usher:2.0:User"?: {
        readonly extension?: string;
      };
      readonly id: string;
      readonly displayName?: string;
      readonly groups?: readonly ({
        readonly value: string;
        readonly display?: string;
        readonly type?: string;
      })[];
      readonly meta: {
        readonly resourceType: string;
        readonly created?: string;
        readonly lastModified?: string;
        readonly location: string;
        readonly version?: string;
      };
    };
  };
  /** One user */
  readonly "GET /scim/v2/Users/{id}": {
    readonly query: {
      readonly attributes?: string;
      readonly excludedAttributes?: string;
    };
    readonly body: undefined;
    readonly answer: {
      readonly schemas: readonly (string)[];
      /** What the provider calls them; unique in the organisation. */
      readonly externalId?: string;
      /** Unique in the organisation, in any case of its letters. */
      readonly userName?: string;
      readonly name?: {
        readonly formatted?: string;
        readonly givenName?: string;
        readonly familyName?: string;
      };
      /** False: disabled, and out everywhere within a second. */
      readonly active?: boolean;
      readonly emails?: readonly ({
        readonly value: string;
        readonly type?: string;
        readonly primary?: boolean;
      })[];
      readonly phoneNumbers?: readonly ({
        readonly value: string;
        readonly type?: string;
        readonly primary?: boolean;
      })[];
      readonly preferredLanguage?: string;
      readonly roles?: readonly ({
        readonly value: string;
        readonly display?: string;
        readonly primary?: boolean;
      })[];
      readonly "urn:ietf:params:scim:schemas:extension:usher:2.0:User"?: {
        readonly extension?: string;
      };
      readonly id: string;
      readonly displayName?: string;
      readonly groups?: readonly ({
        readonly value: string;
        readonly display?: string;
        readonly type?: string;
      })[];
      readonly meta: {
        readonly resourceType: string;
        readonly created?: string;
        readonly lastModified?: string;
        readonly location: string;
        readonly version?: string;
      };
    };
  };
  /** Write a user whole; what is left out stays */
  readonly "PUT /scim/v2/Users/{id}": {
    readonly query: {
      readonly attributes?: string;
      readonly excludedAttributes?: string;
    };
    readonly body: {
      readonly schemas: readonly (string)[];
      /** What the provider calls them; unique in the organisation. */
      readonly externalId?: string;
      /** Unique in the organisation, in any case of its letters. */
      readonly userName: string;
      readonly name?: {
        readonly formatted?: string;
        readonly givenName?: string;
        readonly familyName?: string;
      };
      /** False: disabled, and out everywhere within a second. */
      readonly active?: boolean;
      readonly emails?: readonly ({
        readonly value: string;
        readonly type?: string;
        readonly primary?: boolean;
      })[];
      readonly phoneNumbers?: readonly ({
        readonly value: string;
        readonly type?: string;
        readonly primary?: boolean;
      })[];
      readonly preferredLanguage?: string;
      readonly roles?: readonly ({
        readonly value: string;
        readonly display?: string;
        readonly primary?: boolean;
      })[];
      readonly "urn:ietf:params:scim:schemas:extension:usher:2.0:User"?: {
        readonly extension?: string;
      };
      /** A temporary one; never shown. */
      readonly password?: string;
    };
    readonly answer: {
      readonly schemas: readonly (string)[];
      /** What the provider calls them; unique in the organisation. */
      readonly externalId?: string;
      /** Unique in the organisation, in any case of its letters. */
      readonly userName?: string;
      readonly name?: {
        readonly formatted?: string;
        readonly givenName?: string;
        readonly familyName?: string;
      };
      /** False: disabled, and out everywhere within a second. */
      readonly active?: boolean;
      readonly emails?: readonly ({
        readonly value: string;
        readonly type?: string;
        readonly primary?: boolean;
      })[];
      readonly phoneNumbers?: readonly ({
        readonly value: string;
        readonly type?: string;
        readonly primary?: boolean;
      })[];
      readonly preferredLanguage?: string;
      readonly roles?: readonly ({
        readonly value: string;
        readonly display?: string;
        readonly primary?: boolean;
      })[];
      readonly "urn:ietf:params:scim:schemas:extension:usher:2.0:User"?: {
        readonly extension?: string;
      };
      readonly id: string;
      readonly displayName?: string;
      readonly groups?: readonly ({
        readonly value: string;
        readonly display?: string;
        readonly type?: string;
      })[];
      readonly meta: {
        readonly resourceType: string;
        readonly created?: string;
        readonly lastModified?: string;
        readonly location: string;
        readonly version?: string;
      };
    };
  };
  /** Change attributes of a user */
  readonly "PATCH /scim/v2/Users/{id}": {
    readonly query: {
      readonly attributes?: string;
      readonly excludedAttributes?: string;
    };
    readonly body: {
      readonly schemas: readonly (string)[];
      readonly Operations: readonly ({
        /** In any case of its letters. */
        readonly op: "add" | "replace" | "remove";
        readonly path?: string;
        readonly value?: unknown;
      })[];
    };
    readonly answer: {
      readonly schemas: readonly (string)[];
      /** What the provider calls them; unique in the organisation. */
      readonly externalId?: string;
      /** Unique in the organisation, in any case of its letters. */
      readonly userName?: string;
      readonly name?: {
        readonly formatted?: string;
        readonly givenName?: string;
        readonly familyName?: string;
      };
      /** False: disabled, and out everywhere within a second. */
      readonly active?: boolean;
      readonly emails?: readonly ({
        readonly value: string;
        readonly type?: string;
        readonly primary?: boolean;
      })[];
      readonly phoneNumbers?: readonly ({
        readonly value: string;
        readonly type?: string;
        readonly primary?: boolean;
      })[];
      readonly preferredLanguage?: string;
      readonly roles?: readonly ({
        readonly value: string;
        readonly display?: string;
        readonly primary?: boolean;
      })[];
      readonly "urn:ietf:params:scim:schemas:extension:usher:2.0:User"?: {
        readonly extension?: string;
      };
      readonly id: string;
      readonly displayName?: string;
      readonly groups?: readonly ({
        readonly value: string;
        readonly display?: string;
        readonly type?: string;
      })[];
      readonly meta: {
        readonly resourceType: string;
        readonly created?: string;
        readonly lastModified?: string;
        readonly location: string;
        readonly version?: string;
      };
    };
  };
  /** Delete a user, for good */
  readonly "DELETE /scim/v2/Users/{id}": {
    readonly query: {
      readonly attributes?: string;
      readonly excludedAttributes?: string;
    };
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** List teams, or search by a filter */
  readonly "GET /scim/v2/Groups": {
    readonly query: {
      readonly attributes?: string;
      readonly excludedAttributes?: string;
      readonly filter?: string;
      readonly sortBy?: string;
      readonly sortOrder?: string;
      readonly startIndex?: string;
      readonly count?: string;
      readonly cursor?: string;
    };
    readonly body: undefined;
    readonly answer: {
      readonly schemas: readonly (string)[];
      readonly totalResults: number;
      readonly itemsPerPage?: number;
      readonly startIndex?: number;
      readonly nextCursor?: string;
      readonly Resources: readonly ({
        readonly schemas: readonly (string)[];
        /** What the provider calls them; unique in the organisation. */
        readonly externalId?: string;
        readonly id: string;
        readonly displayName?: string;
        readonly members?: readonly ({
          readonly value: string;
          readonly display?: string;
          readonly type?: string;
        })[];
        readonly meta: {
          readonly resourceType: string;
          readonly created?: string;
          readonly lastModified?: string;
          readonly location: string;
          readonly version?: string;
        };
      })[];
    };
  };
  /** Create a team */
  readonly "POST /scim/v2/Groups": {
    readonly query: {
      readonly attributes?: string;
      readonly excludedAttributes?: string;
    };
    readonly body: {
      readonly schemas: readonly (string)[];
      /** What the provider calls them; unique in the organisation. */
      readonly externalId?: string;
      readonly displayName: string;
      readonly members?: readonly ({
        readonly value: string;
        readonly display?: string;
        readonly type?: string;
      })[];
    };
    readonly answer: {
      readonly schemas: readonly (string)[];
      /** What the provider calls them; unique in the organisation. */
      readonly externalId?: string;
      readonly id: string;
      readonly displayName?: string;
      readonly members?: readonly ({
        readonly value: string;
        readonly display?: string;
        readonly type?: string;
      })[];
      readonly meta: {
        readonly resourceType: string;
        readonly created?: string;
        readonly lastModified?: string;
        readonly location: string;
        readonly version?: string;
      };
    };
  };
  /** One team, with who is in it */
  readonly "GET /scim/v2/Groups/{id}": {
    readonly query: {
      readonly attributes?: string;
      readonly excludedAttributes?: string;
    };
    readonly body: undefined;
    readonly answer: {
      readonly schemas: readonly (string)[];
      /** What the provider calls them; unique in the organisation. */
      readonly externalId?: string;
      readonly id: string;
      readonly displayName?: string;
      readonly members?: readonly ({
        readonly value: string;
        readonly display?: string;
        readonly type?: string;
      })[];
      readonly meta: {
        readonly resourceType: string;
        readonly created?: string;
        readonly lastModified?: string;
        readonly location: string;
        readonly version?: string;
      };
    };
  };
  /** Write a team whole; who is in it stays where `members` is left out */
  readonly "PUT /scim/v2/Groups/{id}": {
    readonly query: {
      readonly attributes?: string;
      readonly excludedAttributes?: string;
    };
    readonly body: {
      readonly schemas: readonly (string)[];
      /** What the provider calls them; unique in the organisation. */
      readonly externalId?: string;
      readonly displayName: string;
      readonly members?: readonly ({
        readonly value: string;
        readonly display?: string;
        readonly type?: string;
      })[];
    };
    readonly answer: {
      readonly schemas: readonly (string)[];
      /** What the provider calls them; unique in the organisation. */
      readonly externalId?: string;
      readonly id: string;
      readonly displayName?: string;
      readonly members?: readonly ({
        readonly value: string;
        readonly display?: string;
        readonly type?: string;
      })[];
      readonly meta: {
        readonly resourceType: string;
        readonly created?: string;
        readonly lastModified?: string;
        readonly location: string;
        readonly version?: string;
      };
    };
  };
  /** Rename a team, or put people in and take them out */
  readonly "PATCH /scim/v2/Groups/{id}": {
    readonly query: {
      readonly attributes?: string;
      readonly excludedAttributes?: string;
    };
    readonly body: {
      readonly schemas: readonly (string)[];
      readonly Operations: readonly ({
        /** In any case of its letters. */
        readonly op: "add" | "replace" | "remove";
        readonly path?: string;
        readonly value?: unknown;
      })[];
    };
    readonly answer: {
      readonly schemas: readonly (string)[];
      /** What the provider calls them; unique in the organisation. */
      readonly externalId?: string;
      readonly id: string;
      readonly displayName?: string;
      readonly members?: readonly ({
        readonly value: string;
        readonly display?: string;
        readonly type?: string;
      })[];
      readonly meta: {
        readonly resourceType: string;
        readonly created?: string;
        readonly lastModified?: string;
        readonly location: string;
        readonly version?: string;
      };
    };
  };
  /** Delete a team */
  readonly "DELETE /scim/v2/Groups/{id}": {
    readonly query: {
      readonly attributes?: string;
      readonly excludedAttributes?: string;
    };
    readonly body: undefined;
    readonly answer: undefined;
  };
  /** Whom settings would affect: second factors people have, passwords older and people unseen for so many days */
  readonly "GET /api/v1/settings/effects": {
    readonly query: {
      readonly passwordDays?: number;
      readonly inactiveDays?: number;
    };
    readonly body: undefined;
    readonly answer: {
      /** Who may sign in now: neither disabled nor inactive. */
      readonly people: number;
      /** People who are alike in what decides about their second factor. */
      readonly groups: readonly ({
        /** Key of their role. */
        readonly role: string;
        readonly hasEmail: boolean;
        /** They chose the e-mailed code themselves. */
        readonly emailCode: boolean;
        readonly totp: boolean;
        readonly passkey: boolean;
        /** They have some left. */
        readonly recoveryCodes: boolean;
        readonly people: number;
      })[];
      readonly older: number | null;
      readonly unseen: number | null;
    };
  };
  /** The sign-in page with other branding, which is not saved */
  readonly "POST /api/v1/settings/branding/preview": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: {
      readonly branding: {
        readonly accentColor: string | null;
        readonly logoUrl: string | null;
      };
      readonly scheme: "light" | "dark";
      /** Nonce of the policy under which the page will be shown, where it has one. */
      readonly nonce?: string;
    };
    readonly answer: {
      /** A whole document, without script. */
      readonly html: string;
    };
  };
  /** Where mails come from, and which could not be delivered */
  readonly "GET /api/v1/settings/mail": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      /** From whom mails come. Operators configure it. */
      readonly from: string;
      /** False: no mail server is configured. */
      readonly delivered: boolean;
      /** The last 20 that were given up, the newest first. */
      readonly failures: readonly ({
        readonly id: string;
        readonly at: string;
        readonly template: string;
        readonly recipient: string;
        readonly reason: string | null;
      })[];
    };
  };
  /** Send a test mail to yourself: at most 5 within 10 minutes */
  readonly "POST /api/v1/settings/mail/test": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: Readonly<Record<string, never>> | null;
    readonly answer: {
      readonly id: string;
    };
  };
  /** How a mail fares */
  readonly "GET /api/v1/settings/mail/{id}": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly status: "queued" | "sent" | "failed" | "expired";
      readonly at: string;
      readonly reason: string | null;
    };
  };
  /** Sign-ins and refusals over time: at most 31 days, by the minute for one */
  readonly "GET /api/v1/metrics/sign-ins": {
    readonly query: {
      readonly from?: string;
      readonly to?: string;
    };
    readonly body: undefined;
    readonly answer: {
      readonly from: string;
      readonly to: string;
      /** Minutes from one point to the next. */
      readonly stepMinutes: number;
      readonly items: readonly ({
        /** Beginning of the step. Steps in which nobody came are left out. */
        readonly at: string;
        readonly signIns: number;
        readonly refusals: number;
        /** Refusals by their code; empty for who may not read the audit log. */
        readonly refused: Readonly<Record<string, number>>;
      })[];
      readonly next: null;
    };
  };
  /** Seats in use over time: at most 400 days, by the minute for one; samples are kept for 100 days */
  readonly "GET /api/v1/seats/history": {
    readonly query: {
      readonly from?: string;
      readonly to?: string;
    };
    readonly body: undefined;
    readonly answer: {
      readonly from: string;
      readonly to: string;
      /** Minutes from one point to the next. */
      readonly stepMinutes: number;
      readonly items: readonly ({
        /** Beginning of the step. Where a step is missing, nobody had a seat, or no process ran. */
        readonly at: string;
        /** The most at once in this step. */
        readonly inUse: number;
        readonly capacity: number;
      })[];
      readonly days: readonly ({
        /** In the time zone of the organisation, like `2026-11-21`. */
        readonly day: string;
        /** The most seats in use at once. */
        readonly peak: number;
        readonly capacity: number | null;
        /** How often somebody found no seat. */
        readonly refusals: number;
      })[];
      readonly next: null;
    };
  };
  /** Who should be here by their hours and is not signed in, the longest missing first */
  readonly "GET /api/v1/metrics/late": {
    readonly query: {
      readonly limit?: number;
      readonly cursor?: string;
    };
    readonly body: undefined;
    readonly answer: {
      readonly items: readonly ({
        readonly id: string;
        readonly username: string;
        /** First and last name, or the username where there is none. */
        readonly name: string;
        readonly role: {
          readonly key: string;
          readonly name: string;
        };
        readonly teams: readonly (string)[];
        /** When their hours began. */
        readonly since: string;
        /** When they end; null when not soon. */
        readonly until: string | null;
        readonly lastSignInAt: string | null;
      })[];
      /** How many are missing, on all pages. */
      readonly total: number;
      /** How many should be here now. */
      readonly expected: number;
      readonly next: string | null;
    };
  };
  /** Versions, processes, totals and what the doctor finds */
  readonly "GET /api/v1/installation": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: undefined;
    readonly answer: {
      readonly at: string;
      readonly version: string;
      readonly node: string;
      readonly processes: readonly ({
        readonly id: string;
        readonly startedAt: string;
        readonly beatAt: string;
        readonly tabs: number;
      })[];
      readonly totals: {
        readonly organizations: number;
        readonly suspended: number;
        /** Beyond ten thousand, as the planner of the database knows it. */
        readonly users: number;
        readonly seats: number;
        readonly seatsInUse: number;
        readonly tabs: number;
        readonly jobsWaiting: number;
        readonly jobsFailed: number;
        readonly mailsQueued: number;
        /** In the last seven days. */
        readonly mailsFailed: number;
      };
      readonly findings: readonly ({
        readonly check: string;
        readonly ok: boolean;
        readonly sentence: string;
      })[];
    };
  };
  /** The job queue */
  readonly "GET /api/v1/installation/jobs": {
    readonly query: {
      readonly limit?: number;
      readonly cursor?: string;
      readonly state?: "waiting" | "running" | "failed";
    };
    readonly body: undefined;
    readonly answer: {
      readonly items: readonly ({
        readonly id: string;
        readonly task: string;
        readonly state: "waiting" | "running" | "failed";
        readonly attempts: number;
        readonly attemptsMax: number;
        readonly runAt: string;
        readonly lastError: string | null;
      })[];
      readonly next: string | null;
    };
  };
  /** Try a job again at once */
  readonly "POST /api/v1/installation/jobs/{id}/retry": {
    readonly query: Readonly<Record<string, never>>;
    readonly body: Readonly<Record<string, never>> | null;
    readonly answer: undefined;
  };
  /** Mails of every organisation that wait, were refused or expired */
  readonly "GET /api/v1/installation/mails": {
    readonly query: {
      readonly limit?: number;
      readonly cursor?: string;
      readonly state?: "queued" | "failed" | "expired";
    };
    readonly body: undefined;
    readonly answer: {
      readonly items: readonly ({
        readonly id: string;
        readonly organization: string;
        readonly template: string;
        /** Masked. */
        readonly recipient: string;
        readonly status: "queued" | "failed" | "expired";
        readonly attempts: number;
        readonly lastError: string | null;
        readonly createdAt: string;
      })[];
      readonly next: string | null;
    };
  };
}
