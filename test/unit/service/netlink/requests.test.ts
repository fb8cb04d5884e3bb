// Asking the kernel of this machine, read only and without privileges: which of a batch failed, and why a dump did.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { MultihomedError } from "../../../../common/errors.ts";
import { decodeLink, linkDump } from "../../../../service/netlink/link.ts";
import { bytes32 } from "../../../../service/netlink/message.ts";
import { describeFailure, type Request, Requests } from "../../../../service/netlink/requests.ts";
import * as k from "../../../../service/netlink/uapi.ts";

const requests = new Requests({ receiveBuffer: 1 << 20, datagramSize: 32 * 1024 });
after(() => requests.close());

const getLink = (ifindex: number): Request => ({
  type: k.RTM_GETLINK,
  flags: 0,
  payload: `\0\0\0\0${bytes32(ifindex)}${bytes32(0)}${bytes32(0)}`,
});
const LOOPBACK = getLink(1);
const NONE = getLink(0x7ffffff0);

test("failures are told by the index of the request", async () => {
  const batch = [LOOPBACK, NONE, LOOPBACK, LOOPBACK, NONE];
  const failures = await requests.change(batch);
  assert.deepEqual(
    [...failures].map(([index, { code }]) => [index, code]),
    [
      [1, "ENODEV"],
      [4, "ENODEV"],
    ],
  );
  assert.equal((await requests.change([LOOPBACK])).size, 0);
  assert.equal((await requests.change([])).size, 0);
});

test("batches may be sent before the one before is answered", async () => {
  const all = await Promise.all([[NONE], [LOOPBACK], [LOOPBACK, NONE]].map((batch) => requests.change(batch)));
  assert.deepEqual(
    all.map((failures) => [...failures.keys()]),
    [[0], [], [1]],
  );
});

test("dumps asked for at once go one after the other and are whole", async () => {
  const dump = async () => {
    const names: string[] = [];
    await requests.dump(linkDump(), (_type, b, start, end) => {
      const link = decodeLink(b, start, end);
      if (link) names.push(link.name);
    });
    return names;
  };
  const [first = [], second] = await Promise.all([dump(), dump()]);
  assert.ok(first.includes("lo"));
  assert.deepEqual(second, first);
});

test("a dump that the kernel refuses says why in the kernel's words", async () => {
  const bad: Request = { type: k.RTM_GETROUTE, flags: 0, payload: `\x02\0\0\0\0\0\x07\0${bytes32(0)}` };
  await assert.rejects(
    requests.dump(bad, () => {}),
    (error) => {
      assert.ok(error instanceof MultihomedError);
      assert.equal(error.code, "kernel");
      assert.match(error.message, /: EINVAL: \w.*dump request$/);
      return true;
    },
  );
  // The next one is answered.
  assert.equal(await requests.dump(linkDump(), () => {}), true);
});

test("a failure is described with the kernel's words where there are some", () => {
  assert.equal(describeFailure({ code: "EEXIST", text: undefined }), "EEXIST");
  assert.equal(describeFailure({ code: "EINVAL", text: "Invalid gateway" }), "EINVAL: Invalid gateway");
});
