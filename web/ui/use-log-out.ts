/** Logs out and leaves for the page that says so (S6). */
import { useMutation } from '@tanstack/react-query';
import { sessionEnd } from '../api/session.ts';
import { paths } from '../paths.ts';
import { notifyFailure } from './notify.tsx';
import { letGo } from './unsaved.ts';

export function useLogOut() {
  return useMutation({
    mutationFn: sessionEnd,
    onSuccess: () => {
      letGo();
      window.location.assign(paths.signedOut);
    },
    onError: notifyFailure,
  });
}
