// Addresses of both families: several a link, the same with two prefix lengths, the same on two links, with peers.
import { addressesOf, both, type Operation, slot, someLink } from "./scene.ts";

export const addAddress4: Operation = (scene) => {
  const { random } = scene;
  const link = someLink(scene);
  if (link === undefined) return undefined;
  const network = slot(link.name);
  const address = random.weighted([
    { weight: 6, value: `10.${network}.0.${random.int(2, 5)}/24` },
    { weight: 2, value: `10.${network}.0.${random.int(2, 5)}/16` },
    { weight: 2, value: `10.${network}.${random.int(1, 2)}.2/24` },
    { weight: 1, value: `10.${network}.0.${random.int(2, 5)}/32` },
    { weight: 2, value: `10.${network}.9.2 peer 10.${network}.9.${random.int(7, 8)}/32` },
    { weight: 1, value: `10.100.0.${random.int(2, 3)}/24` },
    { weight: 1, value: `169.254.7.${random.int(2, 3)}/16 scope link` },
  ]);
  const verb = random.chance(0.85) ? "add" : "replace";
  const options = [random.chance(0.1) && "noprefixroute", random.chance(0.1) && `metric ${random.int(5, 7)}`];
  return both("addr", verb, address, "dev", link.name, ...options);
};

export const addAddress6: Operation = (scene) => {
  const { random } = scene;
  const link = someLink(scene);
  if (link === undefined) return undefined;
  const network = slot(link.name);
  const address = random.weighted([
    { weight: 6, value: `fd00:${network}::${random.int(2, 5)}/64` },
    { weight: 2, value: `fd00:${network}::${random.int(2, 5)}/128` },
    { weight: 1, value: `fd00:${network}:0:1::2/64` },
    { weight: 1, value: `fd00:${network}::9:2 peer fd00:${network}::9:${random.int(7, 8)}/128` },
    { weight: 1, value: `fd00:100::${random.int(2, 3)}/64` },
    { weight: 1, value: `fe80::${network}:${random.int(2, 3)}/64` },
  ]);
  const options = [random.chance(0.1) && "noprefixroute", random.chance(0.1) && "preferred_lft 0"];
  return both("-6 addr", random.chance(0.85) ? "add" : "replace", address, "dev", link.name, "nodad", ...options);
};

export const deleteAddress: Operation = (scene) => {
  const address = scene.random.maybe(scene.kernel.addresses.filter(({ dev }) => dev !== "lo"));
  if (address === undefined) return undefined;
  const { dev, local, peer, prefixLength } = address;
  const name = peer === undefined ? `${local}/${prefixLength}` : `${local} peer ${peer}/${prefixLength}`;
  return both("addr delete", name, "dev", dev);
};

export const flushAddresses: Operation = (scene) => {
  const link = someLink(scene);
  return link && both(scene.random.pick(["-4", "-6"]), "addr flush dev", link.name, "scope global");
};

/** As a DHCP client renews its lease: the new address comes before the old one goes. */
export const moveAddress: Operation = (scene) => {
  const link = someLink(scene);
  const old = link && scene.random.maybe(addressesOf(scene, link.name, 4));
  if (link === undefined || old === undefined) return undefined;
  return both("addr change", `${old.local}/${old.prefixLength}`, "dev", link.name, "valid_lft 3600 preferred_lft 1800");
};
