/** The package ships no types; this is the part of version 1.2.0 that is used. A CommonJS module, hence the default export. */
declare module 'tweetnacl-sealedbox-js' {
  const sealedBox: {
    /** libsodium's crypto_box_seal: `message.length + 48` bytes, a fresh key pair per call. */
    seal(message: Uint8Array, publicKey: Uint8Array): Uint8Array;
    /** libsodium's crypto_box_seal_open; null when the box does not open with this key pair. */
    open(sealed: Uint8Array, publicKey: Uint8Array, secretKey: Uint8Array): Uint8Array | null;
  };
  export default sealedBox;
}
