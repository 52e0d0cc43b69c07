// Says hello to the gateway of this machine as each kind of client that it knows: greet.js OWN-ADDRESS HEADERS-JSON
// With and without a device, credentials and the control plane's headers. Prints "ANSWER CLIENT ...", "let in" where it was.
const crypto = require('node:crypto');

const [own, given] = process.argv.slice(1);
const headers = JSON.parse(given);
const named = Object.keys(headers).find((name) => name.endsWith('user'));

const clients = [
  ['cli', 'cli'], ['gateway-client', 'backend'], ['openclaw-control-ui', 'ui'], ['webchat', 'webchat'], ['openclaw-tui', 'cli'],
  ['openclaw-macos', 'ui'], ['node-host', 'node'], ['openclaw-worker', 'backend'], ['openclaw-probe', 'probe'], ['test', 'test'],
];
const kinds = {
  'no headers': {}, 'the user alone': { [named]: headers[named] }, 'all headers': headers, 'its own origin': { origin: 'http://127.0.0.1:18789' },
};

function device(client, nonce, signedAt, token) {
  const { publicKey, privateKey } = crypto.generateKeyPairSync('ed25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  const id = crypto.createHash('sha256').update(raw).digest('hex');
  const text = ['v3', id, client.id, client.mode, 'operator', 'operator.admin', signedAt, token, nonce, 'linux', ''].join('|');
  const signature = crypto.sign(null, Buffer.from(text), privateKey).toString('base64url');
  return { id, publicKey: raw.toString('base64url'), signature, signedAt, nonce };
}

function greet(host, sent, client, hasDevice, auth) {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://${host}:18789/`, { headers: sent });
    let answer = 'closed';
    socket.onerror = () => { answer = 'refused'; };
    socket.onclose = () => resolve(answer);
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.event === 'connect.challenge') {
        const params = {
          minProtocol: 4, maxProtocol: 4, client: { ...client, version: '1.0.0', platform: 'linux' }, role: 'operator',
          scopes: ['operator.admin'], caps: [], auth, locale: 'en-US', userAgent: 'forged/1.0',
        };
        if (hasDevice) {
          params.device = device(client, message.payload.nonce, message.payload.ts, Object.values(auth ?? {})[0] ?? '');
        }
        socket.send(JSON.stringify({ type: 'req', id: 'hello', method: 'connect', params }));
      } else if (message.id === 'hello') {
        answer = message.ok ? 'let in' : message.error.details?.code ?? message.error.code;
        socket.close();
      }
    };
  });
}

(async () => {
  for (const host of ['127.0.0.1', own]) {
    for (const [kind, sent] of Object.entries(kinds)) {
      for (const [id, mode] of clients) {
        for (const hasDevice of [false, true]) {
          for (const auth of kind === 'no headers' ? [undefined, { token: 'guess' }, { password: 'guess' }] : [undefined]) {
            const answer = await greet(host, sent, { id, mode }, hasDevice, auth);
            console.log(`${answer}: ${id} on ${host} with ${kind}${hasDevice ? ', a device' : ''}${auth ? `, a ${Object.keys(auth)[0]}` : ''}`);
          }
        }
      }
    }
  }
})();
