// What is sent to systemd, as a real datagram socket receives it. Node has none; Debian's Perl does.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, type TestContext, test } from "node:test";
import { openNotify } from "../../../../service/system/notify.ts";
import { FakeClock } from "../observer/fake-clock.ts";
import { RecordingLog } from "../observer/recording-log.ts";

/** Binds ARGV[0] ("@": abstract), says so, and prints each datagram on a line of its own after a line came in. */
const RECEIVER = `
  use Socket; $| = 1;
  (my $name = $ARGV[0]) =~ s/^@/\\0/;
  socket(my $socket, AF_UNIX, SOCK_DGRAM, 0) or die "socket: $!";
  my $address = $name =~ /^\\0/ ? pack("S", AF_UNIX) . $name : pack_sockaddr_un($name);
  bind($socket, $address) or die "bind: $!";
  print "bound\\n";
  <STDIN>;
  while (defined recv($socket, my $bytes, 65536, 0)) { $bytes =~ s/\\n/|/g; print "$bytes\\n"; }
`;

interface Receiver {
  readonly address: string;
  /** Lets it read from now on. */
  read(): void;
  next(): Promise<string>;
}

let folder: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "multihomed-notify-"));
});

after(() => rmSync(folder, { recursive: true, force: true }));

async function receiver(t: TestContext, address: string): Promise<Receiver> {
  const perl: ChildProcess = spawn("perl", ["-e", RECEIVER, address], { stdio: ["pipe", "pipe", "inherit"] });
  t.after(() => perl.kill("SIGKILL"));
  assert.ok(perl.stdout && perl.stdin);
  const { stdin } = perl;
  const lines = createInterface({ input: perl.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value } = await lines.next();
    return String(value);
  };
  assert.equal(await next(), "bound");
  return { address, read: () => stdin.write("\n"), next };
}

const opened = (env: Record<string, string | undefined>) => {
  const [clock, log] = [new FakeClock(), new RecordingLog()];
  return { clock, log, notify: openNotify(env, clock, log) };
};

for (const kind of ["a file", "an abstract name"] as const) {
  test(`ready, status and stopping arrive at ${kind}`, async (t) => {
    const address = kind === "a file" ? join(folder, "notify") : `@${folder}/abstract`;
    const systemd = await receiver(t, address);
    const { notify } = opened({ NOTIFY_SOCKET: systemd.address });
    systemd.read();
    notify.ready("converged; 1 uplink");
    notify.status("degraded; 1 uplink");
    notify.stopping();
    assert.equal(await systemd.next(), "READY=1|STATUS=converged; 1 uplink");
    assert.equal(await systemd.next(), "STATUS=degraded; 1 uplink");
    assert.equal(await systemd.next(), "STOPPING=1");
    notify.close();
  });
}

test("a status is one line and is told once", async (t) => {
  const systemd = await receiver(t, join(folder, "once"));
  const { notify } = opened({ NOTIFY_SOCKET: systemd.address });
  systemd.read();
  notify.status("a\nREADY=1");
  notify.status("a\nREADY=1");
  notify.status("b");
  assert.equal(await systemd.next(), "STATUS=a\\x0aREADY=1");
  assert.equal(await systemd.next(), "STATUS=b");
  notify.close();
});

test("signs of life come in half the time, until closed", async (t) => {
  const systemd = await receiver(t, join(folder, "watchdog"));
  const { notify, clock } = opened({
    NOTIFY_SOCKET: systemd.address,
    WATCHDOG_USEC: "3000000",
    WATCHDOG_PID: String(process.pid),
  });
  systemd.read();
  notify.status("first");
  await clock.pass(1499);
  notify.status("before");
  await clock.pass(1);
  notify.status("after");
  await clock.pass(1500);
  notify.close();
  await clock.pass(10_000);
  assert.equal(clock.waiting, 0);
  const received = [];
  for (let count = 0; count < 6; count++) received.push(await systemd.next());
  assert.deepEqual(received, [
    "WATCHDOG=1",
    "STATUS=first",
    "STATUS=before",
    "WATCHDOG=1",
    "STATUS=after",
    "WATCHDOG=1",
  ]);
});

for (const [title, env] of Object.entries({
  "is not asked for": {},
  "is meant for another process": { WATCHDOG_USEC: "3000000", WATCHDOG_PID: "1" },
  "makes no sense": { WATCHDOG_USEC: "soon" },
  "is zero": { WATCHDOG_USEC: "0" },
})) {
  test(`no sign of life where it ${title}`, async (t) => {
    const systemd = await receiver(t, join(folder, title));
    const { notify, clock } = opened({ NOTIFY_SOCKET: systemd.address, ...env });
    systemd.read();
    assert.equal(clock.waiting, 0);
    notify.stopping();
    assert.equal(await systemd.next(), "STOPPING=1");
    notify.close();
  });
}

test("what does not fit now is told later, the newest of each", async (t) => {
  const systemd = await receiver(t, join(folder, "full"));
  const { notify, clock, log } = opened({ NOTIFY_SOCKET: systemd.address });
  let count = 0;
  while (clock.waiting === 0 && count < 100_000) notify.status(`status ${count++}`);
  assert.equal(clock.waiting, 1, "the receiver's queue never filled");
  notify.status("a newer one");
  notify.ready("the newest");
  systemd.read();
  for (let at = 0; at < count - 1; at++) assert.equal(await systemd.next(), `STATUS=status ${at}`);
  await clock.pass(1000);
  assert.equal(await systemd.next(), "STATUS=the newest|READY=1");
  assert.equal(clock.waiting, 0);
  assert.deepEqual(log.lines, []);
  notify.close();
});

test("nobody listens: nothing happens, and it is said once", () => {
  const { notify, log } = opened({ NOTIFY_SOCKET: join(folder, "absent") });
  notify.ready("a");
  notify.status("b");
  notify.close();
  notify.stopping();
  assert.equal(log.lines.length, 1);
  assert.match(log.lines.join(), /ENOENT/);
});

for (const address of ["vsock:2:1234", "relative", "@", `/${"x".repeat(108)}`]) {
  test(`no address of a Unix socket: ${address.slice(0, 20)}`, () => {
    const { notify, clock, log } = opened({ NOTIFY_SOCKET: address, WATCHDOG_USEC: "1000" });
    notify.ready("a");
    notify.stopping();
    notify.close();
    assert.equal(clock.waiting, 0);
    assert.equal(log.lines.length, 1);
  });
}

test("without NOTIFY_SOCKET nothing is sent or said", () => {
  const { notify, clock, log } = opened({ WATCHDOG_USEC: "1000" });
  notify.ready("a");
  notify.status("b");
  notify.stopping();
  notify.close();
  assert.equal(clock.waiting, 0);
  assert.deepEqual(log.lines, []);
});
