import { spawn } from "node:child_process";
import { appendFileSync, closeSync, existsSync, readFileSync, writeSync } from "node:fs";

const write = (text, after) => process.stdout.write(text, after);
/** Writes past all buffers, and waits for the reader. */
const writeAll = (fd, bytes) => {
  for (let at = 0; at < bytes.length; )
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
};
const forever = () => setInterval(() => {}, 1000);
const sleeper = "setInterval(() => {}, 1000)";
/** In the bad case alone. */
const bad = (now) => ({ onRun: { now } });
/** In every case. */
const always = (now) => ({ onRun: { now, always: true } });

/** What each misbehaviour does in place of an honest reply; `reply` is that reply's text. */
export const misbehaviours = {
  none: {},

  // Silence.
  hang: bad(() => {}),
  "hang-busy": bad(() => {
    for (;;);
  }),
  unflushed: bad((reply) => write(reply.slice(0, 20))),
  "no-newline": bad((reply) => write(reply)),
  "hang-on-start": { onStart: () => {} },
  "ignores-stop": { onStop: forever },

  // Ends.
  "exit-3": bad(() => {
    process.stderr.write("Traceback: the matrix is singular\n");
    process.exitCode = 3;
    process.stdin.destroy();
  }),
  "exit-mid-line": bad((reply) => write(reply.slice(0, 20), () => process.exit(0))),
  segfault: bad(() => process.kill(process.pid, "SIGSEGV")),
  "exit-after-each": always((reply) => write(`${reply}\n`, () => process.exit(0))),
  "closes-stdin": bad((reply) => {
    closeSync(0);
    forever();
    write(`${reply}\n`);
  }),
  "closes-stdout": bad(() => {
    closeSync(1);
    forever();
  }),

  // Other things than one reply on one line.
  "wrong-id": bad((reply) => write(`${reply.replace(/"id":\d+/, '"id":999')}\n`)),
  "text-id": bad((reply) => write(`${reply.replace(/"id":(\d+)/, '"id":"$1"')}\n`)),
  "no-id": bad((reply) => write(`${reply.replace(/"id":\d+,/, "")}\n`)),
  "invalid-json": bad(() => write('{"id":2,"steps":[NaN]}\n')),
  "junk-before": bad((reply) => write(`Loading weights…\n${reply}\n`)),
  "junk-after": bad((reply) => write(`${reply}\ndone\n`)),
  "junk-later": bad((reply) => {
    write(`${reply}\n`);
    setTimeout(() => write("done in 3 ms\n"), 50);
  }),
  "two-replies": bad((reply) => write(`${reply}\n${reply}\n`)),
  "empty-line": bad((reply) => write(`\n${reply}\n`)),
  "a-number": bad(() => write("42\n")),
  "an-array": bad(() => write("[]\n")),
  "invalid-utf8": bad(() => process.stdout.write(Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]))),
  "byte-order-mark": bad((reply) => write(`\uFEFF${reply}\n`)),
  "deep-json": bad(() => write(`${"[".repeat(100_000)}${"]".repeat(100_000)}\n`)),
  "100-mb": bad(() => {
    const piece = Buffer.alloc(1 << 20, "1");
    write('{"id":2,"steps":[');
    for (let i = 0; i < 100; i++) writeAll(1, piece);
  }),
  flood: bad(() => {
    const lines = Buffer.from("y\n".repeat(1 << 15));
    for (;;) writeAll(1, lines);
  }),

  // Replies of the wrong shape.
  "other-fields": bad((reply) => write(`${reply.replace("steps", "stepz")}\n`)),
  "no-numbers": bad((reply) => write(`${reply.replace(/\[-?\d[^\]]*\]/, '["zero"]')}\n`)),
  "too-few-steps": bad((reply) => write(`${JSON.stringify({ ...JSON.parse(reply), steps: [] })}\n`)),
  "says-error": bad((_, { id }, send) => send({ id, error: "out of memory" })),
  "says-skipped": bad((_, { id }, send) => send({ id, skipped: "no such rate" })),

  // Odd, and allowed.
  "byte-by-byte": always((reply) => {
    const bytes = Buffer.from(`${reply}\n`);
    for (let i = 0; i < bytes.length; i++) writeAll(1, bytes.subarray(i, i + 1));
  }),
  crlf: always((reply) => write(`${reply}\r\n`)),
  "split-character": always((_, { id }) => {
    const bytes = Buffer.from(`{"id":${id},"skipped":"größer"}\n`);
    const at = bytes.indexOf(0xc3) + 1;
    write(bytes.subarray(0, at));
    setTimeout(() => write(bytes.subarray(at)), 30);
  }),
  "slow-start": {
    onStart: (_, introduction, send) => setTimeout(() => send(introduction), 600),
  },
  "logs-much": always((reply) => {
    const piece = Buffer.alloc(1 << 20, "log ");
    for (let i = 0; i < 64; i++) writeAll(2, piece);
    write(`${reply}\n`);
  }),

  // Processes that outlive it.
  "leaves-child": bad(() => {
    // The child holds the port's standard output, so that its end does not close.
    spawn(process.execPath, ["-e", sleeper], { stdio: "inherit" });
    setTimeout(() => process.exit(1), 150);
  }),
  "leaves-daemon": bad(() => {
    const daemon = spawn(process.execPath, ["-e", sleeper], { stdio: "inherit", detached: true });
    daemon.unref();
    setTimeout(() => process.exit(1), 150);
  }),
  "daemon-at-stop": {
    onStop() {
      spawn(process.execPath, ["-e", sleeper], { stdio: "ignore", detached: true }).unref();
      setTimeout(() => process.exit(0), 100);
    },
  },

  // Bad starts. The last argument is a file that remembers earlier ones.
  "starts-once": {
    onStart(_, introduction, send) {
      const earlier = existsSync(process.argv[3]) ? readFileSync(process.argv[3], "utf8").length : 0;
      appendFileSync(process.argv[3], "x");
      if (earlier > 0) process.exit(7);
      send(introduction);
    },
    onRun: { now: () => process.exit(3) },
  },
  "starts-every-other-time": {
    onStart(_, introduction, send) {
      const earlier = existsSync(process.argv[3]) ? readFileSync(process.argv[3], "utf8").length : 0;
      appendFileSync(process.argv[3], "x");
      if (earlier % 2 === 1) process.exit(7);
      send(introduction);
    },
    onRun: { now: () => process.exit(3) },
  },
  banner: {
    onStart(_, introduction, send) {
      write("Welcome to optimizers 1.0\n");
      send(introduction);
    },
  },
  "protocol-2": { onStart: (_, introduction, send) => send({ ...introduction, protocol: 2 }) },
  refuses: { onStart: ({ id }, _, send) => send({ id, error: "speaks protocol 7 only" }) },
  "claims-twice": {
    onStart: (_, introduction, send) =>
      send({ ...introduction, claims: [...introduction.claims, ...introduction.claims] }),
  },
  "unknown-capability": {
    onStart: (_, introduction, send) => send({ ...introduction, capabilities: ["teleport"] }),
  },
  "loses-minus-zero": {
    onEcho: ({ id, values }, send) => send({ id, values: values.map((x) => (Object.is(x, -0) ? 0 : x)) }),
  },
  "prints-15-digits": {
    onEcho: ({ id, values }, send) =>
      send({ id, values: values.map((x) => (x === 0 ? x : Number(x.toPrecision(15)))) }),
  },
  "single-precision": {
    onEcho: ({ id, values }, send) => send({ id, values: values.map(Math.fround) }),
  },
  "echo-too-short": { onEcho: ({ id, values }, send) => send({ id, values: values.slice(1) }) },
};
