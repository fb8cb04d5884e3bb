// An uplink is lost and comes back: state, address and edge of the picture follow.
import assert from "node:assert/strict";
import { eventually, type Window, windowLab } from "./lab/index.ts";

const CONFIG = '[[uplink]]\ninterface = "u1"\ntable = 1000\n[[uplink]]\ninterface = "u2"\ntable = 2000\n';

windowLab(
  "the cable is pulled and plugged in again",
  async ({ bus, window }) => {
    await says(window, /^u1, Working, table 1000, address 10\.1\.0\.2/);
    const edge = await window.edgeOf("u1");
    bus.far.ip("link set u1 down");
    await says(window, /^u1, No connection, table 1000, address 10\.1\.0\.2/);
    assert.notDeepEqual(await window.edgeOf("u1"), edge);
    assert.deepEqual(await window.edgeOf("u2"), edge);
    await window.isOn("u1"); // it is still to be used

    bus.far.ip("link set u1 up");
    await says(window, /^u1, Working, table 1000, .*gateway 10\.1\.0\.1/);
    await eventually(async () => assert.deepEqual(await window.edgeOf("u1"), edge));
  },
  { config: CONFIG },
);

windowLab(
  "the address goes and another comes",
  async ({ bus, window }) => {
    await says(window, /^u1, Working/);
    bus.host.ip("address del 10.1.0.2/24 dev u1");
    await says(window, /^u1, Waiting for an address, table 1000, no address/);
    bus.host.ip("address add 10.1.0.9/24 dev u1");
    await says(window, /^u1, Working, table 1000, address 10\.1\.0\.9/);
  },
  { config: CONFIG },
);

windowLab(
  "the link is taken away and comes back",
  async ({ bus, window }) => {
    await says(window, /^u1, Working/);
    bus.host.ip("link del u1");
    await says(window, /^u1, Not there, table 1000, no address, no gateway$/);
    bus.host.ip("link add u1 type veth peer name u1 netns", bus.far.namespace);
    bus.far.ip("link set u1 up");
    bus.host.ipBatch("link set u1 up\naddr add 10.1.0.2/24 dev u1");
    await says(window, /^u1, Working, table 1000, address 10\.1\.0\.2/);
  },
  { config: CONFIG },
);

windowLab(
  "traffic is shown where it goes, and counted at its rate",
  async ({ bus, window }) => {
    bus.far.ip("address add 10.1.0.1/24 dev u1");
    // 20 echo requests of 1028 bytes with their headers in a second.
    bus.host.spawn("ping", "-n", "-q", "-i", "0.05", "-s", "1000", "-I", "10.1.0.2", "10.1.0.1");
    await eventually(
      async () => {
        const [said = "", other = ""] = await window.uplinksSaid();
        assert.match(said, /^u1, .*, receives (1[5-9]|2\d)(\.\d)?\skB\/s, sends (1[5-9]|2\d)(\.\d)?\skB\/s$/);
        assert.match(other, /^u2, .*, receives 0\sB\/s, sends 0\sB\/s$/);
      },
      { timeout: 12_000, interval: 200 },
    );
  },
  { config: CONFIG },
);

/** Waits until the first uplink is said to stand so. */
async function says(window: Window, pattern: RegExp): Promise<void> {
  await eventually(async () => assert.match((await window.uplinksSaid())[0] ?? "", pattern));
}
