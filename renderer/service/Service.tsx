export function Service({ engine }: { readonly status: unknown; readonly engine: string }) {
  return <p className={engine} />;
}
