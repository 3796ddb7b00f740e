// Somebody at the console who makes hours that never begin, gives them to Ben Carter, and lets him in all the same.
import { assertPresentable, type Visitor } from './visitor.ts';

export async function extendsHours(visitor: Visitor): Promise<void> {
  const { page } = visitor;
  await page.getByRole('link', { name: 'Schedules' }).click();
  await page.getByRole('link', { name: 'Create schedule' }).click();
  await page.getByLabel('Name of the schedule').fill('Never');
  await page.getByRole('button', { name: 'Remove window 1' }).click();
  await page.getByRole('button', { name: 'Create schedule' }).click();
  await visitor.sees('Never');
  await page.getByRole('link', { name: 'People' }).click();
  await page.getByRole('link', { name: 'Ben Carter' }).click();
  await visitor.sees('Ben Carter');
  await page.getByRole('combobox', { name: 'Hours', exact: true }).click();
  await page.getByRole('option', { name: 'Never', exact: true }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/none begin within 400 days/).waitFor();
  await assertPresentable(page, 'a person outside their hours');
  await page.getByRole('button', { name: '+30 min' }).click();
  await page.getByText(/^May be in until /).waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('The 30 minutes of Ben Carter are taken back').waitFor();
  await page.getByText(/none begin within 400 days/).waitFor();
  await page.getByRole('button', { name: '+30 min' }).click();
  await page.getByText(/^May be in until /).waitFor();
}
