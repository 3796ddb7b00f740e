/** What the house does in the background. Called by app.ts alone. */

import type { House } from './app-house.ts';
import { importTasks } from './imports/worker.ts';
import { operationsCrontab, operationsTasks } from './operations/operations.ts';
import { type Jobs, startJobs } from './platform/jobs.ts';
import { linkTaskName } from './recovery/link-job.ts';
import { reportsCrontab, reportsTasks } from './reports/sampling.ts';
import { overHoursCrontab, overHoursTasks } from './sessions/over-hours.ts';
import { lockedNotice } from './signin/notices.ts';
import { lockedNoticeTask } from './signin/password/attempt.ts';
import { expiryCrontab, expiryTasks } from './users/emails/expiry-warnings.ts';
import { inactivityCrontab, inactivityTasks } from './users/inactivity.ts';

/** Work in the background: handlers of the slices' jobs, and what runs by the clock. */
export function startHouseJobs(house: House, ownerUrl: string): Jobs {
  const { database, tenants, mail, recovery, log } = house;
  const onError = (error: unknown): void => log.error({ err: error }, 'background work failed');
  return startJobs({
    ownerUrl,
    log,
    tasks: {
      ...mail.tasks,
      ...operationsTasks(database),
      ...reportsTasks(database),
      [lockedNoticeTask]: lockedNotice(database, tenants, mail),
      ...recovery.tasks,
      ...overHoursTasks({ ...house, onError }),
      ...importTasks({ ...house, onError }),
      ...expiryTasks({ database, tenants, mail }),
      ...inactivityTasks({ database, tenants }),
    },
    urgent: ['mail:urgent', linkTaskName],
    crontab: `17 * * * * mail:clean\n${operationsCrontab}\n${expiryCrontab}\n${inactivityCrontab}\n${overHoursCrontab}\n${reportsCrontab}`,
  });
}
