/** A key as it is shown on the control that it works. */
export function Key({ name }: { readonly name: string }) {
  return <kbd className="key">{name}</kbd>;
}
