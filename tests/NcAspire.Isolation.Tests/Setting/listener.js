// Answers on every address it has: listener.js NAME tcp:PORT udp:PORT each:PORT dns:PORT ...
// Over HTTP it says who it is, by which address it was reached, from which, and how many datagrams came so far.
const http = require('node:http');
const dgram = require('node:dgram');
const os = require('node:os');

const [name, ...services] = process.argv.slice(2);
let datagrams = 0;

function answer(query) {
  // The question comes back with one address for whatever name was asked: a public one.
  let end = 12;
  while (query[end] !== 0) end += query[end] + 1;
  const question = query.subarray(12, end + 5);
  const isAddress = question.readUInt16BE(question.length - 4) === 1;
  const header = Buffer.from([query[0], query[1], 0x81, 0x80, 0, 1, 0, isAddress ? 1 : 0, 0, 0, 0, 0]);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4, 198, 51, 100, 80]);
  return Buffer.concat(isAddress ? [header, question, record] : [header, question]);
}

for (const service of services) {
  const [protocol, port] = service.split(':');
  if (protocol === 'tcp') {
    http.createServer((request, response) => {
      const { localAddress, remoteAddress } = request.socket;
      response.end(JSON.stringify({ name, localAddress, remoteAddress, datagrams }));
    }).listen(Number(port), '0.0.0.0');
  } else {
    // "udp" gets broadcasts, too; "each" and "dns" answer from the address that was asked, which one socket for all can't.
    const own = Object.values(os.networkInterfaces()).flat().filter((one) => one.family === 'IPv4').map((one) => one.address);
    for (const address of protocol === 'udp' ? ['0.0.0.0'] : own) {
      const socket = dgram.createSocket('udp4');
      socket.on('message', (message, from) => {
        datagrams++;
        socket.send(protocol === 'dns' ? answer(message) : name, from.port, from.address);
      });
      socket.bind(Number(port), address);
    }
  }
}
