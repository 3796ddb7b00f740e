// What happens to somebody at the console who leaves what they typed: on the page of the role “Back office”, reached from the list.
import assert from 'node:assert/strict';
import { until } from '../support/until.ts';
import { assertPresentable, type Visitor } from './visitor.ts';

export async function leavesUnsaved(visitor: Visitor): Promise<void> {
  const { page } = visitor;
  const question = page.getByRole('dialog', { name: 'Leave without saving?' });
  const stay = async (): Promise<void> => {
    await question.waitFor();
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
  };
  const native: string[] = [];
  page.on('dialog', (dialog) => {
    native.push(dialog.type());
    void dialog.dismiss();
  });
  const role = page.url();
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('Back and front office');
  const teams = page.getByRole('link', { name: 'Teams', exact: true });
  await teams.click();
  await question.getByText('Changes to Back office').waitFor();
  await assertPresentable(page, 'leave without saving?');
  await stay();
  await teams.and(page.locator(':focus')).waitFor();
  await page.goBack();
  await stay();
  assert.deepEqual([page.url(), await name.inputValue()], [role, 'Back and front office']);
  await page.evaluate('location.reload()');
  await until(() => native.length > 0);
  assert.deepEqual([native, await name.inputValue()], [['beforeunload'], 'Back and front office']);
  // As it was: nothing is lost.
  await name.fill('Back office');
  await page.goBack();
  await visitor.sees('Roles');
  await page.goForward();
  await visitor.sees('Back office');
  await name.fill('Office');
  await page.goBack();
  await question.getByRole('button', { name: 'Leave without saving' }).click();
  await visitor.sees('Roles');
  await page.getByRole('link', { name: 'Back office' }).click();
  await name.fill('Back room');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Back room is saved').waitFor();
  await teams.click();
  await visitor.sees('Teams');
  const create = page.getByRole('button', { name: 'Create team' });
  await create.click();
  await page.getByLabel('Name of the team').fill('Night');
  await page.keyboard.press('Escape');
  await stay();
  assert.equal(await page.getByLabel('Name of the team').inputValue(), 'Night');
  await page.keyboard.press('Escape');
  await question.getByRole('button', { name: 'Leave without saving' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await create.and(page.locator(':focus')).waitFor();
  await page.reload();
  await visitor.sees('Teams');
  assert.deepEqual(native, ['beforeunload']);
}
