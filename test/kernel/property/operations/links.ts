// Links: up, down, renamed, unplugged, plugged in anew, and the cable's other end.
import { both, cableNumber, cables, freeName, type Operation, someLink } from "./scene.ts";

export const setLink: Operation = (scene) => {
  const link = someLink(scene);
  return link && both("link set", link.name, link.up ? "down" : "up");
};

export const carrier: Operation = (scene) => {
  const link = someLink(scene);
  if (link === undefined) return undefined;
  return { kind: "carrier", cable: cableNumber(link), up: link.up ? !link.carrier : scene.random.chance(0.5) };
};

export const rename: Operation = (scene) => {
  const [link, name] = [someLink(scene), freeName(scene)];
  return link && name !== undefined ? both("link set", link.name, "name", name) : undefined;
};

export const unplug: Operation = (scene) => {
  const link = someLink(scene);
  return link && both("link delete", link.name);
};

export const plug: Operation = (scene) => {
  const name = freeName(scene);
  if (name === undefined || cables(scene).length >= 7) return undefined;
  return { kind: "plug", name, cable: scene.nextCable() };
};
