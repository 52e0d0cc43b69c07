// Sends the control plane's headers to the gateway of this machine: forge.js OWN-ADDRESS HEADERS-JSON TRUSTED-ADDRESS
// By every way there is from here, and with every variation that a proxy might be fooled by. Prints "STATUS WAY VARIATION".
const http = require('node:http');

const [own, given, trusted] = process.argv.slice(1);
const headers = JSON.parse(given);
const named = Object.keys(headers).find((name) => name.endsWith('user'));
const chain = Object.keys(headers).find((name) => name.endsWith('for'));

const ways = [
  ['127.0.0.1'], ['127.0.0.1', '127.0.0.2'], ['127.0.0.1', own], ['0.0.0.0'], ['localhost'], ['::ffff:127.0.0.1'], [own], [own, '127.0.0.1'],
];
const without = (name) => Object.fromEntries(Object.entries(headers).filter(([one]) => one !== name));
const variations = {
  'as it is': headers,
  'the trusted address as the client': { ...headers, [chain]: trusted },
  'the trusted address as the last proxy': { ...headers, [chain]: `192.0.2.1, ${trusted}` },
  'the trusted address as the first proxy': { ...headers, [chain]: `${trusted}, 192.0.2.1` },
  'loopback as the client': { ...headers, [chain]: '127.0.0.1' },
  'no client': without(chain),
  'the user alone': { [named]: headers[named] },
  'X-Real-IP': { ...without(chain), 'x-real-ip': trusted },
  Forwarded: { ...headers, forwarded: `for=${trusted};proto=https` },
  'other case': Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value])),
  'twice': { ...headers, [chain]: [trusted, '192.0.2.1'] },
  'scopes asked for': { ...headers, 'x-openclaw-scopes': 'operator.admin' },
  nothing: {},
};

function call([host, localAddress], sent) {
  return new Promise((resolve) => {
    const body = JSON.stringify({ method: 'config.get', params: {} });
    const request = http.request({
      host, localAddress, port: 18789, method: 'POST', path: '/api/v1/admin/rpc', agent: false,
      headers: { ...sent, 'content-type': 'application/json' },
    }, (response) => { response.resume(); response.on('end', () => resolve(response.statusCode)); });
    request.on('error', (error) => resolve(error.code));
    request.end(body);
  });
}

(async () => {
  for (const way of ways) {
    for (const [name, sent] of Object.entries(variations)) {
      console.log(`${await call(way, sent)} ${way.join(' from ')}: ${name}`);
    }
  }
})();
