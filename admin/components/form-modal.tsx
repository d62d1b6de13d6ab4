import { Modal, type ModalProps } from '@mantine/core';
import { use, useMemo, useRef } from 'react';
import { GuardContext, type Guard, type Watched } from './unsaved.tsx';

type Props = ModalProps & {
  /** It cannot be closed now: something is being sent, or is shown once. */
  isHeld?: boolean;
};

/** A dialog with a form. Escape and the cross ask before they lose what `<KeepChanges>` in it watches over. */
export function FormModal({ isHeld = false, onClose, children, ...props }: Props) {
  const guard = use(GuardContext);
  const forms = useRef(new Set<Watched>());
  const inside = useMemo<Guard>(
    () => ({
      ...guard,
      watch: (form) => {
        const inDialog: Watched = { ...form, search: 'any' };
        const end = guard.watch(inDialog);
        forms.current.add(inDialog);
        return () => {
          forms.current.delete(inDialog);
          end();
        };
      },
    }),
    [guard],
  );
  return (
    <Modal
      {...props}
      onClose={() => guard.leave(forms.current, onClose)}
      closeOnClickOutside={false}
      // An Escape that answers the question is not for the dialog below it.
      closeOnEscape={!isHeld && !guard.asks}
      withCloseButton={!isHeld}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <GuardContext value={inside}>{children}</GuardContext>
    </Modal>
  );
}
