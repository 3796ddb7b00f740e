/** Hears when another tab of this browser connects or goes; the connection client says so. */
import { useEffect } from 'react';

export function useTabChanges(onChange: () => void): void {
  useEffect(() => {
    const channel = new BroadcastChannel('usher.connect');
    channel.onmessage = onChange;
    return () => channel.close();
  }, [onChange]);
}
