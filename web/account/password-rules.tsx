/** The live checker under a new-password field (P5): each rule as met or not, and the strength, in words and shape. */
import { Group, List, Paper, Progress, Stack, Text, ThemeIcon, VisuallyHidden } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconCheck, IconPointFilled } from '@tabler/icons-react';
import type { RuleJudged } from '../api/passwords.ts';
import { text, textOr } from '../texts/texts.ts';
import type { PasswordCheck } from './use-password-check.ts';

const scoreMax = 4;
// A screen reader speaks the sum once typing pauses, not every letter.
const announcePauseMs = 900;

const scoreColors = ['red', 'red', 'orange', 'teal', 'teal'] as const;

/**
 * A rule in words, with its numbers; a rule that this version does not know is shown by its name.
 * @param of whose password it is, where that is not the reader's; empty: somebody without a name yet
 */
export function ruleText({ rule, parameters = {} }: Pick<RuleJudged, 'rule' | 'parameters'>, of?: string): string {
  const own = textOr(`rule.${rule}`, rule, parameters);
  return of === undefined ? own : textOr(`ruleOf.${rule}`, own, { ...parameters, name: of || text('ruleOf.nameless') });
}

function strengthText(score: number): string {
  return textOr(`strength.${score}`, String(score));
}

interface ShownRule {
  readonly rule: string;
  readonly met: boolean;
  readonly label: string;
}

function Rule({ met, label }: ShownRule) {
  return (
    <List.Item
      icon={
        <ThemeIcon size={20} radius="xl" color={met ? 'teal' : 'gray'} variant={met ? 'filled' : 'light'}>
          {met ? <IconCheck size={14} aria-hidden /> : <IconPointFilled size={10} aria-hidden />}
        </ThemeIcon>
      }
    >
      <VisuallyHidden>{text(met ? 'rules.met' : 'rules.open')} </VisuallyHidden>
      {label}
    </List.Item>
  );
}

/** Each rule as met or not. */
export function RuleList({ id, rules }: { readonly id: string; readonly rules: readonly ShownRule[] }) {
  return (
    <Stack gap="xs" id={id}>
      <Text size="sm" fw={500}>
        {text('rules.heading')}
      </Text>
      <List size="sm" spacing={6} center styles={{ itemLabel: { lineHeight: 1.4 } }} listStyleType="none">
        {rules.map((rule) => (
          <Rule key={rule.rule} {...rule} />
        ))}
      </List>
    </Stack>
  );
}

interface PasswordRulesProps {
  readonly id: string;
  readonly check: PasswordCheck;
  readonly typed: boolean;
  /** Whose password it is, where that is not the reader's. */
  readonly of?: string;
}

export function PasswordRules({ id, check, typed, of }: PasswordRulesProps) {
  const { judged, unavailable } = check;
  const strength = judged === null || !typed ? text('strength.none') : strengthText(judged.score);
  const met = judged?.rules.filter((rule) => rule.met).length ?? 0;
  const sum = judged === null || !typed ? '' : text('rules.announce', { met, count: judged.rules.length, strength });
  const [announced] = useDebouncedValue(sum, announcePauseMs);
  if (judged === null) {
    return unavailable ? (
      <Text size="sm" c="dimmed" id={id}>
        {text('rules.unavailable')}
      </Text>
    ) : null;
  }
  return (
    <Paper withBorder p="md">
      <Stack gap="sm">
        <RuleList id={id} rules={judged.rules.map((rule) => ({ ...rule, label: ruleText(rule, of) }))} />
        <Group gap="xs">
          <Text size="sm">{text('strength', { strength })}</Text>
          <Progress
            flex={1}
            miw={120}
            aria-hidden
            value={typed ? ((judged.score + 1) / (scoreMax + 1)) * 100 : 0}
            color={scoreColors[judged.score] ?? 'gray'}
          />
        </Group>
        {unavailable ? (
          <Text size="sm" c="dimmed">
            {text('rules.unavailable')}
          </Text>
        ) : null}
        <VisuallyHidden role="status">{announced}</VisuallyHidden>
      </Stack>
    </Paper>
  );
}
