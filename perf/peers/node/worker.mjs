// A worker of the bench harness in Node: the side `mcap` of the suites record, space, open and import. It speaks the protocol
// of dev.kymo.perf.run.WorkerMain: a command per line on standard input, an answer per line on standard output.
import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { McapIndexedReader, McapStreamReader, McapWriter } from "@mcap/core";
import zstd from "@foxglove/wasm-zstd";

const MIB = 1 << 20;
const suite = process.argv[2];

/** What McapWriter writes to: a file, synchronously, as that is what Node does fastest. */
class FileWritable {
  constructor(file) {
    this.fd = fs.openSync(file, "w");
    this.at = 0n;
  }
  async write(bytes) {
    fs.writeSync(this.fd, bytes);
    this.at += BigInt(bytes.length);
  }
  position() {
    return this.at;
  }
  close() {
    fs.fsyncSync(this.fd);
    fs.closeSync(this.fd);
  }
}

/** What McapIndexedReader reads from. */
class FileReadable {
  constructor(file) {
    this.fd = fs.openSync(file, "r");
    this.length = BigInt(fs.fstatSync(this.fd).size);
  }
  async size() {
    return this.length;
  }
  async read(offset, length) {
    const bytes = new Uint8Array(Number(length));
    fs.readSync(this.fd, bytes, 0, bytes.length, offset);
    return bytes;
  }
  close() {
    fs.closeSync(this.fd);
  }
}

async function startWriter(file, topics, { chunkBytes = MIB, isCompressed = false } = {}) {
  const writable = new FileWritable(file);
  const options = { writable, chunkSize: chunkBytes };
  if (isCompressed) {
    options.compressChunk = (data) => ({ compression: "zstd", compressedData: zstd.compress(data, 3) });
  }
  const writer = new McapWriter(options);
  await writer.start({ profile: "", library: "kymo-bench" });
  const ids = [];
  for (const topic of topics) {
    ids.push(await writer.registerChannel({ topic, schemaId: 0, messageEncoding: "raw", metadata: new Map() }));
  }
  return { writer, writable, ids };
}

async function openReader(file) {
  const readable = new FileReadable(file);
  const reader = await McapIndexedReader.Initialize({
    readable,
    decompressHandlers: { zstd: (bytes, size) => zstd.decompress(bytes, Number(size)) },
  });
  return { readable, reader };
}

const size = (bench, quick, full) => Math.max(1, Math.trunc(bench.scale * (bench.quick ? quick : full)));

// ---- record

const record = {
  async prepare(bench) {
    this.bytes = Number(bench.name.substring("message-".length));
    this.count = this.bytes < 1000 ? size(bench, 200_000, 2_000_000)
      : size(bench, Math.trunc((48 * MIB) / this.bytes), Math.trunc((512 * MIB) / this.bytes));
    this.file = path.join(bench.data, "record", "mcap-node.mcap");
    fs.mkdirSync(path.dirname(this.file), { recursive: true });
    this.payload = new Uint8Array(this.bytes);
    let noise = Number(bench.seed % 4294967296n);
    for (let i = 0; i < this.bytes; i++) {
      noise = (Math.imul(noise, 1664525) + 1013904223) >>> 0;
      this.payload[i] = noise >>> 24;
    }
    await this.write(Math.max(2, Math.trunc(this.count / 20)));
    const { readable, reader } = await openReader(this.file);
    const found = Number(reader.statistics.messageCount);
    readable.close();
    return found;
  },
  async write(count) {
    const { writer, writable, ids } = await startWriter(this.file, ["messages"]);
    this.start = begin();
    const view = new DataView(this.payload.buffer);
    const message = { channelId: ids[0], sequence: 0, logTime: 0n, publishTime: 0n, data: this.payload };
    for (let i = 0; i < count; i++) {
      view.setUint32(0, i, true);
      message.sequence = i;
      message.logTime = message.publishTime = BigInt(i);
      await writer.addMessage(message);
    }
    await writer.end();
    writable.close();
  },
  async round() {
    await this.write(this.count);
    const line = end(this.start, this.count, this.count * this.bytes);
    const fileBytes = fs.statSync(this.file).size;
    fs.unlinkSync(this.file);
    return `${line} file_bytes_per_message=${fileBytes / this.count}`;
  },
};

// ---- space

/** The data of the space suite; the same numbers as dev.kymo.perf.files.SpaceData makes. */
function spaceMessage(kind, row, noise) {
  if (kind === "scalars") {
    const bytes = new DataView(new ArrayBuffer(8));
    bytes.setFloat64(0, Math.round(Math.sin(row * 0.001) * 10_000 + (noise.next() - 0.5) * 100) / 1000, true);
    return bytes;
  }
  if (kind === "poses") {
    const bytes = new DataView(new ArrayBuffer(28));
    for (let i = 0; i < 7; i++) {
      bytes.setFloat32(4 * i, Math.round(Math.sin(row * 0.001 * (i + 1)) * 10_000 + (noise.next() - 0.5) * 100) / 1000, true);
    }
    return bytes;
  }
  const points = 1000;
  const bytes = new DataView(new ArrayBuffer(12 * points));
  for (let i = 0; i < 3 * points; i++) {
    bytes.setFloat32(4 * i, Math.round(noise.next() * 50_000) / 1000, true);
  }
  return bytes;
}

class Noise {
  constructor(seed) {
    this.state = Number(seed % 4294967296n);
  }
  next() {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return (this.state >>> 8) / 16777216;
  }
}

const space = {
  async prepare(bench) {
    this.rows = bench.name === "clouds" ? size(bench, 100, 1000) : size(bench, 100_000, 1_000_000);
    const file = path.join(bench.folder, "space.mcap");
    const { writer, writable, ids } = await startWriter(file, ["data"], { isCompressed: true });
    const noise = new Noise(bench.seed);
    for (let row = 0; row < this.rows; row++) {
      const data = new Uint8Array(spaceMessage(bench.name, row, noise).buffer);
      const time = BigInt(row) * 1_000_000n;
      await writer.addMessage({ channelId: ids[0], sequence: row, logTime: time, publishTime: time, data });
    }
    await writer.end();
    writable.close();
    const { readable, reader } = await openReader(file);
    const found = Number(reader.statistics.messageCount);
    readable.close();
    this.perRow = fs.statSync(file).size / this.rows;
    fs.unlinkSync(file);
    return found;
  },
  async round() {
    return `${end(begin(), 0, 0)} file_bytes_per_row=${this.perRow}`;
  },
};

// ---- open

/** The same as dev.kymo.perf.files.OpenData. */
const openValue = (entity, row) => (entity * 31 + row * 17) % 1_000_003;

const open = {
  async prepare(bench) {
    this.entities = size(bench, 200, 1000);
    this.chunks = size(bench, 10, 20);
    this.rows = 100;
    this.file = path.join(bench.data, `open-${this.entities}-${this.chunks}.mcap`);
    if (!fs.existsSync(this.file)) {
      await this.make();
    }
    return await this.ask();
  },
  async make() {
    const topics = [];
    for (let entity = 0; entity < this.entities; entity++) {
      topics.push(`/e${entity}`);
    }
    // Chunks of about as many bytes as a Kymo chunk of 100 rows.
    const unfinished = `${this.file}.part`;
    const { writer, writable, ids } = await startWriter(unfinished, topics, { chunkBytes: 4096 });
    for (let chunk = 0; chunk < this.chunks; chunk++) {
      for (let entity = 0; entity < this.entities; entity++) {
        for (let i = 0; i < this.rows; i++) {
          const row = chunk * this.rows + i;
          const data = new DataView(new ArrayBuffer(8));
          data.setFloat64(0, openValue(entity, row), true);
          const time = BigInt(row) * 1000n;
          await writer.addMessage({
            channelId: ids[entity], sequence: row, logTime: time, publishTime: time, data: new Uint8Array(data.buffer),
          });
        }
      }
    }
    await writer.end();
    writable.close();
    fs.renameSync(unfinished, this.file);
  },
  /** Opens the file and asks for the newest value of every topic at or before the middle. */
  async ask() {
    const { readable, reader } = await openReader(this.file);
    const at = BigInt(Math.trunc((this.chunks * this.rows) / 2)) * 1000n;
    const seen = new Set();
    let sum = 0;
    for await (const message of reader.readMessages({ endTime: at, reverse: true })) {
      if (!seen.has(message.channelId)) {
        seen.add(message.channelId);
        sum += new DataView(message.data.buffer, message.data.byteOffset).getFloat64(0, true);
        if (seen.size === this.entities) {
          break;
        }
      }
    }
    readable.close();
    return sum;
  },
  many: true,
  async round(units) {
    const start = begin();
    const pieces = [];
    for (let i = 0; i < units; i++) {
      const began = process.hrtime.bigint();
      await this.ask();
      pieces.push(Number(process.hrtime.bigint() - began));
    }
    return end(start, units, 0, pieces);
  },
};

// ---- import

/** `import` is a word of the language. */
const imports = {
  async prepare(bench) {
    this.messages = size(bench, 200_000, 2_000_000);
    this.file = path.join(bench.data, `node-${this.messages}.mcap`);
    if (!fs.existsSync(this.file)) {
      const unfinished = `${this.file}.part`;
      const { writer, writable, ids } = await startWriter(unfinished, ["/value"]);
      for (let i = 0; i < this.messages; i++) {
        const data = new DataView(new ArrayBuffer(8));
        data.setFloat64(0, i * 0.5, true);
        const time = BigInt(i);
        await writer.addMessage({
          channelId: ids[0], sequence: i, logTime: time, publishTime: time, data: new Uint8Array(data.buffer),
        });
      }
      await writer.end();
      writable.close();
      fs.renameSync(unfinished, this.file);
    }
    return this.read();
  },
  read() {
    const reader = new McapStreamReader();
    reader.append(fs.readFileSync(this.file));
    let found = 0;
    let sum = 0;
    for (let record = reader.nextRecord(); record != null; record = reader.nextRecord()) {
      if (record.type === "Message") {
        found++;
        sum += new DataView(record.data.buffer, record.data.byteOffset).getFloat64(0, true);
      }
    }
    this.sum = sum;
    return found;
  },
  async round() {
    const start = begin();
    const found = this.read();
    if (found !== this.messages) {
      throw new Error(`${found} messages, expected ${this.messages}`);
    }
    return end(start, found, fs.statSync(this.file).size);
  },
};

// ---- the protocol

function begin() {
  return { cpu: process.cpuUsage(), wall: process.hrtime.bigint() };
}

/** @param pieces nanoseconds per operation of what was timed piece by piece */
function end(start, ops, bytes, pieces = []) {
  const wall = process.hrtime.bigint() - start.wall;
  const cpu = process.cpuUsage(start.cpu);
  const sorted = pieces.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const typical =
    sorted.length === 0
      ? Number(wall) / Math.max(1, ops)
      : (sorted[middle] + sorted[(sorted.length - 1) >> 1]) / 2;
  return `sample ${ops} ${Number(wall)} ${typical} ${(cpu.user + cpu.system) * 1000} 0 ${bytes} -`;
}

function parse(line) {
  const [, name, seed, quick, scale, folder, data] = line.split("\t");
  return { name, seed: BigInt(seed), quick: quick === "true", scale: Number(scale), folder, data };
}

/** As dev.kymo.perf.run.WarmUp, without asking for steadiness: rounds grow until they are long enough. */
async function warm([roundNs, leastNs]) {
  let units = 1;
  for (let spentNs = 0; spentNs < leastNs; ) {
    const start = process.hrtime.bigint();
    await side.round(units);
    const tookNs = Number(process.hrtime.bigint() - start);
    spentNs += tookNs;
    units = side.many ? Math.max(1, Math.min(units * 8, Math.round((units * roundNs) / tookNs))) : 1;
  }
  return units;
}

const oneLine = (error) => String(error?.message ?? error).split("\n")[0];

const side = { record, space, open, import: imports }[suite];
await zstd.isLoaded;
for await (const line of readline.createInterface({ input: process.stdin })) {
  try {
    if (line === "close") {
      break;
    } else if (line.startsWith("prepare ")) {
      console.log(`answer ${await side.prepare(parse(line.substring("prepare ".length)))}`);
    } else if (line.startsWith("warm ")) {
      console.log(`warmed ${await warm(line.split(" ").slice(1).map(Number))}`);
    } else if (line.startsWith("round ")) {
      console.log(await side.round(Number(line.substring("round ".length))));
    } else {
      console.log(`error unknown command ${line}`);
    }
  } catch (error) {
    console.error(error);
    console.log(`error ${oneLine(error)}`);
  }
}
process.exit(0);
