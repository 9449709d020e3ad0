/** The layers of a code format, from the symbol's text inwards: what a case opens, changes and closes again. */

export type Layer =
  | {
      readonly stage: string;
      readonly kind: 'text';
      /** The layer of a code; null for a text that does not have it. */
      open(text: string): string | null;
      /** The text with the layer replaced. */
      close(value: string): string;
    }
  | {
      readonly stage: string;
      readonly kind: 'bytes' | 'cbor' | 'json' | 'signature';
      /** Whether the code can be signed anew after the change, so that it reaches what lies behind the signature. */
      readonly canSign: boolean;
      /** @param sign - whether it will be: the test key's own headers take the place of the code's. */
      open(text: string, sign: boolean): Buffer | null;
      close(value: Buffer, original: string, sign: boolean): string;
    };

/** What a signature covers, and the signature, as a format's own layers have them. */
export interface Seal {
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
}

/** A format's layers, outermost first, and its seal; null for a text whose layers cannot be opened. */
export interface Layers {
  readonly layers: readonly Layer[];
  readonly sealOf: (text: string) => Seal | null;
}

/** What stands around a format's bytes. */
export interface Armour {
  /** Layers of its own, from outside inwards. */
  readonly layers: readonly Layer[];
  /** Null for a text that has none. */
  open(text: string): Buffer | null;
  close(bytes: Buffer): string;
}

/** Every format's outermost layer. */
export const textLayer: Layer = { stage: 'text', kind: 'text', open: (text) => text, close: (value) => value };

/** The layers of a format of which nothing more is known; its texts alone are changed. */
export const outermost: Layers = { layers: [textLayer], sealOf: () => null };

/** A layer of characters behind a prefix that never changes. */
export function behindPrefix(stage: string, prefix: RegExp, usual: string): Layer {
  return {
    stage,
    kind: 'text',
    open: (text) => {
      const [found] = prefix.exec(text) ?? [];
      return found === undefined || found.length === text.length ? null : text.slice(found.length);
    },
    close: (value) => usual + value,
  };
}

/** A layer of bytes that an armour holds, not signed anew. */
export function armouredBytes(stage: string, { open, close }: Pick<Armour, 'open' | 'close'>): Layer {
  return { stage, kind: 'bytes', canSign: false, open: (text) => open(text), close: (value) => close(value) };
}
