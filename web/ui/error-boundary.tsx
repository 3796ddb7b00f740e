/** Catches a page that throws while rendering, or whose code can no longer be loaded after an upgrade. */
import { Alert, Button, Stack, Text } from '@mantine/core';
import { Component, type ReactNode } from 'react';
import { text } from '../texts/texts.ts';

interface Props {
  readonly children: ReactNode;
  /** A change of this value (the address) gives the next page a fresh start. */
  readonly resetKey: string;
}

interface State {
  readonly failed: boolean;
}

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failed: false };

  static getDerivedStateFromError(): State {
    return { failed: true };
  }

  override componentDidUpdate(previous: Props): void {
    if (this.state.failed && previous.resetKey !== this.props.resetKey) this.setState({ failed: false });
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <Alert role="alert" color="red" title={text('failure.page')} maw={720} mx="auto">
        <Stack gap="sm" align="flex-start">
          <Text size="sm">{text('failure.page.help')}</Text>
          <Button variant="default" size="sm" onClick={() => window.location.reload()}>
            {text('action.reload')}
          </Button>
        </Stack>
      </Alert>
    );
  }
}
