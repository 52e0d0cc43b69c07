// Tries to reach what it is told: probe.js PATIENCE-IN-MS [{"protocol","address","port","from"}...]
// Prints, in the same order, what answered, or "" where nothing did.
const http = require('node:http');
const dgram = require('node:dgram');

const patience = Number(process.argv[1]);
const targets = JSON.parse(process.argv[2]);

function tcp({ address, port, from }) {
  return new Promise((resolve) => {
    let current;
    const end = (answer) => { clearTimeout(timer); current.destroy(); resolve(answer); };
    const timer = setTimeout(() => end(''), patience);
    const start = Date.now();
    const attempt = () => {
      current = http.get({ host: address, port, localAddress: from, agent: false }, (response) => {
        let body = '';
        response.on('data', (chunk) => { body += chunk; });
        response.on('end', () => end(body));
      });

      // What has just been started may not listen yet.
      current.on('error', () => { if (Date.now() - start < patience) setTimeout(attempt, 100); });
    };
    attempt();
  });
}

function udp({ address, port }) {
  return new Promise((resolve) => {
    const socket = dgram.createSocket('udp4');
    const end = (answer) => { clearTimeout(timer); socket.close(); resolve(answer); };
    const timer = setTimeout(() => end(''), patience);
    socket.on('message', (message) => end(message.toString()));
    socket.bind(0, () => {
      socket.setBroadcast(true);
      socket.send('probe', port, address, (error) => { if (error) end(''); });
    });
  });
}

Promise.all(targets.map((target) => (target.protocol === 'udp' ? udp(target) : tcp(target))))
  .then((answers) => process.stdout.write(JSON.stringify(answers), () => process.exit(0)));
