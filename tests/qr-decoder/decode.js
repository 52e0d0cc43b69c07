// node decode.js < data-url > text
import { readFileSync } from "node:fs";
import jsqr from "jsqr";
import { PNG } from "pngjs";

const [, base64] = readFileSync(0, "utf8").split(";base64,");
const { data, width, height } = PNG.sync.read(Buffer.from(base64, "base64"));
const code = jsqr(new Uint8ClampedArray(data), width, height);
if (!code) {
  throw new Error(`no code in a picture of ${width} by ${height}`);
}

process.stdout.write(code.data);
