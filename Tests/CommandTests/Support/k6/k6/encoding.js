// Stand-in for k6's decoding of Base64, which gives an ArrayBuffer.
export default { b64decode: (text) => new Uint8Array(Buffer.from(text, 'base64')).buffer };
