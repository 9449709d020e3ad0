export function Overview({ theme }: { readonly theme: string }) {
  return <p className={theme} />;
}
