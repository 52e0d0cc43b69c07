// A language model that always gives the same answer: OpenAI Chat Completions as a stream, on loopback.
import { createServer } from "node:http";

const answer = "All parts are here.";

createServer((request, response) => {
  request.resume().on("end", () => {
    response.setHeader("content-type", "text/event-stream");
    const send = (delta, finish_reason) =>
      response.write(`data: ${JSON.stringify({ id: "1", object: "chat.completion.chunk", created: 1, model: "parrot", choices: [{ index: 0, delta, finish_reason }] })}\n\n`);
    send({ role: "assistant", content: answer }, null);
    send({}, "stop");
    response.end("data: [DONE]\n\n");
  });
}).listen(9400, "127.0.0.1");
