import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';

interface Props {
  readonly title: string;
  /** Called for Esc. */
  readonly onClose: () => void;
  /** Gets every key; true when it was meant for it. */
  readonly onKey?: (key: string, shift: boolean) => boolean;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A modal dialog: keeps the focus, closes with Esc, gives the focus back. */
export function Dialog({ title, onClose, onKey, className = '', children }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    if (dialog?.open === false) dialog.showModal();
    return () => dialog?.close();
  }, []);
  const press = (event: KeyboardEvent): void => {
    if (onKey?.(event.key, event.shiftKey) === true) event.preventDefault();
  };
  return (
    <dialog
      ref={element}
      className={`dialog ${className}`}
      aria-labelledby="dialog-title"
      onKeyDown={press}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id="dialog-title">{title}</h2>
      {children}
    </dialog>
  );
}
