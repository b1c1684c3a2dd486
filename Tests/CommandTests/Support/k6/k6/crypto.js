// Stand-in for k6's digests of bytes.
import { createHash, createHmac } from 'node:crypto';

export default {
  md5: (input, encoding) => createHash('md5').update(Buffer.from(input)).digest(encoding),
  hmac: (name, secret, data, encoding) =>
    createHmac(name, Buffer.from(secret)).update(Buffer.from(data)).digest(encoding),
};
